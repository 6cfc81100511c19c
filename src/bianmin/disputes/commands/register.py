"""纠纷登记: applied for or offered, the other side asked, and ended without agreement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import tallies
from bianmin.accounts.limits import DISPUTES_A_DAY
from bianmin.accounts.models import Person
from bianmin.cases.commands.documents import take_number
from bianmin.disputes import policies
from bianmin.disputes.commands.parties import PartyTold, check_parties, make_party
from bianmin.disputes.commands.writing import MOVED, check, move, tell, trace
from bianmin.disputes.docket import Docket
from bianmin.disputes.models import Dispute, Party
from bianmin.rules.errors import Conflict, TooMany
from bianmin.rules.mediation import (
    ENDS,
    Consent,
    DisputeChannel,
    DisputeKind,
    Verb,
)
from bianmin.rules.numbers import DocumentKind
from bianmin.rules.verdict import require
from bianmin.sites.models import Site

LONGEST = 1000


@transaction.atomic
def apply_for_mediation(
    site: Site,
    person: Person,
    *,
    kind: DisputeKind,
    facts: str,
    name: str,
    other: PartyTold,
    by: Actor,
    at: datetime,
) -> Docket:
    """申请调解: by a party, with the telephone they signed in with (§17). The other side is asked
    by the centre, never by the program at an applicant's word."""
    require(policies.mediates(site))
    phone = person.phone.clear()
    if not tallies.count(DISPUTES_A_DAY, phone, at=at):
        raise TooMany("今天申请的次数太多了，请打电话或到中心来说")
    me = PartyTold(name, phone, person.id_number.clear(), person.address.clear(), True)
    return _register(site, DisputeChannel.NET, kind, facts, [me, other], by=by, at=at, own=person)


@transaction.atomic
def register_dispute(
    site: Site,
    *,
    channel: DisputeChannel,
    kind: DisputeKind,
    facts: str,
    parties: Sequence[PartyTold],
    by: Actor,
    at: datetime,
) -> Docket:
    """登记纠纷: at the desk, applied for by a party who came, or offered by the mediators."""
    require(policies.may_register(by, site))
    return _register(site, channel, kind, facts, parties, by=by, at=at)


@transaction.atomic
def ask_consent(docket: Docket, party: Party, *, by: Actor, at: datetime) -> None:
    """征求意见: the party is told that they may agree or not, and from now on sees the dispute."""
    require(policies.may_do(by, docket, Verb.ASK))
    if not party.phone:
        raise Conflict("这位当事人没有留手机号，请当面或打电话问")
    if party.consent != Consent.OPEN:
        raise Conflict("这位当事人已经答复了")
    here = Party.objects.filter(unit=party.unit, pk=party.pk, phone_hash=party.phone_hash)
    if not here.filter(consent=Consent.OPEN.value).update(asked_at=at):
        raise Conflict(MOVED)
    tell(docket, party, "mediation_asked", f"{localdate(at):%Y%m%d}", at=at)
    trace(docket.dispute, "ask_consent", by=by, at=at, party=party.pk)


@transaction.atomic
def note_consent(docket: Docket, party: Party, *, agrees: bool, by: Actor, at: datetime) -> None:
    """记下意愿: as the party said in person or on the telephone; a refusal ends it (§17)."""
    require(policies.may_do(by, docket, Verb.CONSENT))
    _answer(docket, party, agrees, by=by, at=at)


@transaction.atomic
def answer_as_party(
    docket: Docket, party: Party, person: Person, *, agrees: bool, by: Actor, at: datetime
) -> None:
    """本人答复: by the party, signed in; a refusal ends it."""
    require(policies.may_say(person, party, docket, Verb.CONSENT))
    _answer(docket, party, agrees, by=by, at=at)


@transaction.atomic
def leave_as_party(
    docket: Docket, party: Party, person: Person, *, by: Actor, at: datetime
) -> None:
    """本人不调解了: the applicant withdraws, another party declines (§23)."""
    verb = Verb.WITHDRAW if party.is_applicant else Verb.DECLINE
    require(policies.may_say(person, party, docket, verb))
    end(docket, verb, "当事人在网上提出", by=by, at=at)


@transaction.atomic
def end_mediation(docket: Docket, *, verb: Verb, reason: str, by: Actor, at: datetime) -> None:
    """终止调解: without an agreement; every party is told what other ways there are (§26)."""
    require(policies.may_do(by, docket, verb))
    check(reason=(reason, "请写明为什么终止", LONGEST))
    end(docket, verb, reason.strip(), by=by, at=at)


def end(docket: Docket, verb: Verb, reason: str, *, by: Actor, at: datetime) -> None:
    """Write how it ended, once, and tell those who know of it."""
    move(docket, ENDS[verb], ended_at=at, reason=reason)
    for party in docket.parties:
        if policies.is_told(party):
            tell(docket, party, "mediation_ended", "", at=at)
    trace(docket.dispute, verb.value, by=by, at=at)


def _register(
    site: Site,
    channel: DisputeChannel,
    kind: DisputeKind,
    facts: str,
    told: Sequence[PartyTold],
    *,
    by: Actor,
    at: datetime,
    own: Person | None = None,
) -> Docket:
    check(facts=(facts, "请写明是什么事", LONGEST))
    parties = [make_party(site.unit, one, by=by, at=at, own=own) for one in told]
    check_parties(parties)
    dispute = Dispute(
        unit=site.unit,
        site=site,
        number=take_number(site.unit, site.region_id, DocumentKind.MEDIATION, localdate(at).year),
        kind=kind.value,
        channel=channel.value,
        facts=facts.strip(),
        applied_at=at,
    )
    Dispute.objects.bulk_create([dispute])
    for party in parties:
        party.dispute = dispute
    Party.objects.bulk_create(parties)
    trace(
        dispute, "register_dispute", by=by, at=at, kind=kind.value, channel=channel.value,
        parties=len(parties),
    )  # fmt: skip
    return Docket(dispute, tuple(parties), ())


def _answer(docket: Docket, party: Party, agrees: bool, *, by: Actor, at: datetime) -> None:
    consent = Consent.GIVEN if agrees else Consent.REFUSED
    here = Party.objects.filter(unit=party.unit, pk=party.pk, consent=Consent.OPEN.value)
    told = {"asked_at": party.asked_at or at, "answered_at": at, "answered_by": by.user_id}
    if not here.update(consent=consent.value, **told):
        raise Conflict("这位当事人已经答复了")
    party.asked_at = party.asked_at or at
    trace(docket.dispute, "note_consent", by=by, at=at, party=party.pk, agrees=agrees)
    if not agrees:
        end(docket, Verb.DECLINE, "当事人一方明确不愿意调解", by=by, at=at)
