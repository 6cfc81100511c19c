"""承诺的问题: what may be promised for a case, what is still owed, and whom nobody trusts again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from bianmin.cases.models import Case, CaseMaterial, Undertaking
from bianmin.catalogue.queries import required_materials
from bianmin.regions.queries import all_units
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.undertakings import UndertakingKind, promisable

BARRED_FOR = timedelta(days=366)
WAITING = ("missing", "wrong")


@dataclass(frozen=True)
class Promisable:
    """能承诺的一样: a material that has not come, and what the item lets one sign for it."""

    key: str
    name: str
    kind: UndertakingKind


def promisable_for(case: Case) -> list[Promisable]:
    """能承诺的: the papers of the case that have not come and may be signed for, in order."""
    kinds = {
        material["key"]: kind
        for material in required_materials(case.version, case.scenario)
        if (kind := promisable(material)) is not None
    }
    if not kinds:
        return []
    rows = CaseMaterial.objects.filter(
        unit=case.unit, case_id=case.pk, status__in=WAITING, key__in=list(kinds)
    )
    return [Promisable(row.key, row.name, kinds[row.key]) for row in rows.order_by("id")]


def undertakings_of(case: Case) -> list[Undertaking]:
    """承诺: all of a case, the oldest first."""
    return list(Undertaking.objects.filter(unit=case.unit, case_id=case.pk).order_by("id"))


def owed(case: Case) -> list[Undertaking]:
    """还欠的: what was accepted with a gap and has not come."""
    kind = UndertakingKind.DEFERRAL
    return [u for u in undertakings_of(case) if u.kind == kind and u.ended_at is None]


def check_nothing_owed(case: Case) -> None:
    """Raise Conflict while a gap is open: the result comes after the paper."""
    names = [undertaking.name for undertaking in owed(case)]
    if names:
        raise Conflict(f"容缺的“{'、'.join(names)}”还没有补交，补齐以后再作决定")


def check_no_gap_unsigned(case: Case) -> None:
    """Raise Invalid where a paper that may be deferred is missing and nobody signed for it."""
    lacking = [p for p in promisable_for(case) if p.kind is UndertakingKind.DEFERRAL]
    if not lacking:
        return
    signed = {undertaking.key for undertaking in undertakings_of(case)}
    names = [paper.name for paper in lacking if paper.key not in signed]
    if names:
        told = f"“{'、'.join(names)}”没有交：请补齐，或者由申请人签承诺书，容缺受理"
        raise Invalid(told, {"act": told})


def is_barred(person_id: int, *, at: datetime) -> bool:
    """不再容缺: whether a promise of this person was missed or was not true, within a year."""
    failed = Q(missed_at__gte=at - BARRED_FOR, ended_at__isnull=True) | Q(
        end="broken", ended_at__gte=at - BARRED_FOR
    )
    units = all_units()
    return Undertaking.objects.filter(
        failed, unit__in=units, case__unit__in=units, case__applicant_id=person_id
    ).exists()
