"""What a villager finds: by her own words, by shelf, near her, and whom to ask when not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bianmin.catalogue.models import Offering, ServiceItem
from bianmin.rules.roles import RoleKind
from tests import make
from tests.web.staff import text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
ELDER = "LC-LN-077"
COUNTS = re.compile(r">(全部|村里办|镇里办|网上办|可以代办) <span class=\"num\">(\d+)<")


def codes(response: Any) -> list[str]:
    return re.findall(r'<li><a href="/items/([^/]+)/"', response.content.decode())


@pytest.mark.parametrize("words", ["老人钱", "高龄津贴", "gljt", "gaoling", "80岁以上老人补贴"])
def test_an_item_is_found_by_own_words_and_pinyin(client: Client, world: World, words: str) -> None:
    assert ELDER in codes(client.get("/items/", {"q": words}))[:3]


def test_an_empty_search_offers_the_agents_phone(villager: Client, town: Township) -> None:
    page = villager.get("/items/", {"q": "zzzz"}).content.decode()
    assert "没有找到“zzzz”" in page
    assert town.staff[RoleKind.AGENT].display_name in page
    assert f'href="tel:{town.station.phone}"' in page


def test_without_a_place_an_empty_search_offers_the_hotline(client: Client, world: World) -> None:
    assert 'href="tel:12345"' in client.get("/items/", {"q": "zzzz"}).content.decode()


def test_what_is_typed_is_shown_and_never_run(client: Client, world: World) -> None:
    page = client.get("/items/", {"q": "<script>alert(1)</script>\0"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("shelf", ["", "area=户籍管理", "event=moving", "for=person", "q=证"])
def test_every_count_is_what_a_tap_on_it_shows(villager: Client, shelf: str) -> None:
    """The counts beside the ways, of the whole catalogue and of each shelf."""
    page = villager.get(f"/items/?{shelf}").content.decode()
    counts = COUNTS.findall(page)
    assert len(counts) == 5
    nav = re.search(r'<nav class="chips".*?</nav>', page, re.S)
    assert nav is not None
    for address, (label, count) in zip(
        re.findall(r'href="\?([^"]+)"', nav.group()), counts, strict=True
    ):
        shown = villager.get(f"/items/?{address.replace('&amp;', '&')}")
        assert f"{count} 件能办的事" in text_of(shown), label


def test_area_and_event_counts_are_right(villager: Client) -> None:
    page = villager.get("/items/").content.decode()
    shelves = re.findall(
        r'href="(?:/items/)?\?((?:area|event|for)=[^"]+)".*?(\d+) (?:项|件事)<', page, re.S
    )
    assert len(shelves) > 5
    for query, count in shelves:
        assert f"{count} 件能办的事" in text_of(villager.get(f"/items/?{query}"))


def test_ways_follow_the_visitors_own_county(
    villager: Client, world: World, town: Township
) -> None:
    """柳庄村 loses the item in its village, 先锋社区 in the next county keeps it."""
    item = ServiceItem.objects.get(code=ELDER)
    Offering.objects.filter(item=item, unit=1, tier="village").update(valid_to=make.DAY)
    assert ELDER not in codes(villager.get("/items/?area=老年人优待&way=village"))
    villager.get(f"/place/{world.townships['先锋路街道'].village.pk}/")
    assert ELDER in codes(villager.get("/items/?area=老年人优待&way=village"))


def test_a_shelf_is_one_page(client: Client, world: World) -> None:
    """However many its items are, up to sixty; the whole catalogue is paged."""
    for _ in range(25):
        make.version()
    area = ServiceItem.objects.get(code=ELDER).area
    held = ServiceItem.objects.filter(area=area, status="active").count()
    assert held > 20
    assert len(codes(client.get("/items/", {"area": area}))) == held


def test_long_lists_are_paged(client: Client, world: World) -> None:
    first, second = (client.get(f"/items/?all&page={n}") for n in (1, 2))
    total = ServiceItem.objects.filter(status="active").count()
    assert total <= 20 or len(codes(first)) == 20
    for _ in range(25):
        make.version()
    assert len(codes(client.get("/items/?all"))) == 20
    assert codes(client.get("/items/?all&page=2"))
    assert second.status_code == 200


@pytest.mark.parametrize("words", ["长辈版", "关怀版"])
def test_searching_for_the_elder_version_leads_there(
    client: Client, world: World, words: str
) -> None:
    assert (
        'href="/elder/"' in client.get("/items/", {"q": words}).content.decode().split("<main")[1]
    )


def test_home_names_the_agent_of_the_village(villager: Client, town: Township) -> None:
    page = text_of(villager.get("/"))
    assert f"{town.staff[RoleKind.AGENT].display_name} · 村代办员" in page
    assert "现在上班" in page
    assert "柳庄村便民服务站" in page


def test_the_villages_own_agent_comes_before_her_neighbours(
    villager: Client, town: Township
) -> None:
    own = make.user(
        RoleKind.AGENT,
        at_site=town.station,
        who=make.person("张秀兰", village=town.village),
        name="张秀兰",
    )
    assert f"{own.display_name} · 村代办员" in text_of(villager.get("/"))


def test_an_agent_who_left_is_not_named(villager: Client, town: Township) -> None:
    agent = town.staff[RoleKind.AGENT]
    agent.roles.update(ends_at=make.MONDAY_9AM)
    page = text_of(villager.get("/"))
    assert agent.display_name not in page
    assert "柳庄村便民服务站" in page


def test_a_resident_sees_her_running_case(client: Client, town: Township, monday: None) -> None:
    assert town.resident is not None
    make.submitted(town.center, town.village, applicant=town.resident.person)
    assert "正在办理" not in text_of(client.get("/"))
    client.force_login(town.resident)
    page = text_of(client.get("/"))
    assert "正在办理" in page
    assert "已提交，等工作人员查看" in page


def test_the_elder_version_calls_first_and_stays_large(villager: Client, town: Township) -> None:
    answer = villager.get("/elder/")
    page = answer.content.decode()
    assert page.index('href="tel:') < page.index('href="/items/')
    assert answer.cookies["size"].value == "l"
    assert 'data-size="l"' in villager.get("/items/").content.decode()
    villager.get("/size/standard/?next=/")
    assert 'data-size="l"' not in villager.get("/items/").content.decode()


def test_type_grows_at_a_tap(client: Client, world: World) -> None:
    assert client.get("/size/xl/?next=/items/")["Location"] == "/items/"
    assert 'data-size="xl"' in client.get("/items/").content.decode()
    assert client.get("/size/huge/").status_code == 404


@pytest.mark.parametrize(
    ("path", "most"), [("/", 14), ("/items/", 12), ("/items/?all", 10), ("/elder/", 8)]
)
def test_a_page_costs_the_same_at_any_size(
    villager: Client, django_assert_max_num_queries: Any, path: str, most: int
) -> None:
    villager.get(path)
    with django_assert_max_num_queries(most) as few:
        villager.get(path)
    for _ in range(5):
        make.version()
    villager.get(path)
    with CaptureQueriesContext(few.connection) as many:
        villager.get(path)
    assert len(many) == len(few)
