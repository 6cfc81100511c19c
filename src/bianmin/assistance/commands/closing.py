"""送达、归档、回访、终止: how an order ends, and what the resident says of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.commands.agents_mandates import end_with_order
from bianmin.accounts.models import Person
from bianmin.assistance import policies
from bianmin.assistance.commands.custody import hand_to_resident
from bianmin.assistance.commands.writing import (
    MOVED,
    Proof,
    check_words,
    day_after,
    hold,
    issue,
    move,
    require_proof,
    tell,
    trace,
)
from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import AgentOrder
from bianmin.rules.assistance import (
    END_LABELS,
    FOLLOWS,
    EndCause,
    FormKind,
    Heard,
    OrderState,
    OrderVerb,
    may_deliver,
)
from bianmin.rules.errors import Conflict
from bianmin.rules.mandates import End
from bianmin.rules.verdict import NotNow, Verdict, first_denial, require

BY_OWN_HAND = "本人取消"


@transaction.atomic
def deliver_order(file: OrderFile, *, proof: Proof, by: Actor, at: datetime) -> OrderFile:
    """送达: the resident signs for the result; the mandate has done its work."""
    file = hold(file)
    require(policies.may_do(by, file, OrderVerb.DELIVER, at=at))
    require(may_deliver(file.kind, file.cases_done))
    require(_has_papers(by, file))
    require_proof(proof)
    move(file, OrderVerb.DELIVER, delivered_at=at, due_on=day_after(localdate(at), FOLLOWS))
    issue(file, FormKind.END, proof=proof, by=by, at=at)
    hand_to_resident(file, file.papers_out, by=by, at=at)
    _end_mandate(file, End.DONE, by=by, at=at)
    trace(file.order, "deliver", by=by, at=at, signed=proof.signed.value)
    tell(file.order, "order_delivered", at=at)
    return file


@transaction.atomic
def archive_order(file: OrderFile, *, by: Actor, at: datetime) -> OrderFile:
    """归档: the forms are put away; what the resident has confirmed already is closed with it."""
    file = hold(file)
    require(policies.may_do(by, file, OrderVerb.ARCHIVE, at=at))
    move(file, OrderVerb.ARCHIVE)
    trace(file.order, "archive", by=by, at=at)
    if file.order.confirmed_at is not None:
        _close_confirmed(file, by=by, at=at)
    return file


@transaction.atomic
def confirm_order(file: OrderFile, person: Person, *, by: Actor, at: datetime) -> OrderFile:
    """本人确认: done, and nothing paid; a telephone that the agent wrote down proves nothing, so
    then the follow-up still comes."""
    file = hold(file)
    require(policies.may_confirm(person, file.order))
    here = AgentOrder.objects.filter(unit=file.unit, pk=file.order.pk, confirmed_at__isnull=True)
    if not here.update(confirmed_at=at):
        raise Conflict(MOVED)
    file.order.confirmed_at = at
    trace(file.order, "confirm", by=by, at=at)
    if file.state is OrderState.ARCHIVED:
        _close_confirmed(file, by=by, at=at)
    return file


@transaction.atomic
def follow_up(file: OrderFile, *, heard: Heard, words: str, by: Actor, at: datetime) -> OrderFile:
    """回访: what the resident says, asked by somebody who had no hand in it."""
    file = hold(file)
    require(policies.may_do(by, file, OrderVerb.FOLLOW_UP, at=at))
    said = words.strip()
    if heard is not Heard.DONE:
        said = check_words("words", words, "请写本人怎么说的，或怎么找的")
    told = {"heard": heard.value, "heard_by": by.user_id, "heard_words": said}
    move(file, OrderVerb.FOLLOW_UP, ended_at=at, **told)
    trace(file.order, "follow_up", by=by, at=at, heard=heard.value)
    return file


@transaction.atomic
def end_order(
    file: OrderFile, *, cause: EndCause, words: str, by: Actor, at: datetime
) -> OrderFile:
    """终止: before it was done; the form says why, and the resident is told."""
    file = hold(file)
    require(policies.may_do(by, file, OrderVerb.END, at=at))
    said = check_words("words", words, "请写明情况，写进终止单")
    _end(file, cause, said, by=by, at=at)
    return file


@transaction.atomic
def stop_own(file: OrderFile, person: Person, *, by: Actor, at: datetime) -> OrderFile:
    """本人取消: on their own page, at any moment, without a reason (民法典 §173)."""
    file = hold(file)
    require(policies.may_stop(person, file.order))
    _end(file, EndCause.REVOKED, BY_OWN_HAND, by=by, at=at)
    return file


def end_revoked(file: OrderFile, *, died: bool, at: datetime) -> None:
    """委托停了: the mandate was ended at a window or by telephone, and with it the order."""
    cause = EndCause.LOST if died else EndCause.REVOKED
    _end(file, cause, "委托已经停了", by=SYSTEM, at=at)


def _has_papers(by: Actor, file: OrderFile) -> Verdict:
    """材料都在手里: what was taken goes back with the result, so the agent has all of it."""
    away = [one for one in file.papers_out if one.holder_id != by.user_id]
    names = "、".join(one.name for one in away)
    return first_denial((not away, NotNow(f"{names}还不在您手里，取回来一起还给本人")))


def _end(file: OrderFile, cause: EndCause, words: str, *, by: Actor, at: datetime) -> None:
    was_begun = file.state is not OrderState.ASKED
    move(file, OrderVerb.END, cause=cause.value, ended_at=at)
    if was_begun:
        issue(file, FormKind.END, words=f"{END_LABELS[cause]}。{words}", by=by, at=at)
    _end_mandate(file, End.REVOKED, by=by, at=at)
    trace(file.order, "end", by=by, at=at, reason=words, cause=cause.value)
    tell(file.order, "order_ended", at=at)


def _end_mandate(file: OrderFile, end: End, *, by: Actor, at: datetime) -> None:
    mandate = file.order.mandate
    if mandate is not None and mandate.ended_at is None:
        end_with_order(mandate, end, by=by, at=at)


def _close_confirmed(file: OrderFile, *, by: Actor, at: datetime) -> None:
    if not file.order.phone_is_theirs:
        return
    move(file, OrderVerb.FOLLOW_UP, heard=Heard.DONE.value, ended_at=at)
    trace(file.order, "follow_up", by=by, at=at, heard=Heard.DONE.value)
