"""A place is chosen once, without an account, and every page knows it."""

from __future__ import annotations

import pytest
from django.test import Client

from bianmin.regions.models import Region, RegionLink
from tests import make
from tests.web.staff import text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db


def test_a_village_is_reached_step_by_step(client: Client, world: World, town: Township) -> None:
    unit = world.units["东昌府区"]
    assert f"?in={unit.pk}" in client.get("/place/").content.decode()
    assert f"?in={town.region.pk}" in client.get(f"/place/?in={unit.pk}").content.decode()
    page = client.get(f"/place/?in={town.region.pk}&next=/items/").content.decode()
    assert f"/place/{town.village.pk}/?next=/items/" in page


def test_a_chosen_place_is_kept_and_leads_back(client: Client, town: Township) -> None:
    answer = client.get(f"/place/{town.village.pk}/?next=/items/")
    assert (answer.status_code, answer["Location"]) == (302, "/items/")
    kept = client.cookies["place"]
    assert (kept.value, kept["httponly"], kept["samesite"]) == (str(town.village.pk), True, "Lax")
    assert "东昌府区 · 河湾镇 · 柳庄村" in text_of(client.get("/"))


def test_nobody_is_sent_to_another_host(client: Client, town: Township) -> None:
    for wished in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        answer = client.get(f"/place/{town.village.pk}/", {"next": wished})
        assert answer["Location"] == "/"
        assert client.get("/size/l/", {"next": wished})["Location"] == "/"


def test_a_village_is_found_by_name_and_by_pinyin(client: Client, town: Township) -> None:
    Region.objects.filter(pk=town.village.pk).update(pinyin="liuzhuangcun", initials="lzc")
    for words in ("柳庄", "liuzhuang", "lzc"):
        found = client.get("/place/", {"q": words}).content.decode()
        assert f"/place/{town.village.pk}/" in found
    assert "没有找到“火星”" in text_of(client.get("/place/", {"q": "火星"}))


def test_one_may_stop_at_the_township(client: Client, town: Township) -> None:
    client.get(f"/place/{town.region.pk}/")
    page = text_of(client.get("/"))
    assert "河湾镇便民服务中心" in page
    assert "村代办员" not in page


def test_a_merged_village_becomes_what_it_is_now(client: Client, town: Township) -> None:
    old = make.region("小柳庄", town.region)
    client.get(f"/place/{old.pk}/")
    Region.objects.filter(pk=old.pk).update(valid_to="2021-01-01")
    RegionLink.objects.create(
        predecessor=old,
        successor=town.village,
        kind="merged_into",
        on="2021-01-02",
        linked_at=make.LONG_AGO,
        linked_by="test",
    )
    assert "柳庄村" in text_of(client.get("/"))


@pytest.mark.parametrize("cookie", ["", "0", "x", "-1", "9" * 30, "1; x"])
def test_a_cookie_of_nonsense_is_no_place(client: Client, world: World, cookie: str) -> None:
    client.cookies["place"] = cookie
    assert "还没有选地方" in text_of(client.get("/"))


def test_only_villages_and_townships_can_be_chosen(client: Client, world: World) -> None:
    assert client.get(f"/place/{world.city.pk}/").status_code == 404
    assert client.get("/place/999999/").status_code == 404
    assert client.get("/place/?in=999999").status_code == 404


def test_a_resident_is_at_home_without_choosing(client: Client, town: Township) -> None:
    assert town.resident is not None
    client.force_login(town.resident)
    assert "东昌府区 · 河湾镇 · 柳庄村" in text_of(client.get("/"))
