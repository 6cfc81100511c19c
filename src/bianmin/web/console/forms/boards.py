"""What a board can be asked for in its address, with defaults for everything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

SPANS: Mapping[int, str] = {1: "今天", 7: "近 7 天", 30: "近 30 天", 365: "近一年"}
RANKED: Mapping[str, str] = {
    "on_time": "按时办结率",
    "submitted": "申请量",
    "rated_well": "好评率",
    "by_agent": "代办占比",
}
LISTS: Mapping[str, str] = {
    "open": "全部在办",
    "late": "超期在办",
    "untold": "该告知没告知",
    "slow": "环节超期",
    "refusal": "拟否决",
}
Choice = tuple[str, str, bool]


@dataclass(frozen=True)
class BoardWish:
    """看板选项: how many days back, by which figure the parts are ranked, and which cases."""

    days: int = 30
    by: str = "on_time"
    shown: str = "open"
    page: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> BoardWish:
        days, by, shown = (query.get(name, "") for name in ("days", "by", "list"))
        return cls(
            int(days) if days.isdecimal() and int(days) in SPANS else cls.days,
            by if by in RANKED else cls.by,
            shown if shown in LISTS else cls.shown,
            query.get("page", ""),
        )

    def query(self, **other: object) -> str:
        """The same wish, or another, as it stands in an address."""
        wish = replace(self, **other)  # type: ignore[arg-type]
        return "?" + urlencode({"days": wish.days, "by": wish.by, "list": wish.shown})

    def spans(self) -> list[Choice]:
        return [(label, self.query(days=n), n == self.days) for n, label in SPANS.items()]

    def rankings(self) -> list[Choice]:
        return [(label, self.query(by=key), key == self.by) for key, label in RANKED.items()]

    def lists(self) -> list[Choice]:
        return [(label, self.query(shown=key), key == self.shown) for key, label in LISTS.items()]
