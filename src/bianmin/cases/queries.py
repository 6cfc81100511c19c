"""办件的问题: which cases, for whom. Every statement names the unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from bianmin.accounts.actor import ActiveRole, Actor
from bianmin.audit.models import Event
from bianmin.cases import policies
from bianmin.cases.entrusted import entrusted_to
from bianmin.cases.models import (
    DUE,
    IN_HAND,
    Approval,
    ArchiveList,
    Case,
    CaseMaterial,
    CasePause,
    Decision,
    Delivery,
    DeliveryChoice,
    DeskDraft,
    Dispatch,
    Draft,
    Inquiry,
    Notice,
    Objection,
    Publicity,
    RefusalFiling,
    Undertaking,
)
from bianmin.cases.publicity import inquiries_of, objections_of, publicities_of
from bianmin.catalogue.codes import ORIGINAL
from bianmin.catalogue.models import ItemVersion
from bianmin.ground.crypto import keyed_hash
from bianmin.regions.queries import all_units
from bianmin.rules.documents import SLIPS
from bianmin.rules.errors import Invalid, NotFound
from bianmin.rules.lifecycle import State
from bianmin.rules.numbers import parse_case_number, unit_of_tracking
from bianmin.rules.roles import RoleKind
from bianmin.rules.undertakings import UndertakingKind

SHOWN = ("item", "township", "village", "site", "intake_site", "applicant")


def _in_scope(role: ActiveRole) -> Q | None:
    """The cases that one role covers; the twin of policies.reaches."""
    if role.kind in policies.AT_STATION:
        return Q(unit=role.unit, intake_site_id=role.site_id)
    if role.kind in policies.IN_TOWNSHIP:
        return Q(unit=role.unit, township_id=role.region_id)
    if role.kind in policies.IN_UNIT:
        return Q(unit=role.unit)
    if role.kind in policies.BY_REGION:
        if role.unit == 0:
            return Q(unit__in=all_units())
        if role.level == "unit":
            return Q(unit=role.unit)
        return Q(unit=role.unit, township_id=role.region_id)
    return None


def visible_to(actor: Actor) -> QuerySet[Case]:
    """Cases the actor may open: their own, those they act for others in, those of their posts."""
    scope = Q(pk__in=[])
    if actor.person_id is not None:
        scope |= Q(unit__in=all_units(), applicant_id=actor.person_id)
        if actor.has(RoleKind.AGENT):
            scope |= Q(unit__in=all_units(), agent_id=actor.person_id)
        scope |= entrusted_to(actor)
    for role in actor.roles:
        covered = _in_scope(role)
        if covered is not None:
            scope |= covered
    return Case.objects.filter(scope)


def in_duty(actor: Actor) -> QuerySet[Case]:
    """Cases of the actor's posts alone (worklists): never their own, never carried ones."""
    scope = Q(pk__in=[])
    for role in actor.roles:
        covered = _in_scope(role)
        if covered is not None:
            scope |= covered
    return Case.objects.filter(scope)


def by_number(actor: Actor, number: str) -> QuerySet[Case]:
    """The case of this number if the actor may open it (at most one row)."""
    try:
        known = parse_case_number(number)
    except Invalid:
        return Case.objects.none()
    return visible_to(actor).filter(unit=known.unit, number=str(known))


def due_first(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with the least time left first; those whose day is not known yet stand last."""
    return cases.order_by(DUE.asc(nulls_last=True), "id")


def units_in_duty(actor: Actor) -> tuple[int, ...]:
    """The units in which the actor's posts have cases, in their order."""
    held = {role.unit for role in actor.roles if _in_scope(role) is not None}
    return all_units() if 0 in held else tuple(sorted(held))


def in_hand(actor: Actor, unit: int | None = None) -> QuerySet[Case]:
    """在手: what the actor's posts still owe: open cases, and results not yet handed over."""
    cases = in_duty(actor).filter(IN_HAND)
    return cases if unit is None else cases.filter(unit=unit)


def open_cases(actor: Actor) -> QuerySet[Case]:
    """The worklist: open cases of the actor's posts, those with least time first."""
    return due_first(in_duty(actor).filter(closed_at__isnull=True).select_related(*SHOWN))


def mine(person_id: int) -> QuerySet[Case]:
    """A resident's own cases, newest first."""
    return (
        Case.objects.filter(unit__in=all_units(), applicant_id=person_id)
        .select_related("item", "site", "township")
        .order_by("-submitted_at")
    )


def desk_drafts_of(actor: Actor, unit: int) -> QuerySet[DeskDraft]:
    """挂起的: what this clerk has typed and not taken in yet, the latest first."""
    own = DeskDraft.objects.filter(unit=unit, user_id=actor.user_id or 0)
    return own.order_by("-saved_at")


def desk_draft_of(actor: Actor, unit: int, tab: UUID | None) -> DeskDraft | None:
    """受理台暂存: what this clerk has typed in one tab."""
    return desk_drafts_of(actor, unit).filter(tab=tab).first() if tab else None


def drafts_of(user_id: int, *, at: datetime) -> QuerySet[Draft]:
    """没填完的: the drafts of an account that have not expired, the latest first."""
    own = Draft.objects.filter(unit__in=all_units(), user_id=user_id, expires_at__gt=at)
    return own.select_related("version__item", "village", "bundle__bundle").order_by("-saved_at")


def carried_by(person_id: int) -> QuerySet[Case]:
    """The cases an agent has taken for residents, newest first."""
    return (
        Case.objects.filter(unit__in=all_units(), agent_id=person_id)
        .select_related("item", "site", "village", "applicant")
        .order_by("-submitted_at")
    )


def held_by(unit: int, user_id: int) -> QuerySet[Case]:
    """Open cases of a unit whose handler is this account (经办人)."""
    return Case.objects.filter(unit=unit, handler_id=user_id, closed_at__isnull=True)


def to_fetch(unit: int, sites: Collection[int]) -> QuerySet[Case]:
    """待取: results of what was taken at the windows of these sites, not handed over yet."""
    done = Case.objects.filter(IN_HAND, unit=unit, intake_site_id__in=sites, channel="counter")
    return done.filter(state=State.COMPLETED.value).order_by(DUE, "id")


def still_carried_by(unit: int, person_id: int) -> QuerySet[Case]:
    """Cases an agent carries that are not over: open, or done and not yet handed over."""
    unfinished = Q(closed_at__isnull=True) | Q(state=State.COMPLETED.value)
    return Case.objects.filter(unfinished, unit=unit, agent_id=person_id)


def originals_in_hand(unit: int, cases: Collection[int]) -> list[CaseMaterial]:
    """原件: papers of these cases that were brought, not sent, and are asked for as the original
    alone: nobody has another, so whoever has the case has them until they are given back."""
    rows = (
        CaseMaterial.objects.filter(
            unit=unit, case_id__in=cases, case__unit=unit, status="received",
            case__channel="counter",
        )
        .select_related("case")
        .order_by("case_id", "id")
    )  # fmt: skip
    found = list(rows)
    guides = dict(
        ItemVersion.objects.filter(pk__in={row.case.version_id for row in found}).values_list(
            "pk", "guide"
        )
    )
    originals = {
        (version, asked["key"])
        for version, guide in guides.items()
        for asked in guide.get("materials", ())
        if asked.get("copy_kind") == ORIGINAL
    }
    return [row for row in found if (row.case.version_id, row.key) in originals]


def tracked(token: str) -> Case | None:
    """The case behind a tracking link (unit and secret), or None."""
    try:
        unit = unit_of_tracking(token)
    except NotFound:
        return None
    return (
        Case.objects.filter(unit=unit, tracking_hash=keyed_hash("tracking", token))
        .select_related(*SHOWN, "version")
        .first()
    )


def case_kept(unit: int, pk: int) -> Case:
    """The case that was opened by its code or its slip, and is looked at again."""
    return Case.objects.select_related("item", "site", "version").get(unit=unit, pk=pk)


def holder_of_link(case: Case) -> Actor:
    """Whoever holds the secret of the link acts as the applicant, without an account."""
    return Actor(None, case.applicant_id, "申请人", (), "link")


@dataclass(frozen=True)
class Dossier:
    """A case with all that hangs on it, each read once."""

    case: Case
    materials: tuple[CaseMaterial, ...]
    pauses: tuple[CasePause, ...]
    notices: tuple[Notice, ...]
    refusals: tuple[RefusalFiling, ...]
    approvals: tuple[Approval, ...]
    decision: Decision | None
    delivery: Delivery | None
    choice: DeliveryChoice | None
    dispatches: tuple[Dispatch, ...]
    archived: ArchiveList | None
    undertakings: tuple[Undertaking, ...]
    publicities: tuple[Publicity, ...]
    objections: tuple[Objection, ...]
    inquiries: tuple[Inquiry, ...]
    events: tuple[Event, ...]

    @property
    def slips(self) -> tuple[Notice, ...]:
        """要补的清单: the notices that list what is missing, oldest first."""
        return tuple(notice for notice in self.notices if notice.kind in SLIPS)

    @property
    def open_publicity(self) -> Publicity | None:
        return next((hung for hung in self.publicities if hung.ended_at is None), None)

    @property
    def on_the_way(self) -> Dispatch | None:
        """在路上: what was sent out and has neither arrived nor come back."""
        return next((sent for sent in self.dispatches if not sent.end), None)

    @property
    def owed(self) -> tuple[Undertaking, ...]:
        """还欠的: what was accepted with a gap and has not come."""
        kind = UndertakingKind.DEFERRAL
        return tuple(u for u in self.undertakings if u.kind == kind and u.ended_at is None)

    @property
    def stated(self) -> tuple[Undertaking, ...]:
        """待核查的: statements instead of certificates that nobody has checked."""
        kind = UndertakingKind.COMMITMENT
        return tuple(u for u in self.undertakings if u.kind == kind and u.ended_at is None)

    @property
    def open_refusal(self) -> RefusalFiling | None:
        return next((r for r in self.refusals if r.decided_at is None), None)


def dossier(case: Case) -> Dossier:
    """Everything of one case, in a constant number of statements."""
    here = {"unit": case.unit, "case_id": case.pk}
    return Dossier(
        case=case,
        materials=tuple(CaseMaterial.objects.filter(**here).order_by("id")),
        pauses=tuple(CasePause.objects.filter(**here).order_by("started_at")),
        notices=tuple(notices_of(case)),
        refusals=tuple(RefusalFiling.objects.filter(**here).order_by("proposed_at")),
        approvals=tuple(Approval.objects.filter(**here).order_by("proposed_at")),
        decision=Decision.objects.filter(**here).first(),
        delivery=Delivery.objects.filter(**here).first(),
        choice=DeliveryChoice.objects.filter(**here).first(),
        dispatches=tuple(Dispatch.objects.filter(**here).order_by("sent_at", "id")),
        archived=ArchiveList.objects.filter(**here).first(),
        undertakings=tuple(Undertaking.objects.filter(**here).order_by("id")),
        publicities=tuple(publicities_of(case)),
        objections=tuple(objections_of(case)),
        inquiries=tuple(inquiries_of(case)),
        events=tuple(
            Event.objects.filter(unit=case.unit, subject=f"case:{case.pk}").order_by("id")
        ),
    )


def notices_of(case: Case) -> list[Notice]:
    """告知: the notices of a case, oldest first."""
    return list(Notice.objects.filter(unit=case.unit, case_id=case.pk).order_by("issued_at", "id"))


def open_refusal(case: Case) -> RefusalFiling | None:
    return RefusalFiling.objects.filter(
        unit=case.unit, case_id=case.pk, decided_at__isnull=True
    ).first()


def late_to_tell(unit: int, today: date) -> QuerySet[Case]:
    """Licence cases whose five days to tell what is missing have passed (行政许可法 §32)."""
    return Case.objects.filter(
        unit=unit, state__in=["submitted", "received"], tell_by__lt=today, version__is_licence=True
    ).select_related("version", "applicant", "item")


def without_date(unit: int) -> QuerySet[Case]:
    """Open cases whose date is 待公布, waiting for a calendar."""
    return Case.objects.filter(unit=unit, date_pending=True).select_related("version")


def sent_before(person_id: int, item_id: int, unit: int, since: datetime) -> bool:
    """Say whether the person has an open case of the same item already."""
    return Case.objects.filter(
        unit=unit,
        applicant_id=person_id,
        item_id=item_id,
        closed_at__isnull=True,
        submitted_at__gte=since,
    ).exists()
