"""虚构人员: names, identity numbers and phones that are well formed and belong to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bianmin.accounts.commands.bulk import NewPerson, NewStaff
from bianmin.ground.pinyin import syllables
from bianmin.regions.models import Region
from bianmin.rules.identity import id_check_digit
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "桂英秀兰玉珍建国志强海燕春梅文明立新永红振华金凤德福庆来长江月娥广田学军爱民"
GIVEN += "丽娜晓东子涵雨欣浩然思远佳怡俊杰雪梅洪涛"
FIRST_PHONE = 19_900_000_000  # a range of its own, counted upwards
AREAS = ("371502", "371521", "371522", "371524", "371525", "371526", "371581")


class People:
    """虚构人员: makes persons one after another; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = Random(f"people {seed}")
        self._years = Random(f"service {seed}")
        self._made = 0
        self._numbers: set[str] = set()

    def person(self, village: Region | None, *, oldest: int = 92, youngest: int = 19) -> NewPerson:
        """Return a new person; ages in years on 2026-01-01."""
        self._made += 1
        name = self._random.choice(FAMILY) + "".join(self._random.sample(GIVEN, k=2))
        return NewPerson(
            name=name,
            id_number=self._number(oldest, youngest),
            phone=str(FIRST_PHONE + self._made),
            address=f"{village.name}{self._random.randint(1, 240)}号" if village else "",
            village=village,
        )

    def served(self) -> timedelta:
        """Return how long somebody has been in the service: some for months, some for decades."""
        years = self._years.choices((0.1, 0.8, 2, 4, 7, 14), weights=(8, 12, 24, 22, 22, 12))[0]
        return timedelta(days=int(365 * years * self._years.uniform(0.5, 1.4)))

    def _number(self, oldest: int, youngest: int) -> str:
        while True:
            days = self._random.randint(youngest * 365, oldest * 365)
            born = date(2026, 1, 1) - timedelta(days=days)
            area = self._random.choice(AREAS)
            body = f"{area}{born:%Y%m%d}{self._random.randint(1, 999):03d}"
            number = body + id_check_digit(body)
            if number not in self._numbers:
                self._numbers.add(number)
                return number


def logins(prefix: str) -> Iterator[str]:
    """Return login names: clerk-1, clerk-2, …"""
    count = 0
    while True:
        count += 1
        yield f"{prefix}{count}"


def short_login(place: str) -> str:
    """Return a place's name in letters for a login: 古楼街道 → gulou."""
    letters = "".join(syllables(place.removesuffix("街道").removesuffix("镇").removesuffix("乡")))
    return "".join(c for c in letters.lower() if c.isascii() and c.isalnum())[:20]


TRAINED = "开办前集中培训考核"
"""授权依据: everybody of the demo city was trained before it opened."""

CENTER_STAFF = (
    (RoleKind.CENTER_HEAD, 1),
    (RoleKind.CLERK, 2),
    (RoleKind.REVIEWER, 2),
)
UNIT_STAFF = (
    RoleKind.COUNTY_REVIEWER,
    RoleKind.COUNTY_BUREAU,
    RoleKind.COUNTY_OFFICE,
    RoleKind.SUPERVISOR,
)
CITY_STAFF = (
    RoleKind.CITY_BUREAU,
    RoleKind.CITY_OFFICE,
    RoleKind.SUPERVISOR,
    RoleKind.SYSTEM_ADMIN,
    RoleKind.SECURITY_ADMIN,
    RoleKind.AUDIT_ADMIN,
)


def city_staff(people: People, city: Region) -> list[NewStaff]:
    return [
        NewStaff(people.person(None, oldest=58), f"city.{kind.value}", kind, city)
        for kind in CITY_STAFF
    ]


def unit_staff(people: People, unit: Region) -> list[NewStaff]:
    return [
        NewStaff(
            people.person(None, oldest=58),
            f"u{unit.unit:02d}.{kind.value}",
            kind,
            unit,
            served=people.served(),
        )
        for kind in UNIT_STAFF
    ]


def center_staff(people: People, center: Site) -> list[NewStaff]:
    """A head, two clerks and two reviewers: A and B for each post."""
    place = f"t{center.region_id}.{short_login(center.region.name)}"
    return [
        NewStaff(
            people.person(None, oldest=58),
            f"{place}.{kind.value}{n or ''}"[:40],
            kind,
            center.region,
            center,
            basis=TRAINED if kind is RoleKind.CLERK else "",
            served=people.served(),
        )
        for kind, count in CENTER_STAFF
        for n in range(count)
    ]


def agent(people: People, village: Region, base: Site) -> NewStaff:
    """The agent of one village, at the site that serves it."""
    return NewStaff(
        people.person(village, oldest=62, youngest=24),
        f"v{village.pk}.agent",
        RoleKind.AGENT,
        base.region,
        base,
        basis=TRAINED,
        served=people.served(),
    )


def station_clerk(people: People, station: Site) -> NewStaff:
    return NewStaff(
        people.person(None, oldest=58),
        f"s{station.pk}.clerk",
        RoleKind.STATION_CLERK,
        station.region,
        station,
        basis=TRAINED,
        served=people.served(),
    )
