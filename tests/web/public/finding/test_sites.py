"""Places of service: listed by place, each with its hours, its villages and what it offers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.wire.middleware import ServerTime
from tests import make
from tests.web.staff import text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
SATURDAY = datetime(2026, 3, 7, 2, 0, tzinfo=UTC)


def test_from_the_city_down_to_the_sites_of_a_township(
    client: Client, world: World, town: Township
) -> None:
    city = client.get("/sites/").content.decode()
    unit = world.units["东昌府区"]
    assert f"?in={unit.pk}" in city
    assert "4 处" in text_of(client.get("/sites/"))  # two townships, a centre and a station each
    assert f"?in={town.region.pk}" in client.get(f"/sites/?in={unit.pk}").content.decode()
    page = client.get(f"/sites/?in={town.region.pk}").content.decode()
    assert page.index("河湾镇便民服务中心") < page.index("柳庄村便民服务站")


def test_the_visitors_own_sites_stand_first(villager: Client, town: Township) -> None:
    page = villager.get("/sites/").content.decode()
    assert "管您这里的" in page
    assert f'/sites/{town.station.pk}/"' in page


def test_a_closed_site_is_not_listed(client: Client, town: Township) -> None:
    Site.objects.filter(pk=town.station.pk).update(status="closed")
    assert "柳庄村便民服务站" not in text_of(client.get(f"/sites/?in={town.region.pk}"))


def test_sites_are_found_by_name_and_paged(client: Client, town: Township) -> None:
    for n in range(30):
        make.site(make.region(f"东柳庄{n}村", town.region), kind="station")
    page = client.get("/sites/", {"q": "东柳庄"})
    assert "30 处" in text_of(page)
    assert "第 1 页，共 2 页" in text_of(page)


def test_a_site_says_when_it_opens_whom_it_serves_and_what_it_offers(
    villager: Client, town: Township
) -> None:
    page = text_of(villager.get(f"/sites/{town.station.pk}/"))
    for words in (
        "村（社区）便民服务站",
        "现在开着",
        "今天 08:30–12:00、13:30–17:00",
        "夏季（5–9月）",
        "0635-0000000",
        "服务 1 个村（社区）",
        "柳庄村",
        "高龄津贴",
        town.staff[RoleKind.AGENT].display_name,
    ):
        assert words in page, words
    assert "办身份证" not in page  # the township has it, the village has not
    assert "办身份证" in text_of(villager.get(f"/sites/{town.center.pk}/"))


def test_on_a_day_of_rest_it_says_when_it_opens_next(client: Client, town: Township) -> None:
    with mock.patch.object(ServerTime, "now", staticmethod(lambda: SATURDAY)):
        page = text_of(client.get(f"/sites/{town.station.pk}/"))
    assert "现在没开" in page
    assert "今天休息，3月9日（周一） 08:30 上班" in page


def test_a_planned_site_is_nobodys_business(client: Client, town: Township) -> None:
    Site.objects.filter(pk=town.station.pk).update(status="planned")
    assert client.get(f"/sites/{town.station.pk}/").status_code == 404
    assert client.get("/sites/999999/").status_code == 404
    assert client.get("/sites/?in=999999").status_code == 404
    assert client.get("/sites/?in=x").status_code == 404


def test_a_site_costs_the_same_however_many_it_serves(
    villager: Client, town: Township, django_assert_max_num_queries: Any
) -> None:
    path = f"/sites/{town.station.pk}/"
    villager.get(path)
    with django_assert_max_num_queries(14) as few:
        villager.get(path)
    for n in range(5):
        village = make.region(f"北{n}村", town.region)
        make.cover(town.station, village, mode="merged")
        make.user(RoleKind.AGENT, at_site=town.station, who=make.person(village=village))
    with CaptureQueriesContext(few.connection) as many:
        villager.get(path)
    assert len(many) == len(few)
