"""排队: what may become of a ticket, whose turn it is, and how long one may have to wait.

The old and the disabled go first (老年人权益保障法 §58, 无障碍环境建设法 §41), and so does whoever
booked and came in time. Fairly: after two of them in a row the one who has waited longest in the
common line is called, so that nobody waits for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import ceil, floor, sqrt
from types import MappingProxyType

from bianmin.rules.errors import IllegalMove

OLD_AGE = 60  # 老年人权益保障法 §2
MOST_AHEAD = 2
LEAST_HISTORY = 30  # tickets; of fewer nothing is told
NINE_TENTHS = 1.645  # standard deviations to each side, for nine in ten


class Line(StrEnum):
    """取号种类: the letter that a number begins with."""

    GENERAL = "A"
    COLLECT = "B"
    ASK = "C"
    BOOKED = "Y"


LINES: Mapping[Line, str] = MappingProxyType(
    {Line.GENERAL: "办事", Line.COLLECT: "领证取件", Line.ASK: "咨询", Line.BOOKED: "预约"}
)
OPEN_LINES = (Line.GENERAL, Line.COLLECT, Line.ASK)
"""可取的号: what anybody may take; a booked one comes of an appointment."""


class Claim(StrEnum):
    """优先: why somebody goes first."""

    NONE = ""
    OLD = "old"
    DISABLED = "disabled"


CLAIMS: Mapping[Claim, str] = MappingProxyType(
    {Claim.OLD: "老年人优先", Claim.DISABLED: "残疾人优先"}
)


class TicketState(StrEnum):
    """号的状态."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    ABSENT = "absent"
    ENDED = "ended"
    LEFT = "left"
    LAPSED = "lapsed"


TICKET_STATES: Mapping[TicketState, str] = MappingProxyType(
    {
        TicketState.WAITING: "等候",
        TicketState.CALLED: "请到窗口",
        TicketState.SERVING: "办理中",
        TicketState.ABSENT: "过号",
        TicketState.ENDED: "已办完",
        TicketState.LEFT: "已退号",
        TicketState.LAPSED: "当天未叫",
    }
)
AT_WINDOW = (TicketState.CALLED, TicketState.SERVING)
"""在窗口的号: a window has one of them at a time."""


class TicketAction(StrEnum):
    """对号做的事."""

    CALL = "call"
    RECALL = "recall"
    SERVE = "serve"
    MISS = "miss"
    RETURN = "return"
    TRANSFER = "transfer"
    END = "end"
    LEAVE = "leave"
    LAPSE = "lapse"


_S, _A = TicketState, TicketAction
TICKET_MOVES: Mapping[tuple[TicketState, TicketAction], TicketState] = MappingProxyType(
    {
        (_S.WAITING, _A.CALL): _S.CALLED,
        (_S.WAITING, _A.LEAVE): _S.LEFT,
        (_S.WAITING, _A.LAPSE): _S.LAPSED,
        (_S.CALLED, _A.RECALL): _S.CALLED,
        (_S.CALLED, _A.SERVE): _S.SERVING,
        (_S.CALLED, _A.MISS): _S.ABSENT,
        (_S.CALLED, _A.TRANSFER): _S.WAITING,
        (_S.CALLED, _A.END): _S.ENDED,
        (_S.SERVING, _A.TRANSFER): _S.WAITING,
        (_S.SERVING, _A.END): _S.ENDED,
        (_S.ABSENT, _A.RETURN): _S.WAITING,
        (_S.ABSENT, _A.LEAVE): _S.LEFT,
        (_S.ABSENT, _A.LAPSE): _S.LAPSED,
    }
)


class TicketOutcome(StrEnum):
    """办理结果: how a ticket ended; none at all alarms whoever runs the site."""

    NONE = ""
    CASE = "case"
    CARD = "card"
    ADVICE = "advice"
    COLLECTED = "collected"
    LEFT = "left"


TICKET_OUTCOMES: Mapping[TicketOutcome, str] = MappingProxyType(
    {
        TicketOutcome.CASE: "收了件",
        TicketOutcome.CARD: "给了答复卡、明白纸或指路牌",
        TicketOutcome.ADVICE: "答复了咨询",
        TicketOutcome.COLLECTED: "领走了结果",
        TicketOutcome.LEFT: "群众自己不办了",
        TicketOutcome.NONE: "没有登记结果",
    }
)


def ticket_after(state: TicketState, action: TicketAction) -> TicketState:
    """状态变化: the state after an action; IllegalMove where the state does not allow it."""
    try:
        return TICKET_MOVES[state, action]
    except KeyError:
        raise IllegalMove(f"这个号现在是“{TICKET_STATES[state]}”，不能这样操作") from None


def is_old(born_on: date, today: date) -> bool:
    """老年人: whether somebody has turned sixty."""
    years = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    return years >= OLD_AGE


@dataclass(frozen=True)
class Waiting:
    """等候的一个号: what decides its turn."""

    id: int
    since: datetime  # in line since
    has_claim: bool = False
    booked_for: datetime | None = None
    is_resumed: bool = False  # was called before and sent on
    window: int | None = None  # sent on to this window


@dataclass(frozen=True)
class Turn:
    """轮到谁: the ticket, and how many went ahead of the common line in a row with it."""

    ticket: Waiting
    ahead_in_row: int


def next_up(
    waiting: Iterable[Waiting], *, ahead_in_row: int, at: datetime, window: int | None = None
) -> Turn | None:
    """叫谁: whose turn it is at a window; None when nobody waits for it.

    Whoever was sent on from another window comes first, being in the middle of it. Then those
    ahead, by the hour they booked or came; but after two in a row the common line's first. Whoever
    booked and came early waits for their hour, unless nobody else is there.
    """
    here = [one for one in waiting if one.window in (None, window)]
    resumed = [one for one in here if one.is_resumed]
    if resumed:
        return Turn(min(resumed, key=_since), ahead_in_row)
    early = [one for one in here if one.booked_for is not None and one.booked_for > at]
    ahead = [one for one in here if _goes_ahead(one) and one not in early]
    common = [one for one in here if not _goes_ahead(one)]
    if ahead and (not common or ahead_in_row < MOST_AHEAD):
        return Turn(min(ahead, key=_since), ahead_in_row + 1)
    if common:
        return Turn(min(common, key=_since), 0)
    if early:
        return Turn(min(early, key=_since), ahead_in_row + 1)
    return None


def order(waiting: Sequence[Waiting], *, ahead_in_row: int, at: datetime) -> list[int]:
    """次序: in which order all are called if nobody else comes."""
    left = {one.id: Waiting(**one.__dict__ | {"window": None}) for one in waiting}
    found: list[int] = []
    while turn := next_up(left.values(), ahead_in_row=ahead_in_row, at=at):
        found.append(turn.ticket.id)
        ahead_in_row = turn.ahead_in_row
        del left[turn.ticket.id]
    return found


@dataclass(frozen=True)
class History:
    """办理用时的记录: how many tickets were served, the sum of their seconds and of the squares."""

    served: int = 0
    seconds: int = 0
    squares: int = 0


@dataclass(frozen=True)
class Wait:
    """要等多久: from … to … minutes; it comes true nine times in ten."""

    low: int
    high: int

    def __str__(self) -> str:
        if self.high <= 5:
            return "马上就到"
        return f"大约 {self.low}–{self.high} 分钟" if self.low else f"{self.high} 分钟以内"


def wait(ahead: int, *, windows: int, busy: int, history: History) -> Wait | None:
    """要等多久: for somebody with so many `ahead`; None: not known.

    Assumed: as many windows stay open as now; each takes the next as soon as it is free; how long
    one takes varies as it did in the site's last weeks, whoever it is; nobody goes ahead who has
    not come yet. Then the wait ends when `k` of the open windows' tickets have ended, after about
    k·mean/windows, and varies by √k·deviation/windows, besides what the mean itself is unsure of.
    """
    if windows <= 0 or history.served < LEAST_HISTORY:
        return None
    needed = max(ahead + 1 - max(windows - busy, 0), 0)
    if not needed:
        return Wait(0, 0)
    mean = history.seconds / history.served
    variance = max(history.squares / history.served - mean**2, 0.0)
    expected = needed * mean / windows
    unsure = variance * needed / windows**2 + (needed / windows) ** 2 * variance / history.served
    margin = NINE_TENTHS * sqrt(unsure)
    return Wait(_down((expected - margin) / 60), _up((expected + margin) / 60))


def _goes_ahead(one: Waiting) -> bool:
    return one.has_claim or one.booked_for is not None


def _since(one: Waiting) -> tuple[datetime, int]:
    return (one.booked_for or one.since, one.id)


def _down(minutes: float) -> int:
    """Whole minutes, above ten in steps of five."""
    kept = max(floor(minutes), 0)
    return kept if kept < 10 else kept // 5 * 5


def _up(minutes: float) -> int:
    kept = ceil(minutes)
    return kept if kept < 10 else ceil(kept / 5) * 5
