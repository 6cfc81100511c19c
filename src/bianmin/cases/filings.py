"""否决报备的问题: what the county finds filed, and what it should check."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils.timezone import localdate

from bianmin.cases.models import Case, RefusalFiling

SHOWN = ("case__item", "case__site", "case__township")


def filed_in(units: Collection[int]) -> QuerySet[RefusalFiling]:
    """报备清单: every refusal that was decided in the units, the newest first."""
    return (
        RefusalFiling.objects.filter(unit__in=units, case__unit__in=units, approved=True)
        .select_related(*SHOWN)
        .order_by("-decided_at", "-id")
    )


def to_check(units: Collection[int]) -> QuerySet[RefusalFiling]:
    """待抽查: what was drawn and nobody has read yet."""
    return filed_in(units).filter(is_sampled=True, checked_at__isnull=True)


def undecided(units: Collection[int]) -> QuerySet[RefusalFiling]:
    """待决定: what was proposed and waits for the second person, the oldest first."""
    return (
        RefusalFiling.objects.filter(unit__in=units, case__unit__in=units, decided_at__isnull=True)
        .select_related(*SHOWN)
        .order_by("proposed_at", "id")
    )


def decided_in_month(case: Case, at: datetime) -> QuerySet[RefusalFiling]:
    """本月: the refusals decided in the case's township since the first of the month."""
    first = localdate(at).replace(day=1)
    return RefusalFiling.objects.filter(
        unit=case.unit,
        case__unit=case.unit,
        case__township_id=case.township_id,
        approved=True,
        decided_at__date__gte=first,
    )


def case_of(filing: RefusalFiling) -> Case:
    """The filing's case with all that a message about it needs."""
    return Case.objects.select_related("item", "site").get(unit=filing.unit, pk=filing.case_id)


@dataclass(frozen=True)
class Figures:
    """数字: what became of the refusals proposed in the units since a moment."""

    proposed: int
    refused: int
    dismissed: int
    in_time: int
    drawn: int
    checked: int
    wrong: int


def figures(units: Collection[int], since: datetime) -> Figures:
    """否决统计: how many were proposed, decided either way and within the day, drawn, checked."""
    rows = RefusalFiling.objects.filter(unit__in=units, proposed_at__gte=since)
    in_time = Q(decided_at__isnull=False, decide_by__gte=F("decided_at__date"))
    found = rows.aggregate(
        proposed=Count("id"),
        refused=Count("id", filter=Q(approved=True)),
        dismissed=Count("id", filter=Q(approved=False)),
        in_time=Count("id", filter=in_time),
        drawn=Count("id", filter=Q(is_sampled=True)),
        checked=Count("id", filter=Q(checked_at__isnull=False)),
        wrong=Count("id", filter=Q(is_upheld=False)),
    )
    return Figures(**found)
