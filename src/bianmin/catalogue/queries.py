"""事项的问题: what can be asked for, where, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from bianmin.catalogue.codes import BLANK_FORM
from bianmin.catalogue.models import ItemVersion, Offering, ServiceItem
from bianmin.catalogue.scenarios import told_at
from bianmin.ground.remembered import Remembered
from bianmin.rules.doors import SAYS, door_of
from bianmin.rules.errors import Conflict

MODES = ("accept", "handle", "agent")


def check_door(version: ItemVersion) -> None:
    """Raise Conflict for an item that is asked for elsewhere and opens no case."""
    door = door_of(version.guide)
    if door is not None:
        raise Conflict(SAYS[door])


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


def latest_version(code: str) -> ItemVersion | None:
    """The newest version of an item, also of one that is paused or cancelled."""
    versions = ItemVersion.objects.filter(item__code=code).select_related("item")
    return versions.order_by("-number").first()


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


SERVED = ("自然人", "法人")
BOTH = "自然人和法人"


def serving(audience: str) -> tuple[str, str]:
    """服务谁: what a guide may say that serves this audience."""
    return (audience, BOTH)


def audience_counts() -> dict[str, int]:
    """Return 自然人 and 法人 → how many items serve them; kept for a few seconds."""
    return _audiences()


def _count_audiences() -> dict[str, int]:
    rows = active().order_by().values_list("current__guide__audience").annotate(items=Count("id"))
    found = {str(audience): items for audience, items in rows}
    return {each: sum(found.get(told, 0) for told in serving(each)) for each in SERVED}


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


WAYS = ("village", "township", "online", "agent")


@dataclass(frozen=True)
class Ways:
    """就近: how each tier of a place handles one item (blank: not there), and whether online."""

    village: str = ""
    township: str = ""
    online: bool = False

    @property
    def by_agent(self) -> bool:
        return self.village == "agent"

    @property
    def names(self) -> tuple[str, ...]:
        """Every way, the village first; the county's hall where no tier below has it."""
        there = {
            "village": bool(self.village),
            "township": bool(self.township),
            "county": not (self.village or self.township),
            "online": self.online,
            "agent": self.by_agent,
        }
        return tuple(name for name, is_there in there.items() if is_there)

    @property
    def nearest(self) -> str:
        """The way that takes a villager the fewest steps."""
        return next(n for n in ("village", "online", "township", "county") if n in self.names)


def ways_of(items: Iterable[ServiceItem], unit: int | None) -> dict[int, Ways]:
    """Return item id → its ways in a unit; while no place is known, as the guide's path says."""
    shown = list(items)
    tiers: dict[int, dict[str, str]] = {item.pk: {} for item in shown}
    if unit is None:
        for item in shown:
            tiers[item.pk] = _path(item)
    else:
        rows = Offering.objects.filter(unit=unit, item__in=shown, valid_to__isnull=True)
        for pk, tier, mode in rows.values_list("item_id", "tier", "entry_mode"):
            tiers[pk][tier] = mode
    return {
        item.pk: Ways(
            village=tiers[item.pk].get("village") or "",
            township=tiers[item.pk].get("township") or "",
            online=item.current is not None and not item.current.presence_required,
        )
        for item in shown
    }


def handled(way: str, unit: int | None) -> Q:
    """Items that can be had this way in a unit; the twin of `ways_of`."""
    if way == "online":
        return Q(current__presence_required=False)
    tier, modes = ("village", MODES[2:]) if way == "agent" else (way, MODES)
    if unit is None:
        return Q(**{f"current__guide__path__{tier}__in": modes})
    there = Offering.objects.filter(
        unit=unit, tier=tier, entry_mode__in=modes, valid_to__isnull=True
    )
    return Q(pk__in=there.values("item_id"))


def way_counts_of_all(unit: int | None) -> dict[str, int]:
    """就近数目: way → how many of all items can be had that way; kept for a few seconds."""
    if unit not in _ways:
        _ways[unit] = Remembered(lambda: way_counts(active(), unit))
    return _ways[unit]()


def forget_counts() -> None:
    """Count again the next time: an item or a list has changed."""
    _audiences.forget()
    for each in _ways.values():
        each.forget()


def way_counts(items: QuerySet[ServiceItem], unit: int | None) -> dict[str, int]:
    """Return way → how many of these items can be had that way; `all` for all of them."""
    counts = {way: Count("pk", filter=handled(way, unit)) for way in WAYS}
    return dict(items.order_by().aggregate(all=Count("pk"), **counts))


def _path(item: ServiceItem) -> dict[str, str]:
    path: Mapping[str, Any] = item.current.guide.get("path", {}) if item.current else {}
    return {tier: path[tier] for tier in ("village", "township") if path.get(tier) in MODES}


def required_materials(version: ItemVersion, scenario: str = "") -> list[dict[str, Any]]:
    """The materials of the guide, in its order; of one scenario only what it asks for."""
    return list(told_at(version, scenario).get("materials", []))


BLANK_FORM_WORDS = "窗口有空表，网上办事指南页也能打印"


def samples_in(version: ItemVersion, scenario: str = "") -> dict[str, str]:
    """样子: where to see how each paper should look, by its key; left out where nobody has said."""
    told = {
        material["key"]: str(material.get("sample", ""))
        or (BLANK_FORM_WORDS if material.get("doc_kind") == BLANK_FORM else "")
        for material in required_materials(version, scenario)
    }
    return {key: words for key, words in told.items() if words}


_audiences = Remembered(_count_audiences)
_ways: dict[int | None, Remembered[dict[str, int]]] = {}
