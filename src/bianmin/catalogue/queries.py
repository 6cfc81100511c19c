"""事项的问题: what can be asked for, where, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from bianmin.catalogue import search
from bianmin.catalogue.models import ItemVersion, Offering, ServiceItem


def active() -> QuerySet[ServiceItem]:
    """Items that can be asked for, most wanted first."""
    return (
        ServiceItem.objects.filter(status="active", current__isnull=False)
        .select_related("current")
        .order_by("-popularity", "id")
    )


def version_of(code: str) -> ItemVersion | None:
    """The published version of an item, or None."""
    return (
        ItemVersion.objects.filter(
            item__code=code, item__status="active", item__current_id__isnull=False
        )
        .filter(pk__in=ServiceItem.objects.filter(code=code).values("current"))
        .select_related("item")
        .first()
    )


def kept_version(code: str, number: int) -> ItemVersion | None:
    """A version by its number: an old one is readable for ever."""
    return ItemVersion.objects.filter(item__code=code, number=number).select_related("item").first()


@dataclass(frozen=True)
class Area:
    """领域: one of the plan's areas and how many items it holds."""

    name: str
    items: int


def areas() -> list[Area]:
    rows = (
        ServiceItem.objects.filter(status="active", current__isnull=False)
        .values_list("area")
        .annotate(items=Count("id"), most=Max("popularity"))
        .order_by("-most")
    )
    return [Area(name, items) for name, items, _ in rows]


def entry_modes(unit: int, tier: str) -> dict[int, str]:
    """Return item id → entry mode (accept, handle, agent) of one tier of a unit today."""
    return dict(
        Offering.objects.filter(unit=unit, tier=tier, valid_to__isnull=True).values_list(
            "item_id", "entry_mode"
        )
    )


def modes_of(item_id: int, unit: int) -> dict[str, str]:
    """Return tier → entry mode of one item in a unit."""
    return dict(
        Offering.objects.filter(unit=unit, item_id=item_id, valid_to__isnull=True).values_list(
            "tier", "entry_mode"
        )
    )


_entries: tuple[tuple[int, int], tuple[search.Entry, ...]] | None = None


def _searchable() -> tuple[search.Entry, ...]:
    """What can be found, kept in the process until a version is published."""
    global _entries
    mark = ItemVersion.objects.aggregate(newest=Max("id"), count=Count("id"))
    key = (mark["newest"] or 0, mark["count"])
    if _entries is None or _entries[0] != key:
        rows = active().values_list("pk", "search_text", "popularity")
        _entries = (
            key,
            tuple(search.Entry(pk, tuple(text.split("\n")), liked) for pk, text, liked in rows),
        )
    return _entries[1]


def found(words: str, *, most: int = 20) -> list[ServiceItem]:
    """Items that answer a citizen's own words, best first, at most `most`."""
    ids = search.rank(words, _searchable())[:most]
    by_id = {item.pk: item for item in active().filter(pk__in=ids)}
    return [by_id[i] for i in ids if i in by_id]


def required_materials(version: ItemVersion) -> list[dict[str, Any]]:
    """The materials of the guide, in its order."""
    return list(version.guide.get("materials", []))
