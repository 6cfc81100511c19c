"""Sites are opened, named, closed, and cover villages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bianmin.accounts.actor import SYSTEM, ActiveRole, Actor
from bianmin.audit.models import Event
from bianmin.regions.models import Region
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.naming import SiteKind
from bianmin.rules.roles import RoleKind
from bianmin.sites import queries
from bianmin.sites.commands import (
    close_site,
    cover_village,
    lay_out_network,
    open_site,
    set_hours,
)
from bianmin.sites.models import Coverage, Site
from tests import make

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(days=10)


@pytest.fixture
def branch() -> tuple[Region, Region, Region, Region]:
    """A unit, a township, and two villages."""
    unit = make.region("东昌府区", make.region("聊城市"), unit=1)
    township = make.region("河湾镇", unit)
    return unit, township, make.region("柳庄村", township), make.region("古城社区", township)


@pytest.fixture
def villages(branch: tuple[Region, ...]) -> tuple[Region, Region]:
    return branch[2], branch[3]


def station(village: Region, at: datetime = AT) -> Site:
    return open_site(SiteKind.STATION, village, by=SYSTEM, at=at)


def cover(
    site: Site, village: Region, mode: str, *, at: datetime = AT, by: Actor = SYSTEM
) -> Coverage:
    return cover_village(site, village, mode=mode, by=by, at=at)


def held(kind: RoleKind, place: Region) -> Actor:
    return Actor(9, 9, "某人", (ActiveRole(kind, place.path, place.unit),))


def test_names_follow_the_rule(branch: tuple[Region, ...]) -> None:
    unit, township, village, community = branch
    made = [
        open_site(SiteKind.HALL, unit, by=SYSTEM, at=AT),
        open_site(SiteKind.CENTER, township, by=SYSTEM, at=AT),
        station(village),
        station(community),
        open_site(SiteKind.POINT, village, by=SYSTEM, at=AT),
        open_site(
            SiteKind.POINT, village, by=SYSTEM, at=AT, partner="邮政", partner_outlet="柳庄邮政所"
        ),
    ]
    assert [(site.name, site.partner) for site in made] == [
        ("东昌府区政务服务中心", ""),
        ("河湾镇便民服务中心", ""),
        ("柳庄村便民服务站", ""),
        ("古城社区便民服务站", ""),
        ("柳庄村便民服务点", "代办员驻地"),
        ("柳庄邮政所便民服务点", "邮政"),
    ]
    assert queries.misnamed(1) == []
    assert queries.center_of(township) == made[1]
    assert next(site.kind for site in queries.in_township(township)) == "center"


def test_opening_leaves_a_trace(villages: tuple[Region, Region]) -> None:
    site = station(villages[0])
    event = Event.objects.get(unit=1, subject=f"site:{site.pk}")
    assert (event.action, event.facts) == ("open_site", {"name": "柳庄村便民服务站"})
    assert (site.opened_on, str(site)) == (date(2026, 3, 2), "柳庄村便民服务站")


def test_the_same_site_opens_once(villages: tuple[Region, Region]) -> None:
    station(villages[0])
    with pytest.raises(Conflict, match="已经登记过"):
        station(villages[0])


@pytest.mark.parametrize(
    ("kind", "at_level"),
    [
        (SiteKind.HALL, 1),
        (SiteKind.CENTER, 0),
        (SiteKind.CENTER, 2),
        (SiteKind.STATION, 1),
        (SiteKind.POINT, 0),
    ],
)
def test_a_site_stands_in_the_right_level(
    branch: tuple[Region, ...], kind: SiteKind, at_level: int
) -> None:
    with pytest.raises(NotAllowed, match="设在"):
        open_site(kind, branch[at_level], by=SYSTEM, at=AT)


def test_no_site_in_a_place_that_is_gone(villages: tuple[Region, Region]) -> None:
    gone = villages[0]
    gone.valid_to = date(2026, 1, 1)
    with pytest.raises(NotAllowed, match="已经撤并"):
        station(gone)


def test_who_opens_what(branch: tuple[Region, ...]) -> None:
    unit, township, village, _ = branch
    head = held(RoleKind.CENTER_HEAD, township)
    with pytest.raises(NotAllowed, match="设站由县"):
        open_site(SiteKind.CENTER, township, by=head, at=AT)
    with pytest.raises(NotAllowed):
        open_site(SiteKind.STATION, village, by=held(RoleKind.CLERK, township), at=AT)
    with pytest.raises(NotAllowed):
        elsewhere = make.region("开发区", make.region("别处市"), unit=9)
        open_site(SiteKind.STATION, village, by=held(RoleKind.COUNTY_BUREAU, elsewhere), at=AT)
    open_site(SiteKind.STATION, village, by=head, at=AT)
    open_site(SiteKind.CENTER, township, by=held(RoleKind.COUNTY_BUREAU, unit), at=AT)


def test_a_village_has_one_station_at_a_time(villages: tuple[Region, Region]) -> None:
    village, community = villages
    near, own = station(community), station(village)
    cover(near, village, "merged")
    cover(own, village, "own", at=LATER)

    assert queries.site_for(village) == own
    assert queries.site_for(village, date(2026, 3, 5)) == near
    assert queries.site_for(village, date(2026, 3, 12)) == own
    assert queries.site_for(village, date(2026, 3, 1)) is None
    before = Coverage.objects.get(site=near, village=village)
    assert before.valid_to == date(2026, 3, 11)
    assert str(before) == f"{village.pk}←{near.pk}"
    assert list(queries.villages_of(own)) == [village]
    assert list(queries.villages_of(near)) == []


def test_a_change_on_the_same_day_leaves_no_rest(villages: tuple[Region, Region]) -> None:
    village, community = villages
    cover(station(community), village, "merged")
    own = station(village)
    cover(own, village, "own")
    cover(own, village, "own")
    assert Coverage.objects.filter(village=village).count() == 1


def test_a_point_serves_besides_the_station(villages: tuple[Region, Region]) -> None:
    village, community = villages
    near = station(community)
    base = open_site(SiteKind.POINT, village, by=SYSTEM, at=AT)
    cover(base, village, "point")
    assert (queries.site_for(village), queries.point_of(village)) == (base, base)
    cover(near, village, "joint")
    assert queries.site_for(village) == near
    assert queries.point_of(village) == base
    assert queries.point_of(community) is None


def test_uncovered_villages_are_those_in_no_stations_area(
    villages: tuple[Region, Region],
) -> None:
    village, community = villages
    own = station(community)
    cover(own, community, "own")
    cover(open_site(SiteKind.POINT, village, by=SYSTEM, at=AT), village, "point")
    assert list(queries.uncovered(1)) == [village]
    cover(own, village, "merged")
    assert list(queries.uncovered(1)) == []


def test_coverage_that_does_not_fit_is_refused(branch: tuple[Region, ...]) -> None:
    unit, township, village, community = branch
    own = station(village)
    point = open_site(SiteKind.POINT, village, by=SYSTEM, at=AT)
    other_unit = make.region("莘县", unit.parent, unit=5)
    stranger = make.region("外村", make.region("外镇", other_unit))
    gone = make.region("旧村", township)
    Region.objects.filter(pk=gone.pk).update(valid_to=date(2026, 1, 1))
    gone.refresh_from_db()
    for site, place, mode, complaint in (
        (own, township, "merged", "按村（社区）登记"),
        (own, stranger, "merged", "只能服务本县"),
        (own, gone, "merged", "已经撤并"),
        (own, village, "nearby", "服务方式是"),
        (own, village, "point", "这类站点不能"),
        (point, village, "own", "这类站点不能"),
        (own, community, "own", "应设在该村"),
    ):
        with pytest.raises(NotAllowed, match=complaint):
            cover(site, place, mode)
    with pytest.raises(NotAllowed, match="管理"):
        cover(own, village, "own", by=held(RoleKind.CLERK, unit))


def test_the_only_station_of_a_village_cannot_be_closed(
    villages: tuple[Region, Region],
) -> None:
    village, community = villages
    own, near = station(village), station(community)
    cover(own, village, "own")
    with pytest.raises(Conflict, match="柳庄村等 1 个村"):
        close_site(own, by=SYSTEM, at=LATER)
    cover(near, village, "merged", at=LATER)
    closed = close_site(own, by=SYSTEM, at=LATER, reason="并入社区")

    assert (closed.status, closed.closed_on) == ("closed", date(2026, 3, 12))
    assert queries.uncovered(1).count() == 1, "the community itself has no station yet"
    with pytest.raises(NotAllowed, match="已经撤销"):
        close_site(closed, by=SYSTEM, at=LATER)
    with pytest.raises(NotAllowed, match="已经撤销"):
        cover(closed, village, "own", at=LATER)
    closed.status = "open"  # as read before somebody else closed it
    with pytest.raises(Conflict, match="已经撤销"):
        close_site(closed, by=SYSTEM, at=LATER)


def test_a_closed_point_serves_no_more(villages: tuple[Region, Region]) -> None:
    village, _ = villages
    base = open_site(SiteKind.POINT, village, by=SYSTEM, at=AT)
    cover(base, village, "point")
    close_site(base, by=SYSTEM, at=LATER)
    assert queries.point_of(village) is None
    assert queries.point_of(village, date(2026, 3, 5)) == base


def test_hours_of_its_own(villages: tuple[Region, Region]) -> None:
    site = station(villages[0])
    monday = date(2026, 3, 2)
    assert [str(span) for span in queries.hours_today(site, monday)] == [
        "08:30–12:00",
        "13:30–17:00",
    ]
    site = set_hours(site, {"winter": [["09:00", "11:00"]]}, by=SYSTEM, at=AT)
    assert [str(span) for span in queries.hours_today(site, monday)] == ["09:00–11:00"]
    assert queries.is_open(site, AT)  # 09:00 in Shanghai
    assert queries.next_opening(site, AT) == AT + timedelta(days=1)
    with pytest.raises(Invalid):
        set_hours(site, {"winter": "全天"}, by=SYSTEM, at=AT)
    site.status = "suspended"
    assert not queries.is_open(site, AT)
    assert queries.next_opening(site, AT) is None


def test_a_wrong_name_is_found(villages: tuple[Region, Region]) -> None:
    site = make.site(villages[0], kind="station", name="柳庄村委会便民服务站")
    ((found, faults),) = queries.misnamed(1)
    assert found == site
    assert "应写“柳庄村便民服务站”" in faults[0]


def test_a_network_is_laid_out_once(branch: tuple[Region, ...]) -> None:
    unit, township, _, community = branch
    odd = make.region("油田生活区", township, kind="其他")
    bare = make.region("石油镇", unit)
    make.region("一号生活区", bare, kind="其他")
    layout = lay_out_network(unit, by=SYSTEM, at=AT)

    assert queries.uncovered(1).count() == 0
    assert {site.region for site in layout.sites if site.kind == "center"} == {township, bare}
    assert queries.site_for(community) == Site.objects.get(region=community, kind="station")
    assert Coverage.objects.get(village=odd).mode == "merged"
    served_by_center = Coverage.objects.get(village__name="一号生活区")
    assert served_by_center.site == queries.center_of(bare)
    assert lay_out_network(unit, by=SYSTEM, at=AT).sites == []
    assert Event.objects.filter(unit=1, action="lay_out_network").count() == 1
    with pytest.raises(NotAllowed):
        lay_out_network(unit, by=held(RoleKind.CLERK, unit), at=AT)
