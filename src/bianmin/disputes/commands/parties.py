"""当事人: who they are, as told; completed while it runs, for the agreement names them in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person, User
from bianmin.accounts.queries import person_by_id_number, person_by_phone
from bianmin.disputes import policies
from bianmin.disputes.commands.writing import hold, trace
from bianmin.disputes.docket import Docket
from bianmin.disputes.known import known_party, known_person
from bianmin.disputes.models import Party
from bianmin.ground.crypto import keyed_hash
from bianmin.rules.errors import Invalid
from bianmin.rules.identity import parse_id_number, parse_mobile
from bianmin.rules.mediation import (
    LEAST_PARTIES,
    MOST_PARTIES,
    Consent,
    DisputeState,
    Verb,
    may_mediate,
)
from bianmin.rules.verdict import require

KEPT = ("name", "phone", "id_number", "address", "person_id", "phone_hash", "id_number_hash")
UNASKED: Mapping[str, Any] = {
    "consent": Consent.OPEN.value, "asked_at": None, "answered_at": None, "answered_by": None,
}  # fmt: skip


@dataclass(frozen=True)
class PartyTold:
    """一方当事人: as told; a telephone is asked of whoever applies on the net."""

    name: str
    phone: str = ""
    id_number: str = ""
    address: str = ""
    is_applicant: bool = False


@transaction.atomic
def add_party(docket: Docket, told: PartyTold, *, by: Actor, at: datetime) -> Party:
    """再加一方: before it is taken up; they are asked as all are."""
    require(policies.may_do(by, docket, Verb.ADD_PARTY))
    docket = hold(docket)
    made = make_party(docket.unit, told, by=by, at=at)
    check_parties([*docket.parties, made])
    made.dispute = docket.dispute
    Party.objects.bulk_create([made])
    trace(docket.dispute, "add_party", by=by, at=at, party=made.pk)
    return made


@transaction.atomic
def amend_party(docket: Docket, party: Party, told: PartyTold, *, by: Actor, at: datetime) -> None:
    """补当事人信息: number and address for the agreement, a telephone that was wrong.

    Another telephone or identity number may be another person: they are asked anew before it is
    taken up, and afterwards it is refused, for who consented is settled.
    """
    require(policies.may_do(by, docket, Verb.AMEND_PARTY))
    docket = hold(docket)
    party = docket.party(party.pk)
    new = make_party(docket.unit, told, by=by, at=at)
    check_parties([new if one.pk == party.pk else one for one in docket.parties])
    _check_mediators(docket, new)
    columns = {name: getattr(new, name) for name in KEPT}
    replaced = _replaced(party, new)
    if replaced and docket.state is not DisputeState.APPLIED:
        wrong = "调解已经开始，各方是当时问过的人，不能换号；写错了的，终止这件，重新登记"
        raise Invalid(wrong, dict.fromkeys(replaced, wrong))
    if replaced:
        columns |= dict(UNASKED)
    else:
        columns["person_id"] = new.person_id or party.person_id
    Party.objects.filter(unit=party.unit, pk=party.pk).update(**columns)
    trace(docket.dispute, "amend_party", by=by, at=at, party=party.pk)


def make_party(
    unit: int, told: PartyTold, *, by: Actor, at: datetime, own: Person | None = None
) -> Party:
    """Return a party as they are kept; who is on record is known by number or telephone."""
    phone = parse_mobile(told.phone) if told.phone.strip() else ""
    number = told.id_number.strip()
    if number:
        number = parse_id_number(number, today=localdate(at)).number
    known = own if told.is_applicant and own else None
    if known is None:
        by_phone = person_by_phone(phone) if phone else None
        known = person_by_id_number(number) if number else by_phone
    return Party(
        unit=unit,
        is_applicant=told.is_applicant,
        person_id=known.pk if known else None,
        name=told.name.strip(),
        id_number=number,
        id_number_hash=keyed_hash("id_number", number) if number else None,
        phone=phone,
        phone_hash=keyed_hash("phone", phone) if phone else None,
        address=told.address.strip(),
        consent=Consent.GIVEN.value if told.is_applicant else Consent.OPEN.value,
        answered_at=at if told.is_applicant else None,
        answered_by=by.user_id if told.is_applicant else None,
    )


def _replaced(old: Party, new: Party) -> list[str]:
    """换了的: which numbers that were there are others now."""
    return [
        name
        for name in ("phone", "id_number")
        if (was := getattr(old, f"{name}_hash"))
        and bytes(was) != bytes(getattr(new, f"{name}_hash") or b"")
    ]


def _check_mediators(docket: Docket, new: Party) -> None:
    """Raise Invalid if, by what is known of the party now, a mediator is one with them."""
    for user in User.objects.filter(pk__in=docket.mediating).select_related("person"):
        fits = may_mediate(known_person(user.person), [known_party(new)])
        if not fits:
            wrong = f"{user.display_name}：{fits.reason}；请先换调解员"
            raise Invalid(wrong, {"phone": wrong})


def check_parties(parties: Sequence[Party]) -> None:
    """Raise Invalid unless each is named, no two are one, and their number is right."""
    if not LEAST_PARTIES <= len(parties) <= MOST_PARTIES:
        raise Invalid(f"当事人是 {LEAST_PARTIES} 到 {MOST_PARTIES} 方")
    if not all(party.name for party in parties):
        raise Invalid("请写明各方姓名", {"other_name": "请写对方姓名"})
    for column in ("phone_hash", "id_number_hash"):
        known = [getattr(party, column) for party in parties if getattr(party, column)]
        if len(known) != len(set(known)):
            wrong = "两方不能是同一个人，或留同一个手机号"
            raise Invalid(wrong, {"other_phone": wrong})
