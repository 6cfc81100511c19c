"""导入区划: take in one official table of one day; in any order, and again, without loss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import connection, transaction

from bianmin.audit.commands import record
from bianmin.regions import divisions, policies, queries
from bianmin.regions.commands import known as knowing
from bianmin.regions.commands import unmatched
from bianmin.regions.commands.dating import date_codes, date_regions
from bianmin.regions.commands.growing import ensure_roots, grow
from bianmin.regions.commands.known import Key, Known
from bianmin.regions.divisions import Division
from bianmin.regions.matching import Identified, identify
from bianmin.regions.models import DivisionImport
from bianmin.regions.policies import Acting
from bianmin.regions.units import SHIPPED, units_of
from bianmin.rules.errors import Invalid
from bianmin.rules.verdict import require

SYSTEMS = ("nbs", "mca", "local")
ONE_AT_A_TIME = 715_3715  # the advisory lock's number


@dataclass(frozen=True)
class ImportReport:
    """导入结果: how many places the table opened, closed, re-coded and renamed."""

    system: str
    vintage: date
    divisions: int
    is_new: bool
    opened: int = 0
    past: int = 0  # known only from this older table: closed from the start
    closed: int = 0
    reopened: int = 0
    recoded: int = 0
    renamed: int = 0
    unmatched: int = 0  # waiting for a person, in all


@transaction.atomic
def import_divisions(
    rows: Iterable[Division], *, system: str, vintage: date, by: Acting, at: datetime
) -> ImportReport:
    """导入: let our tree know what one official table says of one day.

    The same table again changes nothing. A newer one closes and opens places; an older one adds
    history and never reopens. What is gone without a successor waits in `Unmatched`.
    """
    require(policies.may_import(by))
    if system not in SYSTEMS:
        raise Invalid(f"不认识的代码体系“{system}”，应为 {'、'.join(SYSTEMS)}")
    table = divisions.complete(rows)
    city, digest = divisions.city_of(table), divisions.digest(table)
    _one_at_a_time()
    if _is_taken_in(system, city.code, vintage, digest):
        return ImportReport(
            system, vintage, len(table), is_new=False, unmatched=unmatched.waiting()
        )
    report = _take_in(table, system, vintage, at)
    DivisionImport.objects.update_or_create(
        system=system,
        city_code=city.code,
        vintage=vintage,
        defaults={
            "digest": digest,
            "divisions": len(table),
            "imported_at": at,
            "imported_by": by.name,
        },
    )
    subject = f"divisions:{system}-{city.code}-{vintage}"
    facts = {"digest": digest, **asdict(report)}
    record(subject, "import_divisions", unit=0, by=by, at=at, **facts)
    transaction.on_commit(queries.forget)
    return report


def import_shipped(*, by: Acting, at: datetime) -> list[ImportReport]:
    """导入随附区划: the city's table that ships with the product."""
    reports = []
    for path in sorted(SHIPPED.glob("*.csv")):
        vintage = divisions.vintage_in(path.name)
        if vintage is not None:
            table = divisions.read_table(path)
            reports.append(import_divisions(table, system="nbs", vintage=vintage, by=by, at=at))
    queries.forget()
    return reports


def _take_in(table: tuple[Division, ...], system: str, vintage: date, at: datetime) -> ImportReport:
    city = divisions.city_of(table)
    units = units_of(city.code)
    ensure_roots(city, units, vintage)
    known = knowing.read(system, city.code)
    counties = [division.code for division in table if division.level == "county"]
    found = identify(table, knowing.tree_of(known, units, city.code, counties))
    ids = grow(found.fresh, known.regions, units, vintage)
    keys = {
        division: Key(ids.get(place, place), division.code, division.name)
        for division, place in found.places.items()
    }
    dated = date_codes(known, keys.values(), vintage, system)
    date_regions(known.regions, dated, system)
    unmatched.list_anew(known.regions, dated.runs)
    recoded, renamed = _changed(keys, known, found)
    made = [known.regions[pk] for pk in ids.values()]
    past = sum(region.valid_to is not None for region in made)
    return ImportReport(
        system,
        vintage,
        len(table),
        is_new=True,
        opened=len(made) - past,
        past=past,
        closed=len(dated.closed) - past,
        reopened=len(dated.reopened),
        recoded=recoded,
        renamed=renamed,
        unmatched=unmatched.waiting(),
    )


def _changed(keys: Mapping[Division, Key], known: Known, found: Identified) -> tuple[int, int]:
    """Count known places that the table shows under a new code, or under a new name only."""
    before: dict[int, set[str]] = defaultdict(set)
    names: dict[int, set[str]] = defaultdict(set)
    for key in known.codes:
        before[key.region].add(key.code)
        names[key.region].add(key.name)
    old = [key for division, key in keys.items() if found.places[division] > 0]
    listed = [key for key in old if before[key.region]]
    recoded = sum(key.code not in before[key.region] for key in listed)
    renamed = sum(
        key.code in before[key.region] and key.name not in names[key.region] for key in listed
    )
    return recoded, renamed


def _is_taken_in(system: str, city_code: str, vintage: date, digest: str) -> bool:
    return DivisionImport.objects.filter(
        system=system, city_code=city_code, vintage=vintage, digest=digest
    ).exists()


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
