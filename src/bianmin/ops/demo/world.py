"""演示城市: regions, network, catalogue, people and cases, in this order, from one seed."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from time import perf_counter

from django.db import transaction

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.commands.bulk import NewStaff, bulk_people, bulk_staff
from bianmin.accounts.demo import PASSWORD
from bianmin.accounts.models import Person, User
from bianmin.audit.commands import record, seal_events
from bianmin.audit.models import Event
from bianmin.audit.queries import history
from bianmin.calendars.queries import last_year, work_calendar
from bianmin.cases.models import (
    Case,
    CaseMaterial,
    CaseNumber,
    CasePause,
    Decision,
    Delivery,
    Dispatch,
    DocumentNumber,
    Notice,
    RefusalFiling,
)
from bianmin.catalogue.commands import import_items, offer_by_path
from bianmin.catalogue.commands.adoption import adopt_edition
from bianmin.catalogue.commands.bundles import load_bundles
from bianmin.catalogue.commands.editions import found_directory
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.shipped import shipped_bundles, shipped_items
from bianmin.feedback.models import Rating
from bianmin.ground.copying import copy
from bianmin.ops.demo import people as invented
from bianmin.ops.demo.cases import Writer
from bianmin.ops.demo.columns import fill_columns
from bianmin.ops.demo.halls import fill_halls
from bianmin.ops.demo.orders import carry_orders
from bianmin.ops.demo.people import People
from bianmin.ops.demo.quarrels import settle_quarrels
from bianmin.ops.demo.rows import Place, Rows, number_documents
from bianmin.ops.demo.shelves import fill_shelves
from bianmin.ops.demo.workforce import muster
from bianmin.regions.commands.importing import import_shipped
from bianmin.regions.models import Region
from bianmin.reports.recount import rebuild
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.doors import door_of
from bianmin.rules.roles import RoleKind
from bianmin.sites.commands import lay_out_network
from bianmin.sites.models import Coverage, Site

SUBJECT = "demo:world"
CLOSES = time(17)
DAYS = 90
CASES = 20_600
RESIDENTS_PER_VILLAGE = 2
Say = Callable[[str], None]


@dataclass(frozen=True)
class Wish:
    """演示选项: the seed, the last moment, and how many cases."""

    seed: int
    until: datetime
    cases: int = CASES

    @property
    def first_day(self) -> date:
        """The first day on which cases come in."""
        return self.until.date() - timedelta(days=DAYS - 1)

    @property
    def opened(self) -> datetime:
        """When the network was opened and everybody was hired: a month before."""
        return self.until - timedelta(days=DAYS + 30)


def last_moment(until: date | None, now: datetime) -> datetime:
    """Return the end of the demonstration: a day of the published calendar, never the future."""
    now = now.astimezone(SHANGHAI)
    day = min(until or now.date(), now.date(), date(last_year(), 12, 31))
    return min(datetime.combine(day, CLOSES, SHANGHAI), now)


def told_until() -> datetime | None:
    """Return the last moment of the demonstration that is there; None without one."""
    told = history(SUBJECT, unit=0).last()
    return told.at if told else None


def is_empty() -> bool:
    """Say whether no network has been laid out yet."""
    return not Site.objects.exists()


@transaction.atomic
def build(wish: Wish, say: Say) -> dict[str, int]:
    """Make the whole demonstration in one transaction; return what there is of each kind."""
    import_shipped(by=SYSTEM, at=wish.opened)
    return settle(wish, say)


@contextmanager
def unswept() -> Iterator[None]:
    """Make half a million rows that all stay: sweeping through them for garbage finds none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@unswept()
@transaction.atomic
def settle(wish: Wish, say: Say) -> dict[str, int]:
    """Fill the regions that are there with sites, items, people and ninety days of cases."""
    started = perf_counter()
    lay_out(wish.opened, say)
    versions = catalogue(wish.opened)
    say(f"事项 {len(versions)} 个")
    made = People(wish.seed)
    places = staff_places(made, wish.seed, wish.opened)
    say(f"便民服务中心 {len(places)} 个，人员 {User.objects.count()} 名")
    rows = Writer(wish.seed, work_calendar(), wish.until, versions).write(
        places, wish.first_day, wish.until.date(), wish.cases
    )
    documents = number_documents(rows)
    load(rows)
    DocumentNumber.objects.bulk_create(documents, batch_size=2000)
    CaseNumber.objects.bulk_create(rows.case_numbers(), batch_size=2000)
    manned = muster(wish.seed, wish.opened, wish.until)
    say(f"岗位 {manned} 个，值班表已公布")
    for unit in sorted({place.center.unit for place in places}):
        rebuild(unit)
    say(f"取号 {fill_halls(places, wish.seed, wish.until)} 个")
    say(f"代办单 {carry_orders(places, wish.until)} 张")
    say(f"调解 {settle_quarrels(places, wish.until)} 件")
    waiting = fill_shelves(places, wish.opened, wish.until)
    say(f"指导目录{waiting}，等 {waiting.tasks.filter(state='open').count()} 个县采纳")
    say(f"上网要素填了 {fill_columns(wish.seed, wish.until)} 个")
    record(SUBJECT, "demo", unit=0, by=SYSTEM, at=wish.until, seed=wish.seed)
    seal_events(at=wish.until, everything=True)
    say(f"办件 {len(rows.cases)} 件，用时 {perf_counter() - started:.0f} 秒")
    return {
        "cases": len(rows.cases),
        "events": len(rows.events),
        "people": Person.objects.count(),
        "staff": User.objects.count(),
        "sites": Site.objects.count(),
        "posts": manned,
    }


def lay_out(opened: datetime, say: Say) -> None:
    """Give every village a place that serves it."""
    for unit in Region.objects.filter(level="unit", valid_to__isnull=True).order_by("unit"):
        lay_out_network(unit, by=SYSTEM, at=opened)
    villages = Region.objects.filter(level="village", valid_to__isnull=True).count()
    say(f"村（社区）{villages} 个，站点 {Site.objects.count()} 个")


def catalogue(opened: datetime) -> list[ItemVersion]:
    """The shipped items become the first edition; every county's lists follow their paths."""
    import_items(shipped_items(), by=SYSTEM, at=opened)
    units = Region.objects.filter(level="unit", valid_to__isnull=True).values_list(
        "unit", flat=True
    )
    edition = found_directory(by=SYSTEM, at=opened)
    load_bundles(shipped_bundles(), by=SYSTEM, at=opened)
    offer_by_path(units=units, by=SYSTEM, at=opened, today=opened.date())
    for task in edition.tasks.order_by("unit"):
        adopt_edition(task, by=SYSTEM, at=opened)
    rows = ItemVersion.objects.select_related("item").order_by("item_id")
    return [version for version in rows if door_of(version.guide) is None]


def staff_places(
    made: People, seed: int, opened: datetime, residents: int = RESIDENTS_PER_VILLAGE
) -> list[Place]:
    """Hire everybody and register residents; return the centres with their people."""
    city = Region.objects.get(level="city")
    units = list(Region.objects.filter(level="unit", valid_to__isnull=True).order_by("unit"))
    centers = list(Site.objects.filter(kind="center").select_related("region").order_by("id"))
    villages: dict[int, list[Region]] = defaultdict(list)
    for village in Region.objects.filter(level="village", valid_to__isnull=True).order_by("id"):
        villages[village.parent_id or 0].append(village)
    bases = {
        cover.village_id: cover.site
        for cover in Coverage.objects.filter(valid_to__isnull=True)
        .select_related("site__region")
        .order_by("id")
    }
    hired = _hire(made, city, units, centers, villages, bases, opened)
    known = _residents(made, villages, residents, opened)
    random = Random(f"places {seed}")
    slow_units = {unit.unit: random.uniform(0.004, 0.1) for unit in units}
    county = {unit.unit: hired[RoleKind.COUNTY_REVIEWER, -unit.unit][0] for unit in units}
    names = {unit.unit: unit.name for unit in units}
    return [
        Place(
            center=center,
            unit_name=names[center.unit],
            head=hired[RoleKind.CENTER_HEAD, center.pk][0],
            clerks=hired[RoleKind.CLERK, center.pk],
            reviewers=hired[RoleKind.REVIEWER, center.pk],
            county=county[center.unit],
            villages=villages[center.region_id],
            agents={
                village.pk: hired[RoleKind.AGENT, village.pk][0]
                for village in villages[center.region_id]
            },
            bases={village.pk: bases[village.pk] for village in villages[center.region_id]},
            residents={village.pk: known[village.pk] for village in villages[center.region_id]},
            slow=slow_units[center.unit] * random.uniform(0.4, 1.9),
        )
        for center in centers
        if villages[center.region_id]
    ]


def _hire(
    made: People,
    city: Region,
    units: list[Region],
    centers: list[Site],
    villages: dict[int, list[Region]],
    bases: dict[int, Site],
    opened: datetime,
) -> dict[tuple[RoleKind, int], list[User]]:
    rows: list[tuple[int, NewStaff]] = [(0, row) for row in invented.city_staff(made, city)]
    rows += [(-unit.unit, row) for unit in units for row in invented.unit_staff(made, unit)]
    rows += [(c.pk, row) for c in centers for row in invented.center_staff(made, c)]
    for center in centers:
        for village in villages[center.region_id]:
            rows.append((village.pk, invented.agent(made, village, bases[village.pk])))
    stations = Site.objects.filter(kind="station").select_related("region").order_by("id")
    rows += [(site.pk, invented.station_clerk(made, site)) for site in stations]
    users = bulk_staff(
        [row for _, row in rows], password=PASSWORD, is_demo=True, by=SYSTEM, at=opened
    )
    hired: dict[tuple[RoleKind, int], list[User]] = defaultdict(list)
    for (place, row), user in zip(rows, users, strict=True):
        hired[row.kind, place].append(user)
    return hired


def _residents(
    made: People, villages: dict[int, list[Region]], each: int, opened: datetime
) -> dict[int, list[Person]]:
    rows = [
        made.person(village)
        for group in villages.values()
        for village in group
        for _ in range(each)
    ]
    found: dict[int, list[Person]] = defaultdict(list)
    for person in bulk_people(rows, at=opened):
        found[person.village_id or 0].append(person)
    return found


def load(rows: Rows) -> None:
    """Copy everything, parents first; constraints between tables are checked at commit."""
    copy(rows.cases, Case)
    copy(rows.materials, CaseMaterial)
    copy(rows.notices, Notice)
    copy(rows.pauses, CasePause)
    copy(rows.filings, RefusalFiling)
    copy(rows.decisions, Decision)
    copy(rows.deliveries, Delivery)
    copy(rows.dispatches, Dispatch)
    copy(rows.ratings, Rating)
    copy(rows.events, Event)
