"""指导目录的问题: what an edition holds, what differs between two, what a county still owes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects

from bianmin.catalogue.models import (
    AdoptionTask,
    DirectoryEntry,
    Edition,
    ItemVersion,
    Offering,
    Omission,
    ServiceItem,
)
from bianmin.rules.lists import in_plan_order

UNREAD = ("version__guide", "version__form", "item__search_text")
"""What a list of entries does not show, and would be most of what it reads."""
SHOWN = ("name", "area", "standing", "township_mode", "village_mode", "version_id")


def published() -> QuerySet[Edition]:
    """Published editions, the newest first."""
    return Edition.objects.filter(state="published").order_by("-number")


def newest() -> Edition | None:
    return published().first()


def in_hand() -> Edition | None:
    """The edition that is drafted or waits for its second person."""
    return Edition.objects.filter(state__in=["draft", "proposed"]).first()


def held_by(number: int) -> QuerySet[DirectoryEntry]:
    """What an edition holds."""
    return DirectoryEntry.objects.filter(_holds(number)).order_by("area", "name", "id")


def _holds(number: int) -> Q:
    return Q(since__lte=number) & (Q(until__isnull=True) | Q(until__gt=number))


@dataclass(frozen=True)
class Difference:
    """差异: one item that two editions hold differently; None where an edition lacks it."""

    item_id: int
    old: DirectoryEntry | None
    new: DirectoryEntry | None

    @property
    def kind(self) -> str:
        if self.old is None:
            return "add"
        if self.new is None:
            return "cancel"
        if self.old.standing != self.new.standing:
            return "pause" if self.new.standing == "paused" else "resume"
        return "change"

    @property
    def row(self) -> DirectoryEntry:
        """The newer of the two, which names it."""
        return self.new or self.old  # type: ignore[return-value]

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def area(self) -> str:
        return self.row.area

    @property
    def fields(self) -> tuple[str, ...]:
        """Which facts differ."""
        if self.old is None or self.new is None:
            return ()
        return tuple(f for f in SHOWN if getattr(self.old, f) != getattr(self.new, f))


def difference(old: int, new: int) -> list[Difference]:
    """对比: every item that edition `new` holds otherwise than edition `old`, by area and name.

    Only rows that begin or end between the two are read, whatever the directory's size.
    """
    first, last = sorted((old, new))
    gone = DirectoryEntry.objects.filter(until__gt=first, until__lte=last, since__lte=first)
    came = DirectoryEntry.objects.filter(since__gt=first, since__lte=last).filter(
        Q(until__isnull=True) | Q(until__gt=last)
    )
    before = {row.item_id: row for row in gone.order_by("id")}
    behind = {row.item_id: row for row in came.order_by("id")}
    if old > new:
        before, behind = behind, before
    found = [Difference(item, before.get(item), behind.get(item)) for item in {**before, **behind}]
    real = [d for d in found if d.old is None or d.new is None or d.fields]
    return sorted(real, key=lambda d: (d.area, d.name, d.item_id))


def with_guides(shown: Iterable[Difference]) -> None:
    """Bring the items and versions of the differences that a page shows, and of no others."""
    rows = [row for one in shown for row in (one.old, one.new) if row is not None]
    prefetch_related_objects(
        rows,
        Prefetch("item", ServiceItem.objects.defer("search_text")),
        Prefetch("version", ItemVersion.objects.defer("guide", "form")),
    )


@dataclass(frozen=True)
class Gap:
    """未列入: a recommended item that a county's list lacks without a reason."""

    item_id: int
    code: str
    name: str
    tier: str
    mode: str


def adoption_gaps(unit: int, *, items: Collection[int] | None = None) -> list[Gap]:
    """欠账: what the newest directory recommends, and the county neither lists nor explains."""
    gaps: list[Gap] = []
    for tier in ("township", "village"):
        gaps += [
            Gap(pk, code, name, tier, mode)
            for pk, code, name, mode in _lacking(unit, tier, items)
            .order_by("area", "name")
            .values_list("item_id", "item__code", "name", f"{tier}_mode")
        ]
    return gaps


def gap_count(unit: int) -> int:
    return sum(_lacking(unit, tier, None).count() for tier in ("township", "village"))


def _lacking(unit: int, tier: str, items: Collection[int] | None) -> QuerySet[DirectoryEntry]:
    listed = Offering.objects.filter(unit=unit, tier=tier, valid_to__isnull=True)
    explained = Omission.objects.filter(unit=unit, tier=tier, ended_at__isnull=True)
    rows = (
        DirectoryEntry.objects.filter(until__isnull=True, standing="active")
        .exclude(**{f"{tier}_mode": ""})
        .exclude(item_id__in=listed.values("item_id"))
        .exclude(item_id__in=explained.values("item_id"))
    )
    return rows if items is None else rows.filter(item_id__in=items)


def tasks(edition: Edition) -> QuerySet[AdoptionTask]:
    return AdoptionTask.objects.filter(edition=edition).order_by("unit")


def open_tasks(unit: int) -> QuerySet[AdoptionTask]:
    """The editions that a county has still to answer, the earliest deadline first."""
    return (
        AdoptionTask.objects.filter(unit=unit, state="open")
        .select_related("edition")
        .order_by("due_on", "edition__number")
    )


def late_tasks(today: date) -> QuerySet[AdoptionTask]:
    return AdoptionTask.objects.filter(state="open", due_on__lt=today)


@dataclass(frozen=True)
class AreaCount:
    """领域: how many items of an edition lie in one area, and in which tiers."""

    area: str
    items: int
    township: int
    village: int


def area_counts(number: int) -> list[AreaCount]:
    rows = (
        DirectoryEntry.objects.filter(_holds(number))
        .values("area")
        .annotate(
            items=Count("id"),
            township=Count("id", filter=~Q(township_mode="")),
            village=Count("id", filter=~Q(village_mode="")),
        )
        .order_by()
    )
    found = {r["area"]: AreaCount(r["area"], r["items"], r["township"], r["village"]) for r in rows}
    return [found[area] for area in in_plan_order(found)]


def current_areas() -> list[str]:
    """Areas of the newest directory, in the plan's order."""
    rows = DirectoryEntry.objects.filter(until__isnull=True).order_by().values_list("area")
    return in_plan_order(area for (area,) in rows.distinct())
