"""委托和受理: the card seen, the paper signed, what was promised; and once more after a pause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import register_person
from bianmin.accounts.commands.agents_mandates import end_with_order, entrust_agent
from bianmin.accounts.models import Mandate, Person
from bianmin.accounts.queries import person_by_id_number
from bianmin.assistance import policies
from bianmin.assistance.commands.writing import (
    NO_PROOF,
    Proof,
    check_words,
    day_after,
    due_words,
    hold,
    issue,
    move,
    require_proof,
    tell,
    trace,
)
from bianmin.assistance.file import OrderFile
from bianmin.assistance.known import party_of
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.queries import version_of
from bianmin.ground.crypto import keyed_hash
from bianmin.rules.assistance import (
    CARRIES,
    LASTS_MONTHS,
    AidKind,
    FormKind,
    OrderVerb,
    Party,
    may_be,
    may_serve,
)
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.identity import parse_id_number
from bianmin.rules.limits import Limit
from bianmin.rules.mandates import End
from bianmin.rules.verdict import Verdict, require


@dataclass(frozen=True)
class Client:
    """委托人: as the identity card says; whoever has no telephone is told on paper."""

    name: str
    id_number: str
    phone: str = ""


@transaction.atomic
def entrust_order(
    file: OrderFile, client: Client, *, kind: AidKind, proof: Proof, by: Actor, at: datetime
) -> OrderFile:
    """签委托: the person agrees; to have it done in their place they sign for this one matter."""
    file = hold(file)
    require(policies.may_do(by, file, OrderVerb.ENTRUST, at=at))
    order, version = file.order, version_now(file)
    at_field(may_be(kind, presence_required=version.presence_required), "kind")
    is_theirs, person = _register(file, client, by=by, at=at)
    mandate = None
    if kind is AidKind.PROXY:
        require_proof(proof)
        mandate = _entrust(file, person, by=by, at=at)
    move(
        file,
        OrderVerb.ENTRUST,
        kind=kind.value,
        principal=person,
        mandate=mandate,
        name=person.name.clear(),
        phone=client.phone,
        phone_hash=keyed_hash("phone", client.phone) if client.phone else None,
        phone_is_theirs=is_theirs,
        entrusted_at=at,
    )
    if mandate is not None:
        issue(file, FormKind.MANDATE, proof=proof, by=by, at=at)
    trace(
        order, "entrust", by=by, at=at, kind=kind.value, signed=proof.signed.value,
        mandate=mandate.pk if mandate else None, presence=version.presence_required,
    )  # fmt: skip
    tell(order, "order_entrusted", at=at)
    return file


@transaction.atomic
def accept_order(file: OrderFile, *, by: Actor, at: datetime) -> OrderFile:
    """受理: what is needed was gone through; the receipt says by which day it will be done."""
    file = hold(file)
    require(policies.may_do(by, file, OrderVerb.ACCEPT, at=at))
    promised = Limit.parse(version_now(file).promised_limit)
    day = day_after(localdate(at), promised, CARRIES)
    move(file, OrderVerb.ACCEPT, accepted_at=at, promised_on=day, due_on=day)
    issue(file, FormKind.RECEIPT, by=by, at=at)
    trace(file.order, "accept", by=by, at=at, due_on=str(day or ""))
    tell(file.order, "order_accepted", at=at, due=due_words(day))
    return file


@transaction.atomic
def pause_order(file: OrderFile, *, reason: str, by: Actor, at: datetime) -> OrderFile:
    """中止: for a reason that is told in writing; the days until it goes on are not counted."""
    file = hold(file)
    require(policies.may_do(by, file, OrderVerb.PAUSE, at=at))
    said = check_words("reason", reason, "请写明为什么先停办")
    pause(file, said, by=by, at=at)
    return file


def pause(file: OrderFile, reason: str, *, by: Actor, at: datetime) -> None:
    """Write the pause: by whoever works on it, or by the day on which a mandate ran out."""
    move(file, OrderVerb.PAUSE, paused_on=localdate(at))
    issue(file, FormKind.PAUSE, words=reason, by=by, at=at)
    trace(file.order, "pause", by=by, at=at, reason=reason)
    tell(file.order, "order_paused", at=at)


@transaction.atomic
def resume_order(file: OrderFile, *, proof: Proof = NO_PROOF, by: Actor, at: datetime) -> OrderFile:
    """续办: signed anew where it is done in somebody's place; the promise moves by the pause."""
    file = hold(file)
    require(policies.may_do(by, file, OrderVerb.RESUME, at=at))
    order, mandate = file.order, file.order.mandate
    if file.kind is AidKind.PROXY:
        require_proof(proof)
        if mandate is not None:
            end_with_order(mandate, End.REPLACED, by=by, at=at)
        assert order.principal is not None  # entrusted, as the table's constraint says
        mandate = _entrust(file, order.principal, by=by, at=at)
    rested = localdate(at) - (order.paused_on or localdate(at))
    day = order.promised_on + rested if order.promised_on else None
    columns = {"mandate": mandate, "paused_on": None, "promised_on": day, "due_on": day}
    move(file, OrderVerb.RESUME, **columns)
    issue(file, FormKind.RESUME, proof=proof, by=by, at=at)
    trace(order, "resume", by=by, at=at, signed=proof.signed.value, due_on=str(day or ""))
    tell(order, "order_resumed", at=at, due=due_words(day))
    return file


def version_now(file: OrderFile) -> ItemVersion:
    """现行版本: by which is told whether the person must be there."""
    version = version_of(file.order.item.code)
    if version is None:
        raise Conflict("这件事已经停办了，请终止这张代办单，并告诉本人")
    return version


def at_field(verdict: Verdict, field: str) -> None:
    """Say a refusal at the field that caused it, with all that was typed."""
    if not verdict:
        raise Invalid(verdict.reason, {field: verdict.reason})


def _register(file: OrderFile, client: Client, *, by: Actor, at: datetime) -> tuple[bool, Person]:
    """Return whether the telephone was theirs before anybody here wrote it down, and who it is."""
    order = file.order
    number = parse_id_number(client.id_number, today=localdate(at)).number
    phone = keyed_hash("phone", client.phone) if client.phone else b""
    known = person_by_id_number(number)
    agent = order.agent.person if order.agent else None
    at_field(may_serve(party_of(agent), party_of(known), Party(phone=phone)), "id_number")
    asked_with_it = order.phone_is_theirs and bytes(order.phone_hash or b"") == phone
    theirs = bytes(known.phone_hash or b"") if known else b""
    is_theirs = bool(phone) and (asked_with_it or theirs == phone)
    person = register_person(
        name=client.name, id_number=number, phone=client.phone, village=order.village, by=by, at=at
    )
    return is_theirs, person


def _entrust(file: OrderFile, person: Person, *, by: Actor, at: datetime) -> Mandate:
    order = file.order
    assert order.agent is not None
    return entrust_agent(
        order.pk,
        person,
        order.agent.person,
        site=order.site,
        item_code=order.item.code,
        months=LASTS_MONTHS,
        by=by,
        at=at,
    )
