"""A villager answers three questions and gets her own list; the script may be off."""

from __future__ import annotations

from typing import Any

import pytest

from tests import make
from tests.web.chromium import chromium, fits_a_finger, looks_right
from tests.world import build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

__all__ = ["chromium"]


@pytest.mark.parametrize("width", [390, 1366])
def test_three_answers_give_her_own_list(
    db: Any, chromium: Any, live_server: Any, width: int
) -> None:
    build()
    split = make.split_version()
    size = {"width": width, "height": 768}
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
