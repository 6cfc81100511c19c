"""帮办代办: kinds, steps and who may take them (DB3205/T 1077 and DB14/T 2233; 民法典 §161–§175).

自愿 the resident asks and may stop at any moment · 无偿 nobody is charged, so nowhere is an amount
asked · 限时 every step has its day · 主办站点负责到底 the site that took it answers to the end.
§161: what must be done in person is only accompanied. §168: whoever acts for somebody decides
nothing in that matter. §169: it goes to a stand-in of the site because the paper says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.errors import IllegalMove
from bianmin.rules.limits import Limit, Unit
from bianmin.rules.numbers import DocumentKind
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import NotNow, Verdict, first_denial

ANSWERS = Limit(1, Unit.WORKDAY)
"""联系期限: whoever asked is called or visited by the next working day."""
CARRIES = Limit(3, Unit.WORKDAY)
"""跑腿期限: to the township and back again, beside the item's own promise."""
FOLLOWS = Limit(5, Unit.WORKDAY)
"""回访期限: from the day the result was handed over."""
LASTS_MONTHS = 6
"""委托期限: of one order's mandate; it ends with the order, if that is earlier."""


class AidKind(StrEnum):
    """方式: with the person, or instead of them; stored as is."""

    HELP = "help"
    PROXY = "proxy"


KIND_LABELS: Mapping[AidKind, str] = MappingProxyType(
    {AidKind.HELP: "帮办（陪本人办）", AidKind.PROXY: "代办（替本人办）"}
)
KIND_WORDS: Mapping[AidKind, str] = MappingProxyType({AidKind.HELP: "帮办", AidKind.PROXY: "代办"})


class OrderChannel(StrEnum):
    """怎么来的: stored as is."""

    PHONE = "phone"
    NET = "net"
    VISIT = "visit"
    AGENT = "agent"


CHANNEL_LABELS: Mapping[OrderChannel, str] = MappingProxyType(
    {
        OrderChannel.PHONE: "打电话",
        OrderChannel.NET: "网上申请",
        OrderChannel.VISIT: "到站点说",
        OrderChannel.AGENT: "代办员上门知道的",
    }
)


class OrderState(StrEnum):
    """代办单的状态: stored as is."""

    ASKED = "asked"
    ENTRUSTED = "entrusted"
    ACCEPTED = "accepted"
    RUNNING = "running"
    PAUSED = "paused"
    DELIVERED = "delivered"
    ARCHIVED = "archived"
    CLOSED = "closed"
    ENDED = "ended"


STATE_LABELS: Mapping[OrderState, str] = MappingProxyType(
    {
        OrderState.ASKED: "等上门",
        OrderState.ENTRUSTED: "已委托",
        OrderState.ACCEPTED: "已受理",
        OrderState.RUNNING: "办理中",
        OrderState.PAUSED: "已中止",
        OrderState.DELIVERED: "已送达",
        OrderState.ARCHIVED: "已归档",
        OrderState.CLOSED: "已回访",
        OrderState.ENDED: "已终止",
    }
)
STEPS: tuple[tuple[str, frozenset[OrderState]], ...] = (
    ("委托", frozenset({OrderState.ASKED})),
    ("受理", frozenset({OrderState.ENTRUSTED})),
    ("办理", frozenset({OrderState.ACCEPTED, OrderState.RUNNING, OrderState.PAUSED})),
    ("送达", frozenset()),
    ("归档", frozenset({OrderState.DELIVERED})),
    ("回访", frozenset({OrderState.ARCHIVED})),
)
"""六步: each with the states in which it is the next to be done."""
OPEN = (
    OrderState.ASKED,
    OrderState.ENTRUSTED,
    OrderState.ACCEPTED,
    OrderState.RUNNING,
    OrderState.PAUSED,
)
"""没办完的: the agent has still something to do for the resident."""
LIVE = (*OPEN, OrderState.DELIVERED, OrderState.ARCHIVED)
"""没结束的: until it was followed up, or ended."""


class OrderVerb(StrEnum):
    """代办的动作: what may be done with an order."""

    ENTRUST = "entrust"
    ACCEPT = "accept"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    DELIVER = "deliver"
    ARCHIVE = "archive"
    FOLLOW_UP = "follow_up"
    END = "end"


VERB_LABELS: Mapping[OrderVerb, str] = MappingProxyType(
    {
        OrderVerb.ENTRUST: "签委托",
        OrderVerb.ACCEPT: "受理",
        OrderVerb.START: "开始办理",
        OrderVerb.PAUSE: "中止",
        OrderVerb.RESUME: "续办",
        OrderVerb.DELIVER: "送达",
        OrderVerb.ARCHIVE: "归档",
        OrderVerb.FOLLOW_UP: "回访",
        OrderVerb.END: "终止",
    }
)

MOVES: Mapping[tuple[OrderState, OrderVerb], OrderState] = MappingProxyType(
    {
        (OrderState.ASKED, OrderVerb.ENTRUST): OrderState.ENTRUSTED,
        (OrderState.ENTRUSTED, OrderVerb.ACCEPT): OrderState.ACCEPTED,
        (OrderState.ACCEPTED, OrderVerb.START): OrderState.RUNNING,
        (OrderState.RUNNING, OrderVerb.DELIVER): OrderState.DELIVERED,
        (OrderState.DELIVERED, OrderVerb.ARCHIVE): OrderState.ARCHIVED,
        (OrderState.ARCHIVED, OrderVerb.FOLLOW_UP): OrderState.CLOSED,
        (OrderState.ACCEPTED, OrderVerb.PAUSE): OrderState.PAUSED,
        (OrderState.RUNNING, OrderVerb.PAUSE): OrderState.PAUSED,
        (OrderState.PAUSED, OrderVerb.RESUME): OrderState.RUNNING,
        (OrderState.ASKED, OrderVerb.END): OrderState.ENDED,
        (OrderState.ENTRUSTED, OrderVerb.END): OrderState.ENDED,
        (OrderState.ACCEPTED, OrderVerb.END): OrderState.ENDED,
        (OrderState.RUNNING, OrderVerb.END): OrderState.ENDED,
        (OrderState.PAUSED, OrderVerb.END): OrderState.ENDED,
    }
)
"""代办单怎么走: the one table of which state allows what, and where it leads."""

AT_SITE = frozenset({RoleKind.STATION_CLERK, RoleKind.CLERK, RoleKind.CENTER_HEAD})
"""站点和中心的人: who registers, assigns, pauses and looks after what agents do."""
WHO_MAY: Mapping[OrderVerb, frozenset[RoleKind]] = MappingProxyType(
    {
        OrderVerb.ENTRUST: frozenset({RoleKind.AGENT}),
        OrderVerb.ACCEPT: frozenset({RoleKind.AGENT}),
        OrderVerb.START: frozenset({RoleKind.AGENT}),
        OrderVerb.DELIVER: frozenset({RoleKind.AGENT}),
        OrderVerb.RESUME: frozenset({RoleKind.AGENT}),
        OrderVerb.PAUSE: AT_SITE | {RoleKind.AGENT},
        OrderVerb.END: AT_SITE | {RoleKind.AGENT},
        OrderVerb.ARCHIVE: AT_SITE | {RoleKind.AGENT},
        OrderVerb.FOLLOW_UP: AT_SITE | {RoleKind.COUNTY_BUREAU},
    }
)
"""谁来做: AGENT is the order's own agent; nobody follows up what they carried themselves."""
IN_THEIR_NAME = frozenset({OrderVerb.ACCEPT, OrderVerb.START, OrderVerb.DELIVER})
"""凭委托做的: instead of the person, so never after the mandate has ended."""


class FormKind(StrEnum):
    """单子: the five forms of the standards; stored as is."""

    MANDATE = "mandate"
    RECEIPT = "receipt"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


FORM_TITLES: Mapping[FormKind, str] = MappingProxyType(
    {
        FormKind.MANDATE: "代办服务委托书",
        FormKind.RECEIPT: "帮办代办受理单",
        FormKind.PAUSE: "帮办代办中止单",
        FormKind.RESUME: "续办委托书",
        FormKind.END: "帮办代办办结（终止）单",
    }
)
FORM_NUMBERS: Mapping[FormKind, DocumentKind] = MappingProxyType(
    {
        FormKind.MANDATE: DocumentKind.ORDER_MANDATE,
        FormKind.RECEIPT: DocumentKind.ORDER_RECEIPT,
        FormKind.PAUSE: DocumentKind.ORDER_PAUSE,
        FormKind.RESUME: DocumentKind.ORDER_RESUME,
        FormKind.END: DocumentKind.ORDER_END,
    }
)


class Signed(StrEnum):
    """怎么签的: stored as is."""

    GLASS = "glass"
    PAPER = "paper"
    NOT = "not"


SIGNED_LABELS: Mapping[Signed, str] = MappingProxyType(
    {
        Signed.GLASS: "在手机屏幕上签名",
        Signed.PAPER: "签（按手印）在纸上，已拍照",
        Signed.NOT: "不用签名",
    }
)


class EndCause(StrEnum):
    """终止的原因: stored as is."""

    REVOKED = "revoked"
    UNABLE = "unable"
    UNTRUE = "untrue"
    SELF_DONE = "self_done"
    LOST = "lost"


END_LABELS: Mapping[EndCause, str] = MappingProxyType(
    {
        EndCause.REVOKED: "本人不办了、取消委托",
        EndCause.UNABLE: "不符合条件，已说明理由",
        EndCause.UNTRUE: "材料不真实",
        EndCause.SELF_DONE: "本人或家人自己办了",
        EndCause.LOST: "联系不上，或本人去世",
    }
)


class Heard(StrEnum):
    """回访结果: what the resident said; stored as is."""

    DONE = "done"
    WANTING = "wanting"
    UNTRUE = "untrue"
    SILENT = "silent"


HEARD_LABELS: Mapping[Heard, str] = MappingProxyType(
    {
        Heard.DONE: "办好了，没收钱，满意",
        Heard.WANTING: "办好了，但有意见",
        Heard.UNTRUE: "没有办，或者收了钱",
        Heard.SILENT: "没联系上",
    }
)
CONFIRMED = frozenset({Heard.DONE, Heard.WANTING})
"""本人确认办了的: only these count as done for somebody."""


@dataclass(frozen=True)
class Party:
    """一个人: as far as one house can be told from what is on record."""

    person_id: int | None = None
    household: int | None = None
    phone: bytes = b""  # keyed hash

    def is_one_house_with(self, other: Party) -> bool:
        """是本人或一家: the same record, household or telephone."""
        return (
            (self.person_id is not None and self.person_id == other.person_id)
            or (self.household is not None and self.household == other.household)
            or (bool(self.phone) and self.phone == other.phone)
        )


def after(state: OrderState, verb: OrderVerb) -> OrderState:
    """往下走: the state that follows; IllegalMove says how it stands."""
    try:
        return MOVES[state, verb]
    except KeyError:
        raise IllegalMove(allows(state, verb).reason) from None


def allows(state: OrderState, verb: OrderVerb) -> Verdict:
    """此时能否: whether an order in this state allows the verb."""
    words = f"这张代办单现在是“{STATE_LABELS[state]}”，不能{VERB_LABELS[verb]}"
    return first_denial(((state, verb) in MOVES, NotNow(words)))


def verbs_from(state: OrderState) -> list[OrderVerb]:
    """能做什么: in the order of the steps."""
    return [verb for verb in OrderVerb if (state, verb) in MOVES]


def may_be(kind: AidKind, *, presence_required: bool) -> Verdict:
    """能不能代办: what the person must be present for is only accompanied (民法典 §161)."""
    fits = kind is AidKind.HELP or not presence_required
    return first_denial((fits, "这件事必须本人到场，不能替办，只能陪本人去（帮办）"))


def may_serve(agent: Party, *clients: Party) -> Verdict:
    """能不能由这个人办: an agent serves others, not their own house."""
    return first_denial(
        (
            not any(agent.is_one_house_with(client) for client in clients),
            "自己家的事（包括用您手机号的）请换一位代办员，或走家人代办",
        )
    )


def may_deliver(kind: AidKind, cases_done: Collection[bool]) -> Verdict:
    """能不能送达: each case it opened is done; who acts for somebody opened at least one."""
    return first_denial(
        (
            kind is AidKind.HELP or bool(cases_done),
            NotNow("还没有交上去的办件，没有结果可以送；不办了请走终止"),
        ),
        (all(cases_done), NotNow("办件还没有办结，办好了再送达")),
    )
