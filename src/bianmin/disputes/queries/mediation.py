"""调解的问题: the register of a centre, one docket, what is to be visited, and one's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person, Role, User
from bianmin.accounts.queries import holding_at
from bianmin.disputes.docket import Docket
from bianmin.disputes.known import known_actor, known_person, parties_like
from bianmin.disputes.models import (
    Agreement,
    Dispute,
    FollowUp,
    MediationSession,
    Mediator,
    Party,
)
from bianmin.disputes.policies import AT_CENTER, MEDIATING, is_own
from bianmin.regions.queries import all_units
from bianmin.rules.errors import NotFound
from bianmin.sites.models import Site


def visible_to(actor: Actor) -> QuerySet[Dispute]:
    """看得到的: of the actor's centre, or mediated by them, and none they are a party of."""
    roles = actor.holding(*MEDIATING)
    units = sorted({role.unit for role in roles})
    here = Q(pk__in=[])
    for role in actor.holding(*AT_CENTER):
        place = Q(site_id=role.site_id) if role.site_id else Q(site__region_id=role.region_id)
        here |= Q(unit=role.unit) & place
    mine = Mediator.objects.filter(
        unit__in=units,
        unit=OuterRef("unit"),
        dispute_id=OuterRef("pk"),
        user_id=actor.user_id or 0,
        left_at__isnull=True,
    )
    own = Party.objects.filter(
        unit__in=units,
        unit=OuterRef("unit"),
        dispute_id=OuterRef("pk"),
    ).filter(parties_like(known_actor(actor)))
    found = Dispute.objects.filter(here | Exists(mine), ~Exists(own), unit__in=units)
    return found.select_related("site__region").order_by("-applied_at", "-id")


def docket(dispute: Dispute) -> Docket:
    """案卷: of one dispute, whole."""
    of = {"unit": dispute.unit, "dispute_id": dispute.pk}
    return Docket(
        dispute,
        tuple(Party.objects.filter(**of).order_by("-is_applicant", "id")),
        tuple(Mediator.objects.filter(**of).order_by("id")),
        tuple(MediationSession.objects.filter(**of).order_by("starts_at", "id")),
        Agreement.objects.filter(**of).first(),
        tuple(FollowUp.objects.filter(**of).order_by("due_on", "id")),
    )


def docket_for(actor: Actor, pk: int) -> Docket:
    """案卷: one that the actor may see; NotFound for any other."""
    found = visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这件调解，或者不归您办")
    return docket(found)


def to_visit(disputes: QuerySet[Dispute], today: date | None = None) -> QuerySet[Dispute]:
    """要回访的: with a visit to come; with a day, only those whose visit is late by then."""
    visits = FollowUp.objects.filter(
        unit=OuterRef("unit"), dispute_id=OuterRef("pk"), visited_on__isnull=True
    )
    if today is not None:
        visits = visits.filter(due_on__lt=today)
    return disputes.filter(Exists(visits))


def parties_of(disputes: Collection[Dispute]) -> dict[int, list[Party]]:
    """各方: dispute → its parties, the applicant first, in one statement."""
    found: dict[int, list[Party]] = defaultdict(list)
    rows = Party.objects.filter(
        unit__in={one.unit for one in disputes}, dispute_id__in=[one.pk for one in disputes]
    )
    for party in rows.order_by("-is_applicant", "id"):
        found[party.dispute_id].append(party)
    return found


def visits_of(disputes: Collection[Dispute]) -> dict[int, date]:
    """回访日: dispute → when its visit to come is due."""
    rows = FollowUp.objects.filter(
        unit__in={one.unit for one in disputes},
        dispute_id__in=[one.pk for one in disputes],
        visited_on__isnull=True,
    )
    return dict(rows.values_list("dispute_id", "due_on"))


def could_mediate(site: Site, *, at: datetime) -> QuerySet[User]:
    """可选的调解员: the staff of the township and the agents of its villages."""
    kinds = [kind.value for kind in MEDIATING]
    roles = Role.objects.filter(
        holding_at(at), kind__in=kinds, region__path__startswith=site.region.path
    )
    found = User.objects.filter(pk__in=roles.values("user_id"), is_active=True)
    return found.select_related("person").order_by("display_name", "id")


def own(person: Person) -> list[Dispute]:
    """我的调解: those whose party the person is, the newest first."""
    mine = Party.objects.filter(parties_like(known_person(person)), unit__in=all_units())
    ids = {(one.unit, one.dispute_id) for one in mine if is_own(one, person)}
    rows = Dispute.objects.filter(unit__in={unit for unit, _ in ids}, pk__in=[pk for _, pk in ids])
    return list(rows.select_related("site__region").order_by("-applied_at", "-id"))


def own_docket(person: Person, pk: int) -> tuple[Docket, Party]:
    """我的一件: the docket and which party the person is; NotFound for anybody else."""
    found = Dispute.objects.filter(unit__in=all_units(), pk=pk).select_related("site__region")
    dispute = found.first()
    whole = docket(dispute) if dispute else None
    mine = next((p for p in whole.parties if is_own(p, person)), None) if whole else None
    if whole is None or mine is None:
        raise NotFound("没有这件调解，请核对登录的手机号")
    return whole, mine
