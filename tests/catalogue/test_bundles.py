"""一链办理: defined by one person, published by another, bound to the directory's edition."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue import bundles
from bianmin.catalogue.commands.bundles import (
    add_bundle,
    draft_bundle,
    drop_bundle_draft,
    load_bundles,
    propose_bundle,
    publish_bundle,
    return_bundle,
    revise_bundle,
    withdraw_bundle,
)
from bianmin.catalogue.commands.editions import found_directory
from bianmin.catalogue.linting import catalogue_findings
from bianmin.catalogue.models import Bundle, BundleDraft, BundleVersion, ServiceItem
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.lint_findings import Rule
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import MONDAY_9AM

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> world.World:
    return world.build()


@pytest.fixture
def items(cast: world.World) -> list[ServiceItem]:
    made = [cast.version.item, make.split_version(code="T-SPLIT").item]
    found_directory(by=SYSTEM, at=MONDAY_9AM)
    return made


@pytest.fixture
def first(cast: world.World) -> dict[str, Any]:
    return {"by": make.actor(cast.staff["聊城市", RoleKind.CITY_BUREAU]), "at": MONDAY_9AM}


@pytest.fixture
def second(cast: world.World) -> dict[str, Any]:
    return {"by": make.actor(cast.staff["聊城市", RoleKind.CITY_OFFICE]), "at": MONDAY_9AM}


def told(items: list[ServiceItem], **more: Any) -> dict[str, Any]:
    steps = [{"item": items[0].code}, {"item": items[1].code, "after": [items[0].code]}]
    return {"name": "一件事", "plain_name": "大事", "lead": "县局", "steps": steps} | more


def drafted(items: list[ServiceItem], by: dict[str, Any], **more: Any) -> BundleDraft:
    draft = add_bundle("一件事", code="matter", **by)
    return revise_bundle(draft, content=told(items, **more), **by)


def publish(items: list[ServiceItem], first: Any, second: Any) -> BundleVersion:
    return publish_bundle(
        propose_bundle(drafted(items, first), note="新设一件事", **first), **second
    )


def test_two_persons_publish_a_version_of_an_edition(
    items: list[ServiceItem], first: dict[str, Any], second: dict[str, Any]
) -> None:
    draft = propose_bundle(drafted(items, first), note="新设一件事", **first)
    with pytest.raises(NotAllowed, match="另一个人"):
        publish_bundle(draft, **first)
    version = publish_bundle(draft, **second)
    bundle = Bundle.objects.get()
    assert bundle.current == version
    assert version.edition is not None and version.edition.number == 1
    assert version.pinned == {items[0].code: 1, "T-SPLIT": 2}
    with pytest.raises(Conflict):
        publish_bundle(draft, **second)
    assert bundles.kept_version("matter", 1) == version
    assert [one.code for one in bundles.published()] == ["matter"]


def test_a_fault_keeps_it_from_being_sent(items: list[ServiceItem], first: dict[str, Any]) -> None:
    draft = drafted(items, first, steps=[{"item": "NONE"}, {"item": items[0].code}])
    with pytest.raises(Invalid, match="没有这个事项"):
        propose_bundle(draft, note="新设一件事", **first)
    with pytest.raises(Conflict):
        revise_bundle(draft, content={}, last_seen=MONDAY_9AM.replace(year=2019), **first)


def test_a_draft_comes_back_and_is_dropped(
    items: list[ServiceItem], first: dict[str, Any], second: dict[str, Any]
) -> None:
    draft = propose_bundle(drafted(items, first), note="新设一件事", **first)
    back = return_bundle(draft, reason="再想一想", **second)
    assert (back.state, back.proposed_person) == ("draft", None)
    assert drop_bundle_draft(back, **first).state == "withdrawn"
    again = draft_bundle(draft.bundle, **first)
    assert again.content == {"name": "一件事", "steps": []}
    with pytest.raises(Conflict, match="已经有一份草稿"):
        draft_bundle(draft.bundle, **first)


def test_names_and_codes_are_wanted(
    cast: world.World, items: list[ServiceItem], first: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as wrong:
        add_bundle(" ", code="宝宝", **first)
    assert set(wrong.value.fields) == {"name", "code"}
    add_bundle("一件事", code="matter", **first)
    with pytest.raises(Invalid, match="还不能新设"):
        add_bundle("又一件事", code="matter", **first)
    county = {"by": make.actor(cast.staff["东昌府区", RoleKind.COUNTY_BUREAU]), "at": MONDAY_9AM}
    with pytest.raises(NotAllowed):
        add_bundle("县里的事", code="ours", **county)


def test_a_withdrawn_one_is_no_longer_shown(
    items: list[ServiceItem], first: dict[str, Any], second: dict[str, Any]
) -> None:
    bundle = publish(items, first, second).bundle
    withdraw_bundle(bundle, reason="政策变了", **first)
    assert not bundles.published().exists()
    assert bundles.version_of("matter") is not None
    with pytest.raises(Conflict):
        withdraw_bundle(bundle, reason="政策变了", **first)
    withdraw_bundle(bundle, reason="政策恢复", back=True, **first)
    assert bundles.published().exists()


def test_it_follows_its_items_and_an_old_version_keeps_theirs(
    items: list[ServiceItem],
    first: dict[str, Any],
    second: dict[str, Any],
    django_assert_num_queries: Any,
) -> None:
    version = publish(items, first, second)
    with django_assert_num_queries(1):
        shown = bundles.together(version.content)
    assert [part.step.code for part in shown.parts] == [items[0].code, "T-SPLIT"]
    assert shown.is_open
    assert len(shown.to_bring) < shown.papers_before
    assert len(shown.questions) < shown.questions_before
    assert catalogue_findings() == []

    ServiceItem.objects.filter(pk=items[0].pk).update(status="paused")
    assert not bundles.together(version.content).is_open
    assert [one.rule for one in bundles.all_findings()] == [Rule.NOT_PUBLISHED]
    ServiceItem.objects.filter(pk=items[0].pk).update(current=None)
    lost = bundles.together(version.content)
    assert [step.code for step in lost.missing] == [items[0].code]
    assert not bundles.together(version.content, version.pinned).missing


def test_a_scenario_narrows_what_is_asked(items: list[ServiceItem]) -> None:
    steps = [{"item": items[0].code}, {"item": "T-SPLIT", "leaf": "third"}]
    part = bundles.together(told(items, steps=steps)).parts[1]
    assert part.leaf_name == "家里人办，有卡"
    assert part.promised == "3 个工作日"
    assert set(part.asked.form["properties"]) == {"band"}


def test_loading_twice_changes_nothing(items: list[ServiceItem]) -> None:
    content = told(items) | {"code": "shipped", "mark": "示例"}
    by = {"by": SYSTEM, "at": MONDAY_9AM}
    assert [load_bundles([content], **by), load_bundles([content], **by)] == [1, 0]
    assert load_bundles([content | {"says": "新的话"}], **by) == 1
    assert BundleVersion.objects.filter(is_sample=True).count() == 2


def test_items_are_known_by_code_and_by_name(items: list[ServiceItem]) -> None:
    found = bundles.items_named([items[0].code, items[0].name, "没有"])
    assert len(found[items[0].code]) == 1
    assert len(found[items[0].name]) == 2
    assert found["没有"] == []
