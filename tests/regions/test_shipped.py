"""The shipped city, taken in once for all tests of this file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from bianmin.accounts.actor import ActiveRole, Actor
from bianmin.regions import queries
from bianmin.regions.commands import import_shipped
from bianmin.regions.commands.importing import ImportReport
from bianmin.regions.models import Region, RegionCode
from bianmin.rules.roles import RoleKind
from tests.regions import tables
from tests.regions.tables import AT
from tests.regions.test_importing import place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report")]


@pytest.fixture(scope="module")
def report(django_db_setup: None, django_db_blocker: Any) -> Iterator[ImportReport]:
    with django_db_blocker.unblock(), transaction.atomic():
        (told,) = import_shipped(by=tables.SYSTEM, at=AT)
        yield told
        transaction.set_rollback(True)


def test_the_shipped_city(report: ImportReport) -> None:
    assert (report.divisions, report.opened, report.unmatched) == (6_042, 6_041, 0)
    levels = Counter(queries.current().values_list("level", flat=True))
    assert levels == {"city": 1, "unit": 11, "township": 136, "village": 5_897}
    assert queries.all_units() == tuple(range(1, 12))
    assert queries.unit_name(9) == "聊城经济技术开发区"
    assert queries.unit_short_name(9) == "开发区"
    assert queries.unit_name(0) == queries.unit_short_name(0) == "全市"
    per_unit = Counter(queries.current("township").values_list("unit", flat=True))
    assert per_unit == dict(
        zip(range(1, 12), (13, 14, 16, 18, 24, 10, 18, 12, 4, 3, 4), strict=True)
    )


def test_paths_are_made_of_our_ids_and_units_follow_the_tree() -> None:
    by_id = {region.pk: region for region in Region.objects.all()}
    for region in by_id.values():
        parent = by_id.get(region.parent_id or 0)
        assert region.path == f"{parent.path if parent else '/'}{region.pk}/"
        if parent and parent.level != "city":
            assert region.unit == parent.unit


def test_the_zones_scope_is_the_path_not_the_code() -> None:
    district, zone = queries.units()[1], queries.units()[9]
    town = place("371502009")  # 东城街道 carries the district's code

    assert town.unit == 9
    assert town in queries.within(zone.path)
    assert town not in queries.within(district.path)
    clerk = Actor(1, 1, "窗口", (ActiveRole(RoleKind.COUNTY_BUREAU, district.path, 1),))
    assert not clerk.covers(town.path)
    prefix = RegionCode.objects.filter(code__startswith="371502", region__level="township")
    assert set(prefix.values_list("region__unit", flat=True)) == {1, 9, 10, 11}


def test_the_market_that_is_no_township_has_its_own_kind() -> None:
    market = place("371502400")
    assert (market.name, market.kind, market.level) == ("香江光彩大市场", "其他", "township")
    assert queries.odd_townships() == {"香江光彩大市场"}
    assert market.codes.get().name == "香江光彩大市场服务中心"
