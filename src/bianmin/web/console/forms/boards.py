"""What a board can be asked for in its address, with defaults for everything else."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

SPANS = {1: "今天", 7: "近 7 天", 30: "近 30 天", 365: "近一年"}
RANKED = {
    "on_time": "按时办结",
    "submitted": "办件量",
    "rated_well": "好评率",
    "by_agent": "代办占比",
}


@dataclass(frozen=True)
class BoardWish:
    """看板选项: how many days back, and by which figure the parts are ranked."""

    days: int = 30
    by: str = "on_time"

    @classmethod
    def of(cls, query: QueryDict) -> BoardWish:
        days = query.get("days", "")
        by = query.get("by", "")
        return cls(
            int(days) if days.isdecimal() and int(days) in SPANS else cls.days,
            by if by in RANKED else cls.by,
        )

    def spans(self) -> list[tuple[str, str, bool]]:
        return [(label, f"?days={n}&by={self.by}", n == self.days) for n, label in SPANS.items()]

    def rankings(self) -> list[tuple[str, str, bool]]:
        return [
            (label, f"?days={self.days}&by={key}", key == self.by) for key, label in RANKED.items()
        ]
