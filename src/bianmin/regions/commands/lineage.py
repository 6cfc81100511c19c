"""沿革: a person says what became of a place that the official tables no longer list."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from bianmin.audit.commands import record
from bianmin.regions import policies, queries
from bianmin.regions.models import Region, RegionLink, Unmatched
from bianmin.regions.policies import Acting
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.verdict import require

SPLIT = "split"
KINDS = ("merged_into", "renamed", "recoded", SPLIT)


@transaction.atomic
def link_successor(
    predecessor: Region,
    successor: Region,
    kind: str,
    *,
    by: Acting,
    at: datetime,
    on: date | None = None,
    note: str = "",
) -> RegionLink:
    """挂接: write what a closed place became; only a split has several successors."""
    if kind not in KINDS:
        raise Invalid("去向只有并入、更名、改码、拆分四种")
    require(policies.may_link(by, predecessor, successor))
    earlier = RegionLink.objects.filter(predecessor=predecessor)
    if kind == SPLIT:
        earlier = earlier.exclude(kind=SPLIT)
    if earlier.exists():
        raise Conflict(f"{predecessor.name}的去向已经登记过了")
    if _leads_back(successor, predecessor):
        raise Invalid(f"{successor.name}正是由{predecessor.name}而来的上一环，不能倒过来登记")
    link = RegionLink(
        predecessor=predecessor,
        successor=successor,
        kind=kind,
        on=on or _day_after(predecessor),
        note=note,
        linked_at=at,
        linked_by=by.name,
    )
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError:
        raise Conflict("这条沿革已经登记过了") from None
    Unmatched.objects.filter(region=predecessor).update(resolved_at=at)
    record(
        f"region:{predecessor.pk}",
        "link_successor",
        unit=predecessor.unit,
        by=by,
        at=at,
        kind=kind,
        successor=successor.pk,
        on=link.on,
    )
    transaction.on_commit(queries.forget)
    return link


def _leads_back(start: Region, wanted: Region) -> bool:
    seen, open_ends = set[int](), [start.pk]
    while open_ends:
        place = open_ends.pop()
        if place == wanted.pk:
            return True
        if place not in seen:
            seen.add(place)
            links = RegionLink.objects.filter(predecessor_id=place)
            open_ends += links.values_list("successor_id", flat=True)
    return False


def _day_after(closed: Region) -> date:
    if closed.valid_to is None:  # the policy has refused it
        raise Invalid(f"{closed.name}仍然有效")
    return date.fromordinal(closed.valid_to.toordinal() + 1)
