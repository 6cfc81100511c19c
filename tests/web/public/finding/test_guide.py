"""A guide says the plan's seven fields, knows the visitor's place, and stays readable for ever."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bianmin.accounts.actor import SYSTEM
from bianmin.cases.models import CaseDay
from bianmin.catalogue.commands import publish_version
from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.rules.roles import RoleKind
from tests import make
from tests.web.staff import text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
ELDER = "LC-LN-077"
GUIDE = f"/items/{ELDER}/"


def test_the_seven_fields_of_the_plan_are_there(client: Client, world: World) -> None:
    page = text_of(client.get(GUIDE))
    for words in (
        "老年人福利补贴（高龄津贴）申领",  # 事项名称
        "事项类型：行政给付",
        "老年人权益保障法",  # 办事依据
        "老人年满 80 周岁",  # 办理条件
        "银行卡或社保卡",  # 申请材料
        "10 个工作日",  # 办理时限
        "不收费",  # 收费情况
    ):
        assert words in page, words
    assert "示例" in page
    assert "第 1 版" in page


def test_what_the_system_looks_up_need_not_be_brought(client: Client, world: World) -> None:
    page = client.get(GUIDE).content.decode()
    row = page.split('class="is-free"')[1].split("</li>")[0]
    assert "户口簿" in row
    assert "系统自动查" in row
    assert 'id="m-hukou"' not in page


def test_it_names_who_helps_and_where_to_go(villager: Client, town: Township) -> None:
    page = text_of(villager.get(GUIDE))
    assert f"{town.staff[RoleKind.AGENT].display_name}帮您把材料交上去" in page
    assert "柳庄村便民服务站" in page
    assert "河湾镇便民服务中心" in page


def test_where_one_must_be_present_nothing_is_offered_online(client: Client, world: World) -> None:
    page = client.get("/items/LC-HJ-024/").content.decode()
    assert "要本人到场" in page
    assert "网上办" not in page.split("<main")[1].split("</header>")[0]


def test_an_old_version_stays_readable_and_says_so(client: Client, world: World) -> None:
    item = ServiceItem.objects.get(code=ELDER)
    assert item.current is not None
    guide = item.current.guide | {"conditions": ["老人年满 79 周岁"]}
    publish_version(item, guide=guide, form=item.current.form, by=SYSTEM, at=make.MONDAY_9AM)
    assert f'href="{GUIDE}v1/guide.pdf"' in client.get(f"{GUIDE}v1/").content.decode()
    assert f'href="{GUIDE}guide.pdf"' in client.get(GUIDE).content.decode()
    old, new = text_of(client.get(f"{GUIDE}v1/")), text_of(client.get(GUIDE))
    assert "这是第 1 版" in old
    assert "老人年满 80 周岁" in old
    assert "这是第" not in new
    assert "老人年满 79 周岁" in new
    assert "这是第" not in text_of(client.get(f"{GUIDE}v2/"))


@pytest.mark.parametrize(("status", "words"), [("paused", "暂停办理"), ("cancelled", "已经取消")])
def test_a_paused_item_says_so_and_starts_nothing(
    client: Client, world: World, status: str, words: str
) -> None:
    ServiceItem.objects.filter(code=ELDER).update(status=status)
    page = client.get(GUIDE).content.decode()
    assert words in page
    assert "网上申报" not in page


@pytest.mark.parametrize("path", ["/items/NONE/", f"{GUIDE}v9/", f"{GUIDE}v99999/"])
def test_what_was_never_published_is_not_found(client: Client, world: World, path: str) -> None:
    assert client.get(path).status_code == 404


def test_ratings_are_told_from_ten_on(villager: Client, town: Township) -> None:
    row = CaseDay.objects.create(
        unit=1,
        township=town.region,
        site=town.center,
        item=ServiceItem.objects.get(code=ELDER),
        day=make.MONDAY_9AM.date(),
        rated=9,
        rated_well=9,
    )
    assert "办过的人怎么说" not in text_of(villager.get(GUIDE))
    CaseDay.objects.filter(pk=row.pk, unit=1).update(rated=40, rated_well=39, rated_poorly=1)
    page = text_of(villager.get(GUIDE))
    assert "近 90 天本县 40 人评价" in page
    assert "97.5%" in page


def test_a_guide_costs_the_same_whatever_it_says(
    villager: Client, django_assert_max_num_queries: Any
) -> None:
    villager.get(GUIDE)
    with django_assert_max_num_queries(9) as few:
        villager.get(GUIDE)
    longest = max(ItemVersion.objects.select_related("item"), key=lambda v: len(str(v.guide)))
    with CaptureQueriesContext(few.connection) as many:
        villager.get(f"/items/{longest.item.code}/")
    assert len(many) == len(few)
