"""What nobody found becomes a word of the search in two taps; a shipped word is turned off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue import finding, words
from bianmin.catalogue.commands import import_items
from bianmin.catalogue.commands.words import count_empty_search, forget_empty_searches
from bianmin.catalogue.models import EmptySearch, SearchWord, ServiceItem
from bianmin.catalogue.shipped import shipped_items
from bianmin.rules.roles import RoleKind
from tests import world
from tests.make import LONG_AGO, MONDAY_9AM
from tests.web.staff import Browser, text_of

pytestmark = pytest.mark.django_db
PAGE = "/console/catalogue/words/"
ELDER = "LC-LN-077"


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[world.World]:
    """Made once, rolled back after the module; what a test writes is rolled back before."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = world.build()
        ServiceItem.objects.filter(pk=made.version.item_id).update(status="cancelled")
        elders = [item for item in shipped_items() if item["area"] == "老年人优待"]
        import_items(elders, by=SYSTEM, at=LONG_AGO)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def cast(built: world.World, db: None) -> world.World:
    return built


@pytest.fixture
def editor(cast: world.World) -> Browser:
    return Browser(cast.staff["聊城市", RoleKind.CITY_BUREAU])


def codes(asked: str) -> list[str]:
    return [item.code for item in finding.found(asked)]


def test_what_nobody_found_is_taught_in_two_taps(editor: Browser, client: Client) -> None:
    for _ in range(3):
        assert "没有找到" in text_of(client.get("/items/", {"q": "孝心红包"}))  # type: ignore[arg-type]
    page = editor.get(PAGE)
    assert "孝心红包 3 次" in text_of(page)
    missed = EmptySearch.objects.get()
    taught = editor.post(
        f"{PAGE}naming/",
        beside=f"m{missed.pk}",
        **{f"m{missed.pk}-word": "孝心红包", f"m{missed.pk}-item": "高龄津贴"},
    )
    assert taught.status_code == 302
    assert codes("孝心红包") == [ELDER]
    assert codes("xiaoxinhongbao") == [ELDER]
    assert "没有。大家搜的都找到了。" in text_of(editor.get(PAGE))
    again = editor.post(
        f"{PAGE}naming/", beside="name", **{"name-word": "孝心红包", "name-item": ELDER}
    )
    assert again.status_code == 409


def test_a_guess_is_one_tap_beside_the_word(editor: Browser) -> None:
    count_empty_search("津贴红包", at=MONDAY_9AM)
    offered = re.findall(r'-item" value="([^"]+)"', editor.get(PAGE).content.decode())
    assert ELDER in offered


def test_an_unknown_item_is_refused_beside_its_word(editor: Browser) -> None:
    count_empty_search("孝心红包", at=MONDAY_9AM)
    mark = f"m{EmptySearch.objects.get().pk}"
    page = editor.post(
        f"{PAGE}naming/", beside=mark, **{f"{mark}-word": "孝心红包", f"{mark}-item": "没有的事"}
    )
    assert page.status_code == 422
    assert "没有这个事项，请从提示里选" in text_of(page)
    assert 'value="没有的事"' in page.content.decode()
    assert not SearchWord.objects.exists()


def test_a_word_may_mean_the_same_as_another(editor: Browser) -> None:
    assert codes("耄耋") == []
    assert (
        editor.post(f"{PAGE}meaning/", **{"mean-word": "耄耋", "mean-means": "八十岁"}).status_code
        == 302
    )
    assert ELDER in codes("耄耋")
    refused = editor.post(f"{PAGE}meaning/", **{"mean-word": "耄耋", "mean-means": "没有的意思"})
    assert refused.status_code == 422
    editor.post(f"{PAGE}{SearchWord.objects.get().pk}/removal/")
    assert codes("耄耋") == []


def test_a_shipped_word_is_turned_off_and_on(editor: Browser) -> None:
    assert ELDER in codes("长寿")
    word = "百岁"
    assert codes(word)
    editor.post(f"{PAGE}off/", word=word)
    assert codes(word) == []
    assert "已停用" in text_of(editor.get(PAGE, q=word))
    editor.post(f"{PAGE}{SearchWord.objects.get().pk}/removal/")
    assert codes(word)
    assert editor.post(f"{PAGE}off/", word="没有的词").status_code in (409, 422)


def test_what_is_not_ours_is_set_aside(editor: Browser) -> None:
    count_empty_search("火星移民", at=MONDAY_9AM)
    missed = EmptySearch.objects.get()
    editor.post(f"/console/catalogue/missed/{missed.pk}/removal/")
    count_empty_search("火星移民", at=MONDAY_9AM)
    assert "火星移民" not in text_of(editor.get(PAGE))
    assert EmptySearch.objects.get().times == 2


@pytest.mark.parametrize(
    "asked", ["", "钱", "371502195001010014", "13800138000", "字" * 21, "1a2b3c4d5"]
)
def test_what_may_be_somebodys_is_not_kept(db: Any, asked: str) -> None:
    assert not count_empty_search(asked, at=MONDAY_9AM)
    assert not EmptySearch.objects.exists()


def test_no_more_is_kept_than_an_editor_reads(db: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("bianmin.catalogue.commands.words.MOST_KEPT", 1)
    assert count_empty_search("火星移民", at=MONDAY_9AM)
    assert not count_empty_search("水星移民", at=MONDAY_9AM)
    assert count_empty_search("火星 移民", at=MONDAY_9AM)
    assert EmptySearch.objects.get().times == 2


def test_what_nobody_misses_any_more_is_forgotten(db: Any) -> None:
    count_empty_search("火星移民", at=MONDAY_9AM)
    assert forget_empty_searches(at=MONDAY_9AM + timedelta(days=183)) == 0
    assert forget_empty_searches(at=MONDAY_9AM + timedelta(days=184)) == 1


def test_a_county_reads_and_changes_nothing(cast: world.World) -> None:
    county = Browser(cast.staff["东昌府区", RoleKind.COUNTY_BUREAU])
    page = county.get(PAGE)
    assert page.status_code == 200
    assert "停用" not in text_of(page)
    fields = {"name-word": "孝心红包", "name-item": ELDER}
    assert county.post(f"{PAGE}naming/", beside="name", **fields).status_code == 403
    assert not SearchWord.objects.exists()


def test_a_page_costs_the_same_however_much_is_missed(
    editor: Browser, django_assert_max_num_queries: Any
) -> None:
    for n in "甲乙丙丁戊己庚辛":
        count_empty_search(f"火星{n}移民", at=MONDAY_9AM)
    editor.get(PAGE)
    with django_assert_max_num_queries(24):
        editor.get(PAGE)


def test_shipped_words_are_each_said_once() -> None:
    pairs, fillers = words.shipped()
    said = [word for word, _ in pairs]
    assert len(said) == len(set(said))
    assert not set(fillers) & {means for _, means in pairs}
