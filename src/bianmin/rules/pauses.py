"""暂停: what stops which clock; a case keeps its pauses as rows beside its state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.errors import Invalid


class Clock(StrEnum):
    """时钟: a case has an alarm for the five days, one for the promise, one for the law."""

    TELL_ONCE = "tell_once"
    PROMISED = "promised"
    STATUTORY = "statutory"


class PauseKind(StrEnum):
    """暂停种类: why a clock stands still."""

    CORRECTION = "correction"
    REVIEW_CORRECTION = "review_correction"
    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"
    EARLIER_ITEM = "earlier_item"


PAUSE_LABELS: Mapping[PauseKind, str] = MappingProxyType(
    {
        PauseKind.CORRECTION: "补正",
        PauseKind.REVIEW_CORRECTION: "审核补正",
        PauseKind.HEARING: "听证",
        PauseKind.TENDER: "招标",
        PauseKind.AUCTION: "拍卖",
        PauseKind.INSPECTION: "检验",
        PauseKind.TESTING: "检测",
        PauseKind.QUARANTINE: "检疫",
        PauseKind.APPRAISAL: "鉴定",
        PauseKind.EXPERT_REVIEW: "专家评审",
        PauseKind.EARLIER_ITEM: "等前一件",
    }
)

_BOTH = frozenset({Clock.PROMISED, Clock.STATUTORY})

STOPS: Mapping[PauseKind, frozenset[Clock]] = MappingProxyType(
    {
        # Before acceptance only the five days are running.
        PauseKind.CORRECTION: frozenset({Clock.TELL_ONCE}),
        # 补正 after acceptance is not in §45: the law's clock goes on.
        PauseKind.REVIEW_CORRECTION: frozenset({Clock.PROMISED}),
        # 行政许可法 §45, the whole list.
        PauseKind.HEARING: _BOTH,
        PauseKind.TENDER: _BOTH,
        PauseKind.AUCTION: _BOTH,
        PauseKind.INSPECTION: _BOTH,
        PauseKind.TESTING: _BOTH,
        PauseKind.QUARANTINE: _BOTH,
        PauseKind.APPRAISAL: _BOTH,
        PauseKind.EXPERT_REVIEW: _BOTH,
        # 一链办理: before its turn nothing has been received; the five days begin with the turn.
        PauseKind.EARLIER_ITEM: frozenset({Clock.TELL_ONCE}),
    }
)
"""停哪些钟: the clocks that each kind of pause stops."""

SPECIAL_PROCEDURES = frozenset(kind for kind, clocks in STOPS.items() if clocks == _BOTH)
"""特别程序: the kinds of 行政许可法 §45, which need a written notice of the expected time."""


@dataclass(frozen=True)
class Pause:
    """暂停: days that do not count, first and last included; no last day: still paused.

    A pause without a kind stops whatever clock it is given to.
    """

    starts_on: date
    ends_on: date | None = None
    kind: PauseKind | None = None

    def __post_init__(self) -> None:
        if self.ends_on and self.ends_on < self.starts_on:
            raise Invalid("暂停的结束日不能早于开始日")

    def covers(self, day: date) -> bool:
        """涵盖: tell whether the day lies in the pause."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def stops(self, clock: Clock) -> bool:
        """停钟: tell whether this pause stops that clock."""
        return self.kind is None or clock in STOPS[self.kind]

    @property
    def label(self) -> str:
        """名称: the pause's Chinese name."""
        return PAUSE_LABELS[self.kind] if self.kind else "暂停"


def stopping(pauses: Iterable[Pause], clock: Clock) -> tuple[Pause, ...]:
    """停钟者: keep the pauses that stop this clock."""
    return tuple(pause for pause in pauses if pause.stops(clock))
