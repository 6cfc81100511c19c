"""The named cast: two counties and a zone, three townships, villages, every role.

The zone (开发区) carries the official code prefix of 东昌府区, so that a scope by code would show
one unit's people to the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bianmin.accounts.models import Person, User
from bianmin.catalogue.models import ItemVersion
from bianmin.regions.models import Region, RegionCode
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from tests import make
from tests.copied import Made, made

UNIT_ROLES = (RoleKind.COUNTY_REVIEWER, RoleKind.COUNTY_BUREAU, RoleKind.COUNTY_OFFICE)
TOWNSHIP_ROLES = (RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD)
CITY_ROLES = (
    RoleKind.CITY_BUREAU,
    RoleKind.CITY_OFFICE,
    RoleKind.SYSTEM_ADMIN,
    RoleKind.SECURITY_ADMIN,
    RoleKind.AUDIT_ADMIN,
)


@dataclass
class Township:
    """A township with its centre, one village with a station, and its people."""

    region: Region
    village: Region
    center: Site
    station: Site
    staff: dict[RoleKind, User] = field(default_factory=dict)
    resident: User | None = None

    @property
    def villager(self) -> Person:
        assert self.resident is not None
        return self.resident.person


@dataclass
class World:
    """Everything the cast lives in."""

    city: Region
    units: dict[str, Region]
    townships: dict[str, Township]
    staff: dict[tuple[str, RoleKind], User]
    version: ItemVersion

    def actors(self) -> list[User]:
        found = [user for town in self.townships.values() for user in town.staff.values()]
        found += [town.resident for town in self.townships.values() if town.resident]
        return found + list(self.staff.values())


PLACES = (
    ("东昌府区", 1, "371502", "古楼街道", "371502001", "古楼社区"),
    ("东昌府区", 1, "371502", "河湾镇", "371502101", "柳庄村"),
    ("开发区", 9, "", "东城街道", "371502007", "东城社区"),
    ("临清市", 2, "371581", "先锋路街道", "371581002", "先锋社区"),
)


_made: list[Made] = []  # what the tests' database of this process gets copied in


def build() -> World:
    """Make the cast; every test that wants it has its own."""
    if not _made or not _made[0].fits():
        return build_row_by_row()
    world: World = _made[0].again()
    return world


def build_once() -> None:
    """From now on `build` copies the rows in, which is ten times faster."""
    _made[:] = [made(build_row_by_row)]


def count_on(database: str) -> None:
    """In a fresh copy: let the next numbers come after those of the cast."""
    _made[0].count_on(database)


def build_row_by_row() -> World:
    city = make.region("聊城市")
    world = World(city, {}, {}, {}, make.version(units=(1, 2, 9)))
    for unit_name, number, unit_code, town_name, town_code, village_name in PLACES:
        if unit_name not in world.units:
            unit = make.region(unit_name, city, unit=number)
            world.units[unit_name] = unit
            _code(unit, unit_code)
            for kind in UNIT_ROLES:
                world.staff[unit_name, kind] = make.user(kind, unit)
            world.staff[unit_name, RoleKind.SUPERVISOR] = make.user(RoleKind.SUPERVISOR, unit)
        world.townships[town_name] = _township(
            world.units[unit_name], town_name, town_code, village_name
        )
    for kind in CITY_ROLES:
        world.staff["聊城市", kind] = make.user(kind, city)
    world.staff["聊城市", RoleKind.SUPERVISOR] = make.user(RoleKind.SUPERVISOR, city)
    return world


def _township(unit: Region, name: str, code: str, village_name: str) -> Township:
    region = make.region(name, unit, kind="街道" if name.endswith("街道") else "镇")
    _code(region, code)
    village = make.region(village_name, region, kind=village_name[-2:].strip("庄"))
    center = make.site(region)
    station = make.site(village, kind="station")
    make.cover(station, village)
    town = Township(region, village, center, station)
    for kind in TOWNSHIP_ROLES:
        town.staff[kind] = make.user(kind, at_site=center)
    for kind in (RoleKind.STATION_CLERK, RoleKind.AGENT):
        town.staff[kind] = make.user(kind, at_site=station)
    town.resident = make.user(who=make.person(f"村民{village_name}", village=village))
    return town


def _code(region: Region, code: str) -> None:
    if code:
        RegionCode.objects.create(region=region, system="nbs", code=code, valid_from=make.DAY)
