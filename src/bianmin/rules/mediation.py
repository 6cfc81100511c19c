"""人民调解: who may be mediated, by whom, how it ends and what follows (人民调解法, 2010).

§4 free of charge · §17 on application or offered, never against a party's refusal · §19 one or
more mediators, named or chosen · §23 parties may accept or refuse, and end it · §26 what fails is
ended and the other ways are told · §27 register, records and files · §28 agreement in writing, or
oral and noted · §29 its contents; in force when all have signed · §30 an oral one when it is
reached · §31 it binds, and is followed up · §33 judicial confirmation, jointly, within thirty days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.limits import Limit, Unit
from bianmin.rules.verdict import NotNow, Verdict, first_denial

CONCLUDES = Limit(1, Unit.MONTH)
"""调结期限: as a rule within a month (人民调解工作若干规定 §33)."""
CONFIRMS = Limit(30, Unit.DAY)
"""司法确认: from the day the agreement takes effect (§33)."""
FIRST_VISIT = timedelta(days=30)
"""首次回访: a month after it takes effect, or once it should have been performed, if earlier."""
LEAST_PARTIES, MOST_PARTIES = 2, 6


class DisputeKind(StrEnum):
    """纠纷类型: of a dispute, and of what counsel is asked; stored as is."""

    NEIGHBOUR = "neighbour"
    FAMILY = "family"
    LAND = "land"
    DAMAGE = "damage"
    DEBT = "debt"
    LABOUR = "labour"
    VILLAGE = "village"
    OTHER = "other"


KIND_LABELS: Mapping[DisputeKind, str] = MappingProxyType(
    {
        DisputeKind.NEIGHBOUR: "邻里",
        DisputeKind.FAMILY: "婚姻家庭、继承、赡养",
        DisputeKind.LAND: "土地、宅基地、山林水利",
        DisputeKind.DAMAGE: "损害赔偿",
        DisputeKind.DEBT: "合同、债务",
        DisputeKind.LABOUR: "劳动报酬",
        DisputeKind.VILLAGE: "村务管理",
        DisputeKind.OTHER: "其他",
    }
)


class DisputeChannel(StrEnum):
    """来源: applied for by a party, or offered (§17); stored as is."""

    NET = "net"
    DESK = "desk"
    OFFERED = "offered"


CHANNEL_LABELS: Mapping[DisputeChannel, str] = MappingProxyType(
    {
        DisputeChannel.NET: "当事人网上申请",
        DisputeChannel.DESK: "当事人当面申请",
        DisputeChannel.OFFERED: "主动调解",
    }
)


class DisputeState(StrEnum):
    """调解的状态: stored as is."""

    APPLIED = "applied"
    OPEN = "open"
    WRITTEN = "written"
    ORAL = "oral"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    UNSUITABLE = "unsuitable"


STATE_LABELS: Mapping[DisputeState, str] = MappingProxyType(
    {
        DisputeState.APPLIED: "已登记",
        DisputeState.OPEN: "调解中",
        DisputeState.WRITTEN: "达成协议",
        DisputeState.ORAL: "口头协议",
        DisputeState.FAILED: "未达成",
        DisputeState.WITHDRAWN: "已撤回",
        DisputeState.DECLINED: "一方不愿调解",
        DisputeState.UNSUITABLE: "不属于人民调解",
    }
)
SETTLED = (DisputeState.WRITTEN, DisputeState.ORAL)
RUNNING = (DisputeState.APPLIED, DisputeState.OPEN)


class Verb(StrEnum):
    """调解的动作: what may be done with a dispute."""

    ADD_PARTY = "add_party"
    AMEND_PARTY = "amend_party"
    ASK = "ask"
    CONSENT = "consent"
    TAKE_UP = "take_up"
    REPLACE = "replace"
    SIT = "sit"
    DRAW = "draw"
    SIGN = "sign"
    NOTE_ORAL = "note_oral"
    FAIL = "fail"
    WITHDRAW = "withdraw"
    DECLINE = "decline"
    FIND_UNSUITABLE = "find_unsuitable"
    VISIT = "visit"


ALLOWED_IN: Mapping[Verb, tuple[DisputeState, ...]] = MappingProxyType(
    {
        Verb.ADD_PARTY: (DisputeState.APPLIED,),
        Verb.AMEND_PARTY: RUNNING,
        Verb.ASK: (DisputeState.APPLIED,),
        Verb.CONSENT: (DisputeState.APPLIED,),
        Verb.TAKE_UP: (DisputeState.APPLIED,),
        Verb.REPLACE: (DisputeState.OPEN,),
        Verb.SIT: (DisputeState.OPEN,),
        Verb.DRAW: (DisputeState.OPEN,),
        Verb.SIGN: (DisputeState.OPEN,),
        Verb.NOTE_ORAL: (DisputeState.OPEN,),
        Verb.FAIL: (DisputeState.OPEN,),
        Verb.WITHDRAW: RUNNING,
        Verb.DECLINE: RUNNING,
        Verb.FIND_UNSUITABLE: RUNNING,
        Verb.VISIT: SETTLED,
    }
)
"""什么时候能做: the one table of which state allows what."""

ENDS: Mapping[Verb, DisputeState] = MappingProxyType(
    {
        Verb.FAIL: DisputeState.FAILED,
        Verb.WITHDRAW: DisputeState.WITHDRAWN,
        Verb.DECLINE: DisputeState.DECLINED,
        Verb.FIND_UNSUITABLE: DisputeState.UNSUITABLE,
    }
)
"""没有达成的几种终止: the verb and the state it leads to."""

OTHER_WAYS = "您可以依法申请仲裁、请主管部门处理，或者向人民法院起诉。"
"""别的途径: told whenever mediation ends without an agreement (§26)."""


class Consent(StrEnum):
    """是否愿意调解: stored as is."""

    OPEN = "open"
    GIVEN = "given"
    REFUSED = "refused"


CONSENT_LABELS: Mapping[Consent, str] = MappingProxyType(
    {Consent.OPEN: "还没答复", Consent.GIVEN: "愿意调解", Consent.REFUSED: "不愿意"}
)


class Performance(StrEnum):
    """履行情况: found at a follow-up; stored as is."""

    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"


PERFORMANCE_LABELS: Mapping[Performance, str] = MappingProxyType(
    {
        Performance.KEPT: "已履行",
        Performance.PARTLY: "部分履行，继续督促",
        Performance.BROKEN: "没有履行，已告知可以起诉",
    }
)


@dataclass(frozen=True)
class Known:
    """一个人: as far as a conflict of interest can be told from what is on record."""

    person_id: int | None = None
    id_number: bytes = b""  # keyed hashes
    phone: bytes = b""

    def is_same(self, other: Known) -> bool:
        """是同一人或一家: the same record, identity number or telephone."""
        return (
            (self.person_id is not None and self.person_id == other.person_id)
            or (bool(self.id_number) and self.id_number == other.id_number)
            or (bool(self.phone) and self.phone == other.phone)
        )


def allows(state: DisputeState, verb: Verb) -> Verdict:
    """此时能否: whether a dispute in this state allows the verb; the refusal says how it stands."""
    return first_denial(
        (state in ALLOWED_IN[verb], NotNow(f"这件调解现在是“{STATE_LABELS[state]}”，不能这样做"))
    )


def may_begin(consents: Collection[Consent]) -> Verdict:
    """可以开始: two parties at least, every one of them willing, none refusing (§17)."""
    return first_denial(
        (len(consents) >= LEAST_PARTIES, NotNow("至少要有两方当事人")),
        (
            Consent.REFUSED not in consents,
            NotNow("有一方明确不愿意，不能调解（人民调解法第十七条）"),
        ),
        (Consent.OPEN not in consents, NotNow("还有当事人没有说愿意不愿意，先问清楚")),
    )


def may_mediate(mediator: Known, parties: Iterable[Known]) -> Verdict:
    """可以当调解员: no party, nor whoever shares a number or a telephone with one.

    Kinship stands in no register of ours: whoever names mediators asks, and says so.
    """
    same = any(mediator.is_same(party) for party in parties)
    return first_denial((not same, "当事人或者和当事人共用电话的家里人，不能当这件事的调解员"))


def visit_due(effective_on: date, perform_by: date | None) -> date:
    """回访日: when the first follow-up is due (§31)."""
    month_later = effective_on + FIRST_VISIT
    return min(perform_by, month_later) if perform_by else month_later
