"""送达: the result on its way and in somebody's hands, each step with who, when and to whom.

Nothing is delivered by silence: a sent letter is on its way until its slip came back, and an
electronic result is delivered when it was opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.audit.commands import record
from bianmin.cases import delivery_policies, policies
from bianmin.cases.coming import footfall_of
from bianmin.cases.commands.documents import issue
from bianmin.cases.commands.lookup import check_code
from bianmin.cases.commands.moving import move, tell
from bianmin.cases.commands.standing_in import in_their_name
from bianmin.cases.deliveries import agents_for, choice_of, on_the_way, wanted_mode
from bianmin.cases.entrusted import acts_for
from bianmin.cases.models import Case, Delivery, DeliveryChoice, Dispatch, Notice
from bianmin.files.blobs import Readable
from bianmin.files.commands import take_upload
from bianmin.files.models import StoredFile
from bianmin.rules import delivery, footfall
from bianmin.rules.delivery import Mode
from bianmin.rules.documents import NoticeKind
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lifecycle import Action
from bianmin.rules.verdict import require

SLIP_NAME = "送达回证（签名）"


@dataclass(frozen=True)
class Given:
    """送达一次: how, to whom, by which mandate, and on which day."""

    mode: Mode
    receiver: str
    mandate: str
    day: date


@transaction.atomic
def choose_delivery(
    case: Case, *, mode: str, address: str = "", by: Actor, at: datetime
) -> DeliveryChoice:
    """选送达方式: how the applicant wants the result; changed as often as they like until sent."""
    require(delivery_policies.may_choose(by, case))
    way = delivery.mode_of(mode)
    kept = delivery.check_choice(way, address)
    if on_the_way(case) is not None:
        raise Conflict("结果已经送出去了，退回来以后才能改")
    facts: dict[str, Any] = {"mode": way.value}
    if acts_for(by, case) is not None:
        if way is Mode.ELECTRONIC:
            raise Invalid("网上看要本人打开", {"mode": "要本人自己打开才算送到，请选别的办法"})
        if case.submitted_at != at:  # else it belongs to the application itself
            facts |= in_their_name(case, "choose_delivery", by=by, at=at)
    row = DeliveryChoice(
        unit=case.unit,
        case=case,
        mode=way.value,
        address=kept,
        chosen_at=at,
        chosen_by=by.user_id,
    )
    DeliveryChoice.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["unit", "case"],
        update_fields=["mode", "address", "chosen_at", "chosen_by"],
    )
    _record(case, "choose_delivery", by=by, at=at, **facts)
    return row


@transaction.atomic
def post_result(
    case: Case,
    *,
    carrier: str,
    post_number: str,
    address: str,
    on: date | None = None,
    by: Actor,
    at: datetime,
) -> Dispatch:
    """邮寄: the result goes out with a carrier; it is on its way, not delivered."""
    require(delivery_policies.may_send(by, case))
    number = delivery.post_number(post_number)
    where = delivery.check_choice(Mode.POST, address)
    if not carrier.strip():
        raise Invalid("请写哪家邮政或快递", {"carrier": "请写哪家邮政或快递"})
    day = _check_day(case, on, at)
    sent = Dispatch(
        mode=Mode.POST.value, carrier=carrier.strip(), post_number=number, address=where,
        sent_on=day,
    )  # fmt: skip
    _send(case, sent, by=by, at=at)
    tell(case, "posted", at=at, act="post", parcel=number)
    return sent


@transaction.atomic
def give_to_agent(
    case: Case, *, agent: User, on: date | None = None, by: Actor, at: datetime
) -> Dispatch:
    """代办员领出: an agent who serves the village takes the result out, to bring it home."""
    require(delivery_policies.may_take_out(by, case, agent.pk))
    is_own = case.agent_id is not None and agent.person_id == case.agent_id
    if not is_own and not agents_for(case, at=at).filter(user=agent).exists():
        raise Invalid("只能交给服务这个村的代办员", {"agent": "只能交给服务这个村的代办员"})
    if agent.person_id == case.applicant_id:
        raise Invalid("不能由本人送给自己", {"agent": "这是申请人本人，请本人签收"})
    sent = Dispatch(mode=Mode.AGENT.value, taken_by=agent.pk, sent_on=_check_day(case, on, at))
    _send(case, sent, by=by, at=at)
    tell(case, "taken_out", at=at, act="take_out", agent=agent.display_name)
    return sent


@transaction.atomic
def note_return(
    case: Case, *, reason: str, on: date | None = None, by: Actor, at: datetime
) -> Dispatch:
    """退回: what was sent came back; it waits at the window again and the applicant is told."""
    require(delivery_policies.may_send(by, case))
    sent = on_the_way(case)
    if sent is None:
        raise Conflict("没有在路上的，不用登记退回")
    if not reason.strip():
        raise Invalid("写明为什么退回", {"reason": "写明为什么退回"})
    _end(sent, "returned", _check_day(case, on, at, sent), at, reason=reason.strip())
    _record(case, "note_return", by=by, at=at, reason=reason.strip())
    tell(case, "came_back", at=at, act="note_return", site=case.site.name)
    return sent


@transaction.atomic
def deliver_result(
    case: Case,
    *,
    mode: str,
    receiver: str,
    mandate: str = "",
    on: date | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """送达: the result is in somebody's hands: who signed, by which mandate, on which day."""
    way = delivery.mode_of(mode)
    require(delivery_policies.may_hand_over(by, case, way))
    sent = _fitting(way, on_the_way(case))
    day = _check_day(case, on, at, sent)
    name = case.applicant.name.clear()
    signed, words = delivery.check_receiver(receiver, mandate, applicant=name)
    if sent is not None:
        _end(sent, "arrived", day, at)
    return _give(case, Action.DELIVER, Given(way, signed, words, day), by=by, at=at)


def open_result(case: Case, *, code: str = "", by: Actor, at: datetime) -> Case:
    """查收结果: the applicant opens the result; this moment of the server is the delivery.

    Whoever comes by the link alone proves themselves by the query code; raise WrongCode or
    TooManyTries, whose try stays counted, so the check stands outside the transaction of the act.
    """
    require(policies.may_move(by, case, Action.OPEN_RESULT))
    if wanted_mode(case, choice_of(case)) is not Mode.ELECTRONIC:
        raise Conflict("您没有选在网上看结果，要先改送达方式")
    if on_the_way(case) is not None:
        raise Conflict("结果已经送出去了，请等送到")
    if by.user_id is None:
        check_code(case, code, at=at)
    name = case.applicant.name.clear()
    given = Given(Mode.ELECTRONIC, name, "", localdate(at))
    return _give(case, Action.OPEN_RESULT, given, by=by, at=at)


@transaction.atomic
def keep_signed_slip(case: Case, content: Readable, *, by: Actor, at: datetime) -> StoredFile:
    """存回证: the return slip as it was signed, photographed or scanned; the last one counts."""
    require(delivery_policies.may_keep_slip(by, case))
    file = take_upload(
        content, unit=case.unit, owner=f"case:{case.pk}", display_name=SLIP_NAME, by=by, at=at
    )
    Delivery.objects.filter(unit=case.unit, case_id=case.pk).update(signed_slip=file.pk)
    _record(case, "keep_signed_slip", by=by, at=at, file=file.pk)
    return file


@transaction.atomic
def _give(case: Case, action: Action, given: Given, *, by: Actor, at: datetime) -> Case:
    found = footfall_of(case, given.mode, given.day)
    counts = footfall.counted(found, is_online=case.channel == "online")
    facts = {"mode": given.mode.value}
    move(case, action, by=by, at=at, delivered_at=at, facts=facts, counts=counts)
    Delivery.objects.bulk_create(
        [
            Delivery(
                unit=case.unit,
                case=case,
                mode=given.mode.value,
                receiver=given.receiver,
                mandate=given.mandate,
                received_on=given.day,
                delivered_at=at,
                delivered_by=by.user_id,
                visits=found.visits,
                places=found.places,
                stayed=found.stayed,
            )
        ]
    )
    _slip(case, by=by, at=at)
    tell(case, "delivered", at=at, act="deliver")
    return case


def _send(case: Case, sent: Dispatch, *, by: Actor, at: datetime) -> None:
    if on_the_way(case) is not None:
        raise Conflict("已经送出去了，退回来以后才能再送")
    sent.unit, sent.case, sent.sent_at, sent.sent_by = case.unit, case, at, by.user_id
    Dispatch.objects.bulk_create([sent])
    _slip(case, by=by, at=at)
    _record(case, "send_result", by=by, at=at, mode=sent.mode, post_number=sent.post_number)


def _slip(case: Case, *, by: Actor, at: datetime) -> None:
    """The return slip goes along with the result, so it has its number before it is signed."""
    kind = NoticeKind.DELIVERED
    here = Notice.objects.filter(unit=case.unit, case_id=case.pk, kind=kind.value)
    if not here.exists():
        issue(case, kind, by=by, at=at)


def _fitting(way: Mode, sent: Dispatch | None) -> Dispatch | None:
    """Return what is on its way if this is its end; Conflict where the two do not fit."""
    if way is Mode.ELECTRONIC:
        raise Invalid("电子送达由本人打开结果，别人不能代", {"mode": "由本人在网上打开才算"})
    if sent is None and way in delivery.SENT:
        words = "先登记寄出" if way is Mode.POST else "先登记代办员领出"
        raise Conflict(f"{words}，再登记送到")
    if sent is not None and sent.mode != way.value:
        raise Conflict("结果还在路上，先登记退回，再换别的办法送")
    return sent


def _check_day(case: Case, on: date | None, at: datetime, sent: Dispatch | None = None) -> date:
    today = localdate(at)
    ready = sent.sent_on if sent else localdate(case.completed_at or at)
    return delivery.check_day(on or today, ready=ready, today=today)


def _end(sent: Dispatch, end: str, day: date, at: datetime, *, reason: str = "") -> None:
    here = Dispatch.objects.filter(unit=sent.unit, pk=sent.pk, end="")
    if not here.update(end=end, ended_on=day, ended_at=at, reason=reason):
        raise Conflict("刚刚有人登记过了，请刷新后再看")
    sent.end, sent.ended_on, sent.ended_at, sent.reason = end, day, at, reason


def _record(
    case: Case, action: str, *, by: Actor, at: datetime, reason: str = "", **facts: object
) -> None:
    record(f"case:{case.pk}", action, unit=case.unit, by=by, at=at, reason=reason, **facts)
