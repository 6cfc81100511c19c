"""Laying out one township: every village has one station, whatever the township is like."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bianmin.sites.plan import Place, lay_out
from tests.rules.calendars import SEEDED

places = st.lists(st.builds(Place, st.booleans(), st.booleans()), max_size=60)


@SEEDED
@given(places, st.integers())
def test_every_village_has_one_station_and_sites_stand_where_they_may(
    villages: list[Place], seed: int
) -> None:
    services = list(lay_out(villages, Random(seed)))
    served = Counter(n for one in services if one.mode != "point" for n in one.villages)
    assert served == dict.fromkeys(range(len(villages)), 1)
    for one in services:
        assert one.host is None or villages[one.host].can_host
        assert one.mode == "merged" or one.host == one.villages[0]
    hosts = {one.host for one in services if one.mode == "own"}
    communities = {n for n, p in enumerate(villages) if p.is_community and p.can_host}
    assert communities <= hosts


@SEEDED
@given(places, st.integers())
def test_the_same_seed_tells_the_same(villages: list[Place], seed: int) -> None:
    assert list(lay_out(villages, Random(seed))) == list(lay_out(villages, Random(seed)))


def test_a_joint_station_serves_two_to_four_neighbours() -> None:
    villages = [Place(False, True)] * 2_000
    joint = [one for one in lay_out(villages, Random(1)) if one.mode == "joint"]
    assert {len(one.villages) for one in joint} == {2, 3, 4}
    for one in joint:
        first = one.villages[0]
        assert one.villages == tuple(range(first, first + len(one.villages)))


def test_a_township_where_no_station_can_stand_is_served_by_its_centre() -> None:
    services = list(lay_out([Place(False, False)] * 3, Random(1)))
    assert [(one.host, one.mode) for one in services] == [(None, "merged")] * 3


def test_a_village_joins_the_nearest_station() -> None:
    villages = [Place(n in (0, 9), n in (0, 9)) for n in range(10)]
    merged = {
        one.villages[0]: one.host for one in lay_out(villages, Random(1)) if one.host in (0, 9)
    }
    assert all(merged[n] == 0 for n in (1, 2, 3, 4))
    assert all(merged[n] == 9 for n in (5, 6, 7, 8))
