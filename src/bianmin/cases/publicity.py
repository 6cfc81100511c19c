"""公示的问题: what hangs on a township's board, what was said, and what a decision waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from bianmin.cases.models import Case, Decision, Inquiry, Objection, Publicity
from bianmin.regions.models import Region
from bianmin.regions.queries import all_units
from bianmin.rules.errors import Conflict
from bianmin.rules.publicity import days_wanted

SHOWN = ("case__item", "case__village", "case__applicant", "township")


def on_board(township: Region, today: date) -> QuerySet[Publicity]:
    """正在公示: of one township, those that end first on top."""
    running = Publicity.objects.filter(
        unit=township.unit,
        case__unit=township.unit,
        township=township,
        ended_at__isnull=True,
        until_on__gte=today,
    )
    return running.select_related(*SHOWN).order_by("until_on", "id")


def running(pk: int, today: date) -> Publicity | None:
    """One that still hangs there; None for any other."""
    units = all_units()
    found = Publicity.objects.filter(
        unit__in=units, case__unit__in=units, pk=pk, ended_at__isnull=True, until_on__gte=today
    )
    return found.select_related(*SHOWN).first()


def publicities_of(case: Case) -> list[Publicity]:
    """公示: all of a case, the oldest first."""
    return list(Publicity.objects.filter(unit=case.unit, case_id=case.pk).order_by("id"))


def objections_of(case: Case) -> list[Objection]:
    """异议: all that was said against a case, the oldest first."""
    rows = Objection.objects.filter(
        unit=case.unit, publicity__unit=case.unit, publicity__case_id=case.pk
    )
    return list(rows.select_related("publicity").order_by("id"))


def inquiries_of(case: Case) -> list[Inquiry]:
    """核查记录: all of a case, the oldest first."""
    return list(Inquiry.objects.filter(unit=case.unit, case_id=case.pk).order_by("day", "id"))


def check_heard(case: Case) -> None:
    """Raise Conflict while the village may still speak, or has spoken and was not heard."""
    hung = publicities_of(case)
    if any(publicity.ended_at is None for publicity in hung):
        raise Conflict("正在公示，公示期满、异议处理完，登记公示结束以后再作决定")
    if days_wanted(case.version.guide) and not hung:
        raise Conflict("这个事项要先公示，再作决定")


@dataclass(frozen=True)
class Precedent:
    """同类办件: a case of the same item and scenario, and how it was decided."""

    case: Case
    is_granted: bool


def decided_alike(cases: QuerySet[Case], case: Case) -> QuerySet[Case]:
    """The decided cases of the same item and scenario, the newest first."""
    same = cases.filter(
        unit=case.unit, item_id=case.item_id, scenario=case.scenario, decided_at__isnull=False
    )
    return same.exclude(pk=case.pk).order_by("-decided_at", "-id")


def similar_to(cases: QuerySet[Case], case: Case) -> list[Precedent]:
    """同类办件: the newest decided, of those the reader may open."""
    found = list(decided_alike(cases, case)[:5])
    granted = Decision.objects.filter(
        unit=case.unit, case_id__in=[one.pk for one in found], outcome="granted"
    ).values_list("case_id", flat=True)
    yes = set(granted)
    return [Precedent(one, one.pk in yes) for one in found]
