"""一链办理 by the village's agent: one round of questions, each paper photographed once."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.cases.models import BundleCase, Case, Draft
from bianmin.catalogue.models import ServiceItem
from bianmin.files.models import StoredFile
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests.web.bundle import AFTER, BESIDE, matter
from tests.web.field.test_agent import person, photo
from tests.web.staff import Browser, text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
PAGE = "/field/new/bundles/matter/"


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Any) -> None:
    settings.BIANMIN_FILES_DIR = tmp_path


def test_an_agent_asks_for_three_things_at_once(
    world: World, town: Township, agent: Browser
) -> None:
    matter(world)
    first = world.version.item.code
    assert "大事" in text_of(agent.get("/field/new/", words="大事"))
    chosen = {f"item-{first}": "on", f"item-{AFTER}": "on", f"item-{BESIDE}": "on"}
    blank = agent.post(PAGE, **chosen)
    assert blank.status_code == 422 and "请选一种情形" in text_of(blank)
    begun = agent.post(PAGE, **chosen, **{f"leaf-{AFTER}": "second"})
    assert begun.status_code == 302, text_of(begun)
    at = begun["Location"].removesuffix("person/")
    assert "大事" in text_of(agent.get("/field/"))
    assert agent.post(f"{at}person/", **person(town)).status_code == 302
    early = agent.get(f"{at}check/")
    assert early.status_code == 302 and early["Location"] == f"{at}answers/"
    assert agent.post(f"{at}answers/", band="80-89").status_code == 302
    assert agent.post(f"{at}photos/", **{f"{first}.id_card": photo()}).status_code == 302
    assert "一起办的 3 件" in text_of(agent.get(f"{at}check/"))

    answer = agent.post(f"{at}check/")

    whole = BundleCase.objects.get(unit=1)
    assert answer["Location"] == f"/field/bundles/{whole.number}/", text_of(answer)
    made = {case.item.code: case for case in Case.objects.filter(unit=1).select_related("item")}
    assert {case.state for case in made.values()} == {State.SUBMITTED}
    assert {case.channel for case in made.values()} == {"agent"}
    assert {case.intake_site for case in made.values()} == {town.station}
    assert made[AFTER].paused and not made[first].paused
    for case in made.values():
        assert StoredFile.objects.filter(unit=1, owner=f"case:{case.pk}").count() == 1
    assert not Draft.objects.filter(unit=1).exists()
    page = text_of(agent.get(answer["Location"]))
    assert "等“高龄津贴”办好" in page
    assert "看另外几件" in text_of(agent.get(f"/field/cases/{made[first].number}/"))
    other = Browser(world.townships["古楼街道"].staff[RoleKind.AGENT])
    assert other.get(answer["Location"]).status_code == 404


def test_what_needs_the_person_is_left_out(world: World, agent: Browser) -> None:
    matter(world, presence=True)
    page = text_of(agent.get(PAGE))
    assert "必须本人到场" in page and "开始代办" in page
    ServiceItem.objects.filter(code=AFTER).update(status="paused")
    assert "不到两件" in text_of(agent.get(PAGE))
    assert agent.post(PAGE, **{f"item-{BESIDE}": "on", f"item-{AFTER}": "on"}).status_code == 422
