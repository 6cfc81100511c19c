"""铺网方案: where the sites of one township stand and whom they serve, as the plan wants it.

实施方案三（二）: a station for each 社区 and for the villages that can have one; the others come
into a near village's station, or a few share one; an agent's usual place is a point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

STATION_SHARE = 0.32  # of the villages
JOINT_SHARE = 0.25  # of the gaps between stations that are long enough
JOINT_SIZES = (2, 3, 4)
BASE_SHARE = 0.45  # of the villages without a station of their own
PARTNER_SHARE = 0.02
PARTNERS = {"邮政": "邮政所", "银行": "银行网点", "商超": "便民超市"}


@dataclass(frozen=True)
class Place:
    """村: as far as the plan needs it; `can_host` says that a site's name can be made of it."""

    is_community: bool
    can_host: bool


@dataclass(frozen=True)
class Service:
    """一处服务: the village where a site stands, those it serves, and how.

    `host` is None for the township's centre; `partner` names whose outlet a point is.
    """

    host: int | None
    mode: str
    villages: tuple[int, ...]
    partner: str = ""


def lay_out(places: Sequence[Place], random: Random) -> Iterator[Service]:
    """铺网: give every village of one township its station, and some a point besides.

    Villages are numbers, in the order of the official list, in which neighbours stand near.
    """
    yield from _partners(places, random)
    hosts = [n for n, place in enumerate(places) if _has_station(place, random)]
    if not hosts:
        hosts = [n for n, place in enumerate(places) if place.can_host][:1]
    for host in hosts:
        yield Service(host, "own", (host,))
    joined: set[int] = set()
    for group in _joint_groups(places, hosts, random):
        joined |= set(group)
        yield Service(group[0], "joint", group)
    for n in sorted(set(range(len(places))) - set(hosts) - joined):
        nearest = min(hosts, key=lambda host: (abs(host - n), host)) if hosts else None
        yield Service(nearest, "merged", (n,))
    yield from _bases(places, set(hosts), random)


def _has_station(place: Place, random: Random) -> bool:
    draw = random.random()
    return place.can_host and (place.is_community or draw < STATION_SHARE)


def _joint_groups(
    places: Sequence[Place], hosts: Sequence[int], random: Random
) -> Iterator[tuple[int, ...]]:
    """Some of the gaps between two stations share a station of their own."""
    edges = [-1, *hosts, len(places)]
    for before, after in pairwise(edges):
        gap = range(before + 1, after)
        size, wants = random.choice(JOINT_SIZES), random.random() < JOINT_SHARE
        if wants and len(gap) >= size and places[gap[0]].can_host:
            yield tuple(gap[:size])


def _partners(places: Sequence[Place], random: Random) -> Iterator[Service]:
    for n, place in enumerate(places):
        kind = random.choice(sorted(PARTNERS))
        if random.random() < PARTNER_SHARE and place.can_host:
            yield Service(n, "point", (n,), kind)


def _bases(places: Sequence[Place], hosts: set[int], random: Random) -> Iterator[Service]:
    for n, place in enumerate(places):
        if random.random() < BASE_SHARE and place.can_host and n not in hosts:
            yield Service(n, "point", (n,))
