"""A villager answers three questions and gets her own list; the script may be off."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands.drafts import draft_version
from bianmin.rules.roles import RoleKind
from tests import make
from tests.web.chromium import DESKTOP, PHONE, chromium, fits_a_finger, looks_right, tab_of
from tests.world import build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

__all__ = ["chromium"]


def test_three_answers_give_her_own_list(db: Any, chromium: Any, live_server: Any) -> None:
    build()
    split = make.split_version()
    size = {"width": PHONE, "height": 768}
    tab = chromium.new_context(viewport=size).new_page()
    tab.goto(f"{live_server.url}/items/{split.item.code}/")
    looks_right(tab, "scenario-guide")
    tab.get_by_role("link", name="回答几个问题").click()
    looks_right(tab, "scenario-question")
    fits_a_finger(tab)
    for answer in ("家里人", "本县", "有"):
        tab.get_by_label(answer, exact=True).check()
        tab.get_by_role("button", name="继续").click()
    assert "要带这些，别的不用带" in tab.inner_text("main")
    assert "户口簿" not in tab.inner_text(".mat")
    looks_right(tab, "scenario-list")
    fits_a_finger(tab)
    tab.get_by_role("link", name="按这份清单网上申报").click()
    assert "家里人办，有卡" in tab.inner_text("main")
    looks_right(tab, "scenario-apply")
    tab.context.close()


def test_the_city_adds_a_question_by_keyboard_and_sees_it_on_the_phone(
    db: Any, chromium: Any, live_server: Any
) -> None:
    world = build()
    draft = draft_version(make.split_version().item, by=SYSTEM, at=make.MONDAY_9AM)
    editor = world.staff["聊城市", RoleKind.CITY_BUREAU]
    tab = tab_of(chromium, live_server, editor, width=DESKTOP)
    tab.goto(f"{live_server.url}/console/catalogue/drafts/{draft.pk}/scenarios/?at=new")
    tab.locator("#id_text").focus()
    for words in ("卡在谁手里？", "Tab", "Tab", "自己", "Tab", "ArrowDown", "Tab", "儿女"):
        if words in ("Tab", "ArrowDown"):
            tab.keyboard.press(words)
        else:
            tab.keyboard.type(words)
    tab.keyboard.press("Enter")
    tab.get_by_text("已保存").wait_for()
    assert "卡在谁手里？" in tab.inner_text("main")
    assert "选“儿女”以后没有去处" in tab.inner_text("main")  # the lint says so at once
    tab.get_by_role("link", name="卡在谁手里？").click()
    assert "自己" in tab.inner_text(".phone-view")
    looks_right(tab, "scenario-editor")
    tab.locator("button", has_text="卡在谁手里？").first.press("Enter")
    tab.get_by_role("link", name="情形：本人办").click()
    tab.get_by_text("这种情形自己的").click()
    tab.fill("#id_amount", "2")
    tab.select_option("#id_village", "none")
    tab.get_by_role("button", name="保存情形").click()
    assert "2个工作日" in tab.inner_text(".phone-view")
    looks_right(tab, "scenario-leaf")
    tab.context.close()
