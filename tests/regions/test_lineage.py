"""A person says what became of a place."""

from __future__ import annotations

from datetime import date

import pytest

from bianmin.accounts.actor import SYSTEM, ActiveRole, Actor
from bianmin.audit.models import Event
from bianmin.regions import queries
from bianmin.regions.commands import link_successor
from bianmin.regions.models import Region, RegionLink
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from tests.regions.tables import AT, D19, D20, table, take

pytestmark = pytest.mark.django_db

TOWN = ("371502 东昌府区", "371502001 古楼街道", "371502002 柳园街道")
BEFORE = table(*TOWN, "371502001201 东庄村委会", "371502001202 西庄村委会")
AFTER = table(*TOWN, "371502001001 新庄社区居委会", "371502001002 古楼社区居委会")


@pytest.fixture(autouse=True)
def _tables() -> None:
    take(BEFORE, D19)
    take(AFTER, D20)


def place(code: str) -> Region:
    found = queries.by_code("nbs", code)
    assert found is not None
    return found


def link(code: str, to: str, kind: str = "merged_into", *, by: Actor = SYSTEM) -> RegionLink:
    return link_successor(place(code), place(to), kind, by=by, at=AT)


def test_a_link_settles_the_place_and_leaves_a_trace() -> None:
    made = link("371502001201", "371502001001")

    assert (made.on, made.linked_by) == (D20, "系统")
    assert str(made) == f"{made.predecessor_id}→{made.successor_id} merged_into"
    assert [one.region.name for one in queries.unmatched()] == ["西庄村"]
    event = Event.objects.get(unit=1, subject=f"region:{made.predecessor_id}")
    assert (event.action, event.facts["successor"]) == ("link_successor", made.successor_id)
    assert queries.successors(place("371502001201")) == [place("371502001001")]


def test_lineage_leads_through_to_today() -> None:
    assert queries.successors(place("371502001201")) == []
    assert queries.successors(place("371502001001")) == [place("371502001001")]
    link("371502001201", "371502001001")
    take(table(*TOWN, "371502001002 古楼社区居委会"), date(2022, 6, 30))
    link("371502001001", "371502001002")
    assert queries.successors(place("371502001201")) == [place("371502001002")]


def test_a_split_has_several_successors_and_nothing_else_has() -> None:
    link("371502001201", "371502001001", "split")
    link("371502001201", "371502001002", "split")
    assert len(queries.successors(place("371502001201"))) == 2
    with pytest.raises(Conflict, match="已经登记过"):
        link("371502001201", "371502001001", "split")
    with pytest.raises(Conflict, match="已经登记过"):
        link("371502001201", "371502001001", "merged_into")
    link("371502001202", "371502001001", "renamed")
    with pytest.raises(Conflict, match="已经登记过"):
        link("371502001202", "371502001002", "split")


@pytest.mark.parametrize(
    ("code", "to", "kind", "complaint"),
    [
        ("371502001201", "371502001001", "vanished", "只有并入、更名、改码、拆分"),
        ("371502001201", "371502001201", "renamed", "两个不同的地方"),
        ("371502001201", "371502002", "merged_into", "同一级"),
        ("371502001001", "371502001002", "merged_into", "仍然有效"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused(
    code: str, to: str, kind: str, complaint: str
) -> None:
    with pytest.raises((Invalid, NotAllowed), match=complaint):
        link(code, to, kind)
    assert not RegionLink.objects.exists()


def test_a_circle_is_refused() -> None:
    link("371502001201", "371502001202", "renamed")
    with pytest.raises(Invalid, match="不能倒过来"):
        link("371502001202", "371502001201", "renamed")
    assert queries.successors(place("371502001201")) == []


def bureau(kind: RoleKind, path: str) -> Actor:
    return Actor(5, 5, "审批局", (ActiveRole(kind, path, 1),))


def test_the_bureau_of_the_unit_or_the_city_says_it() -> None:
    unit = queries.units()[1]
    with pytest.raises(NotAllowed, match="行政审批服务局"):
        link("371502001201", "371502001001", by=bureau(RoleKind.CLERK, unit.path))
    with pytest.raises(NotAllowed):
        link("371502001201", "371502001001", by=bureau(RoleKind.COUNTY_BUREAU, "/0/"))
    link("371502001201", "371502001001", by=bureau(RoleKind.COUNTY_BUREAU, unit.path))
    link("371502001202", "371502001001", by=bureau(RoleKind.CITY_BUREAU, "/"))


def test_what_a_person_linked_is_not_listed_again() -> None:
    link("371502001201", "371502001001")
    take(AFTER, date(2021, 6, 30))
    assert [one.region.name for one in queries.unmatched()] == ["西庄村"]
