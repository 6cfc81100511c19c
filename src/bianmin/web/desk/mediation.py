"""调解案卷的页面: what one dispute offers now, each step with its form, and who is who in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.accounts.queries import names_of
from bianmin.disputes import policies
from bianmin.disputes.docket import Docket
from bianmin.disputes.models import Dispute, FollowUp, MediationSession, Party
from bianmin.disputes.queries.mediation import could_mediate
from bianmin.rules.mediation import (
    CONSENT_LABELS,
    ENDS,
    KIND_LABELS,
    PERFORMANCE_LABELS,
    RUNNING,
    SETTLED,
    STATE_LABELS,
    Consent,
    DisputeKind,
    DisputeState,
    Performance,
    Verb,
    allows,
    may_begin,
)
from bianmin.rules.verdict import Verdict
from bianmin.web.desk.forms.disputes import (
    AgreementForm,
    EndingForm,
    MediatorsForm,
    MinutesForm,
    OralForm,
    PartyForm,
    SessionForm,
    SigningForm,
    VisitForm,
)
from bianmin.web.desk.moves import Kind, Step

TAGS: Mapping[DisputeState, str] = {
    DisputeState.APPLIED: "w",
    DisputeState.OPEN: "t",
    DisputeState.WRITTEN: "v",
    DisputeState.ORAL: "v",
}
Given = Mapping[str, forms.Form]


@dataclass(frozen=True)
class Line:
    """一行: a dispute of the register, with its parties and what is due."""

    dispute: Dispute
    parties: list[Party]
    visit_on: date | None
    today: date

    @property
    def state(self) -> DisputeState:
        return DisputeState(self.dispute.state)

    @property
    def words(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def tag(self) -> str:
        return TAGS.get(self.state, "")

    @property
    def kind(self) -> str:
        return KIND_LABELS[DisputeKind(self.dispute.kind)]

    @property
    def due_on(self) -> date | None:
        """The next day to mind: of the follow-up, or by which it should be concluded."""
        return self.visit_on or (self.dispute.conclude_by if self.state in RUNNING else None)

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < self.today


@dataclass(frozen=True)
class PartyLine:
    """一方: with what they said and what may be done about it."""

    party: Party
    ordinal: str
    consent: str
    may_ask: bool
    may_answer: bool
    form: PartyForm | None


@dataclass(frozen=True)
class SessionLine:
    """一次调解会: as noted, or with the form to note it."""

    session: MediationSession
    form: MinutesForm | None
    noted_by: str


@dataclass(frozen=True)
class VisitLine:
    """一次回访."""

    visit: FollowUp
    result: str
    is_late: bool


def steps_of(docket: Docket, given: Given, *, at: datetime) -> list[Step]:
    """下一步: what may be done now, in the order in which it is usually done."""
    found = _steps(docket, given, at)
    return [step for step in found if step is not None]


def _steps(docket: Docket, given: Given, at: datetime) -> Iterator[Step | None]:
    state = docket.state
    if state is DisputeState.APPLIED and may_begin(docket.consents):
        yield _step(docket, "mediators", "开始调解", given, _mediators(docket, at), "btn")
    if state is DisputeState.OPEN:
        drawn = docket.agreement
        sat = any(session.noted_at for session in docket.sessions)
        yield _step(docket, "sessions", "约调解会", given, SessionForm(auto_id="sessions-%s"))
        if sat:
            label = "改协议书" if drawn else "写协议书"
            yield _step(docket, "agreement", label, given, _agreement(docket))
        if drawn:
            signing = SigningForm(auto_id="signing-%s")
            yield _step(docket, "signing", "各方已签字", given, signing, "btn")
        if sat and not drawn:
            yield _step(docket, "oral-agreement", "口头协议", given, OralForm(auto_id="oral-%s"))
        yield _step(docket, "mediators", "换调解员", given, _mediators(docket, at))
    if state in SETTLED and docket.visit_to_come:
        visit = VisitForm(auto_id="visit-%s")
        yield _step(docket, "visit", "登记回访", given, visit, "btn")
    if state is DisputeState.APPLIED:
        yield _step(docket, "parties", "再加一方", given, PartyForm(auto_id="parties-%s"))
    if state in RUNNING:
        yield _step(docket, "ending", "终止调解", given, EndingForm(verbs=ends_in(state)))


def _step(
    docket: Docket, noun: str, label: str, given: Given, blank: forms.Form, style: str = "btn-2"
) -> Step:
    is_main = style == "btn"
    kind = Kind(noun, label, key="F9" if is_main else "", style="act-p" if is_main else style)
    url = reverse(f"desk:dispute-{noun}", args=[docket.dispute.pk])
    return Step(kind, url, Verdict(), given.get(noun, blank), is_open=noun in given)


def ends_in(state: DisputeState) -> list[Verb]:
    """怎么终止: the ways that the state allows."""
    return [verb for verb in ENDS if allows(state, verb)]


def gone_mediators(docket: Docket, *, at: datetime) -> frozenset[int]:
    """离岗的调解员: of a dispute that runs; whoever follows must be accepted by all, so nobody
    steps in by a hand-over list."""
    if docket.state is not DisputeState.OPEN:
        return frozenset()
    here = could_mediate(docket.dispute.site, at=at).filter(pk__in=docket.mediating)
    return docket.mediating - set(here.values_list("pk", flat=True))


def _mediators(docket: Docket, at: datetime) -> MediatorsForm:
    users = could_mediate(docket.dispute.site, at=at)
    return MediatorsForm(users=users, now=docket.mediating)


def _agreement(docket: Docket) -> AgreementForm:
    drawn = docket.agreement
    initial = (
        {
            "facts": drawn.facts.clear(),
            "terms": drawn.terms.clear(),
            "performance": drawn.performance.clear(),
            "perform_by": drawn.perform_by,
        }
        if drawn
        else {"facts": docket.dispute.facts.clear()}
    )
    return AgreementForm(initial=initial, auto_id="agreement-%s")


def party_lines(actor: Actor, docket: Docket, given: Given) -> list[PartyLine]:
    """各方: in the order of the agreement."""
    may_amend = bool(policies.may_do(actor, docket, Verb.AMEND_PARTY))
    may_ask = bool(policies.may_do(actor, docket, Verb.ASK))
    return [
        PartyLine(
            party,
            f"{ordinal}方",
            CONSENT_LABELS[Consent(party.consent)],
            may_ask and party.consent == Consent.OPEN and bool(party.phone),
            may_ask and party.consent == Consent.OPEN,
            _party_form(party, given) if may_amend else None,
        )
        for ordinal, party in zip("甲乙丙丁戊己", docket.parties, strict=False)
    ]


def _party_form(party: Party, given: Given) -> PartyForm:
    tried = given.get(f"party-{party.pk}")
    if isinstance(tried, PartyForm):
        return tried
    kept = {name: getattr(party, name).clear() for name in ("name", "address")}
    return PartyForm(initial=kept, auto_id=f"p{party.pk}-%s")


def session_lines(docket: Docket, given: Given, *, at: datetime) -> list[SessionLine]:
    """调解会: those that were noted, and those that began and were not."""
    names = names_of(s.noted_by for s in docket.sessions if s.noted_by)
    is_open = docket.state is DisputeState.OPEN
    return [
        SessionLine(
            session,
            _minutes(session, given)
            if is_open and session.noted_at is None and session.starts_at <= at
            else None,
            names.get(session.noted_by or 0, ""),
        )
        for session in docket.sessions
    ]


def _minutes(session: MediationSession, given: Given) -> MinutesForm:
    tried = given.get(f"session-{session.pk}")
    if isinstance(tried, MinutesForm):
        return tried
    return MinutesForm(auto_id=f"s{session.pk}-%s")


def visit_lines(docket: Docket, today: date) -> list[VisitLine]:
    """回访: what was found at each, and the one to come."""
    return [
        VisitLine(
            visit,
            PERFORMANCE_LABELS[Performance(visit.result)] if visit.result else "",
            visit.visited_on is None and visit.due_on < today,
        )
        for visit in docket.visits
    ]
