import pytest

from bianmin.accounts.actor import ANONYMOUS, SYSTEM, ActiveRole, Actor
from bianmin.rules.roles import RoleKind

CITY = ActiveRole(RoleKind.CITY_BUREAU, "/1/", 0)
COUNTY = ActiveRole(RoleKind.COUNTY_BUREAU, "/1/4/", 1)
TOWN = ActiveRole(RoleKind.CLERK, "/1/4/57/", 1, site_id=8)
NEXT_TOWN = ActiveRole(RoleKind.CLERK, "/1/4/571/", 1, site_id=9)


def acting(*roles: ActiveRole) -> Actor:
    return Actor(1, 2, "张三", roles)


@pytest.mark.parametrize(
    ("role", "level", "region_id"),
    [(CITY, "city", 1), (COUNTY, "unit", 4), (TOWN, "township", 57)],
)
def test_a_role_knows_its_region_by_the_path(role: ActiveRole, level: str, region_id: int) -> None:
    assert (role.level, role.region_id) == (level, region_id)


def test_a_role_covers_its_region_and_all_below_it_and_no_neighbour() -> None:
    actor = acting(TOWN)
    assert actor.covers("/1/4/57/")
    assert actor.covers("/1/4/57/903/")
    assert not actor.covers("/1/4/571/")
    assert not actor.covers("/1/4/")


def test_cover_may_ask_for_a_kind_of_role() -> None:
    assert not acting(TOWN).covers("/1/4/57/", RoleKind.REVIEWER)
    assert acting(TOWN).covers("/1/4/57/", RoleKind.CLERK)


def test_the_parts_of_the_tree_are_named_once() -> None:
    assert acting(TOWN, COUNTY, NEXT_TOWN).paths() == ("/1/4/",)
    assert acting(TOWN, NEXT_TOWN).paths() == ("/1/4/57/", "/1/4/571/")


def test_units_are_all_for_the_city_and_none_for_a_visitor() -> None:
    assert acting(CITY).units() is None
    assert acting(TOWN).units() == frozenset({1})
    assert ANONYMOUS.units() == frozenset()


def test_a_role_at_a_site() -> None:
    assert acting(TOWN).at_site(8, RoleKind.CLERK)
    assert not acting(TOWN).at_site(9)


def test_the_system_holds_no_role() -> None:
    assert not SYSTEM.is_staff
    assert not SYSTEM.is_administrator
    assert acting(ActiveRole(RoleKind.AUDIT_ADMIN, "/1/", 0)).is_administrator
