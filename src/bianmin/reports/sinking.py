"""下沉建议: which items of a county should go down to its villages, assembled from facts.

Only items with cases are looked at, the most wanted first, so that the page costs the same at any
size of the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from bianmin.cases.models import CaseDay
from bianmin.catalogue.models import Offering, ServiceItem, SinkingAnswer
from bianmin.rules.sinking import Advice, Facts, advise, is_put_off
from bianmin.sites.models import Site

LOOKED_AT = 200
YEAR = timedelta(days=365)
ASKED = ("path", "materials", "flow", "item_type", "case_kind")
NECESSARY = 1


@dataclass(frozen=True)
class Proposal:
    """一条建议: an item, the sum, and what the county said to it last."""

    item: ServiceItem
    advice: Advice
    answer: SinkingAnswer | None
    is_put_off: bool


def proposals(unit: int, today: date) -> list[Proposal]:
    """Return what was looked at: the proposed first, each group by its points."""
    volumes = _volumes(unit, today)
    facts = _facts(unit, volumes)
    answers = _answers(unit, list(facts))
    items = ServiceItem.objects.in_bulk(list(facts))
    found = [_proposal(items[pk], facts[pk], answers.get(pk), today) for pk in facts]
    return sorted(found, key=lambda p: (not p.advice.mode, p.is_put_off, -p.advice.points))


def proposal_for(unit: int, item: ServiceItem, today: date) -> Proposal:
    """Return the advice on one item as it stands now."""
    volumes = {item.pk: _volumes(unit, today, item=item.pk).get(item.pk, 0)}
    facts = _facts(unit, volumes)[item.pk]
    return _proposal(item, facts, _answers(unit, [item.pk]).get(item.pk), today)


def _proposal(
    item: ServiceItem, facts: Facts, answer: SinkingAnswer | None, today: date
) -> Proposal:
    advice = advise(facts)
    put_off = (
        answer is not None
        and not answer.is_accepted
        and is_put_off(
            points=advice.points,
            declined_points=answer.points,
            declined_on=answer.said_at.date(),
            today=today,
        )
    )
    return Proposal(item, advice, answer, put_off)


def _volumes(unit: int, today: date, *, item: int | None = None) -> dict[int, int]:
    """Item → cases submitted in the past twelve months, of the most wanted items."""
    rows = CaseDay.objects.filter(unit=unit, day__gt=today - YEAR, day__lte=today)
    if item is not None:
        rows = rows.filter(item=item)
    counted = rows.order_by().values_list("item").annotate(n=Sum("submitted"))
    return dict(counted.filter(n__gt=0).order_by("-n", "item")[:LOOKED_AT])


def _facts(unit: int, volumes: dict[int, int]) -> dict[int, Facts]:
    modes = {
        (row.item_id, row.tier): row.entry_mode
        for row in Offering.objects.filter(
            unit=unit, item_id__in=list(volumes), valid_to__isnull=True
        )
    }
    townships = Site.objects.filter(unit=unit, kind="center", status="open").count()
    guides = ServiceItem.objects.filter(pk__in=list(volumes), current__isnull=False).values(
        "pk", *(f"current__guide__{key}" for key in ASKED)
    )
    found = {}
    for guide in guides:
        pk = guide["pk"]
        told = {key: guide[f"current__guide__{key}"] for key in ASKED}
        found[pk] = _fact(
            told,
            cases=volumes[pk],
            townships=townships,
            township_mode=modes.get((pk, "township"), ""),
            village_mode=modes.get((pk, "village"), ""),
        )
    return found


def _fact(told: dict[str, Any], **counted: Any) -> Facts:
    path = told["path"] or {}
    materials = told["materials"] or []
    return Facts(
        papers=sum(
            not m.get("shared") and m.get("need", NECESSARY) == NECESSARY for m in materials
        ),
        steps=len(told["flow"] or []),
        item_type=str(told["item_type"] or ""),
        is_immediate=told["case_kind"] == "immediate",
        county_decides=bool(path.get("county")),
        is_police=bool(path.get("police")),
        **counted,
    )


def _answers(unit: int, items: list[int]) -> dict[int, SinkingAnswer]:
    rows = SinkingAnswer.objects.filter(unit=unit, item_id__in=items)
    return {row.item_id: row for row in rows.order_by("said_at", "id")}
