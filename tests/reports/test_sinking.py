"""下沉建议: facts assembled from the county's own cases and guides; answers with reasons."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bianmin.accounts.actor import SYSTEM
from bianmin.audit.models import Event
from bianmin.cases.models import CaseDay
from bianmin.catalogue.commands import publish_version
from bianmin.catalogue.commands.lists import enter_item
from bianmin.catalogue.commands.sinking import accept_sinking, decline_sinking
from bianmin.catalogue.models import LinkTask, Offering, ServiceItem, SinkingAnswer
from bianmin.reports.sinking import proposal_for, proposals
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.lists import EntryMode
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import FORM, GUIDE, LONG_AGO, MONDAY_9AM

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
SIMPLE = GUIDE | {
    "item_type": "20",
    "case_kind": "immediate",
    "flow": [{"step": "受理"}, {"step": "办结"}],
    "path": {"village": "agent", "township": "handle", "county": False},
}


@pytest.fixture
def cast() -> world.World:
    made = world.build()
    # two papers, two steps, decided on the spot by the township
    publish_version(made.version.item, guide=SIMPLE, form=FORM, by=SYSTEM, at=LONG_AGO)
    return made


@pytest.fixture
def item(cast: world.World) -> ServiceItem:
    return cast.version.item


def county(cast: world.World, place: str = "东昌府区") -> dict[str, Any]:
    return {"by": make.actor(cast.staff[place, RoleKind.COUNTY_BUREAU]), "at": MONDAY_9AM}


def cases(cast: world.World, item: ServiceItem, n: int, day: date = TODAY) -> None:
    town = cast.townships["河湾镇"]
    CaseDay.objects.create(
        unit=1, township=town.region, site=town.center, item=item, day=day, submitted=n
    )


def test_facts_come_from_guides_lists_and_cases(cast: world.World, item: ServiceItem) -> None:
    cases(cast, item, 240)
    cases(cast, item, 900, TODAY - timedelta(days=365))  # too long ago

    [found] = proposals(1, TODAY)

    assert found.item == item
    assert [line.said for line in found.advice.lines] == [
        "2 份",  # the third is shared
        "2 个",
        "当场对照就能定",
        "一年 240 件 ÷ 12 个月 ÷ 2 个镇 ＝ 每镇每月 10.0 件",
    ]
    assert found.advice.mode is EntryMode.ACCEPT  # the township only accepts it
    assert proposals(2, TODAY) == []  # the neighbour's cases are not counted


def test_accepting_changes_the_village_list(cast: world.World, item: ServiceItem) -> None:
    enter_item(item, unit=1, tier="township", mode="handle", **county(cast))
    cases(cast, item, 240)
    advice = proposal_for(1, item, TODAY).advice

    accept_sinking(item, advice, unit=1, points=100, reason="各村都能办", **county(cast))

    entry = Offering.objects.get(unit=1, tier="village", item=item, valid_to__isnull=True)
    assert entry.entry_mode == "handle" and entry.linked.valid_to is None
    said = SinkingAnswer.objects.get()
    assert (said.is_accepted, said.mode, said.points, len(said.lines)) == (True, "handle", 100, 4)
    assert LinkTask.objects.filter(unit=1, side="township", done_at__isnull=True).exists()
    assert Event.objects.filter(action="accept_sinking", unit=1).exists()
    assert proposal_for(1, item, TODAY).advice.why_not == "村里已经这样办"


def test_a_declined_advice_is_not_proposed_again(cast: world.World, item: ServiceItem) -> None:
    cases(cast, item, 60)  # 2.5 a township and month: 80 points
    advice = proposal_for(1, item, TODAY).advice

    decline_sinking(item, advice, unit=1, points=80, reason="村里没有专网", **county(cast))

    [found] = proposals(1, TODAY)
    assert found.is_put_off and found.answer and found.answer.reason == "村里没有专网"
    cases(cast, item, 300, TODAY - timedelta(days=1))  # now clearly more
    assert not proposals(1, TODAY)[0].is_put_off


def test_refusals(cast: world.World, item: ServiceItem) -> None:
    cases(cast, item, 240)
    advice = proposal_for(1, item, TODAY).advice
    ready: dict[str, Any] = {"unit": 1, "points": advice.points}

    with pytest.raises(NotAllowed):
        accept_sinking(item, advice, reason="替邻县答复", **ready, **county(cast, "开发区"))
    with pytest.raises(Invalid, match="理由"):
        decline_sinking(item, advice, reason=" ", **ready, **county(cast))
    with pytest.raises(Conflict, match="依据已经变了"):
        accept_sinking(item, advice, unit=1, points=60, reason="各村都能办", **county(cast))
    assert not SinkingAnswer.objects.exists()


def test_many_items_cost_as_much_as_one(cast: world.World, item: ServiceItem) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            proposals(1, TODAY)
        return len(told)

    cases(cast, item, 10)
    one = asked()
    for version in [make.version(units=(1,)) for _ in range(4)]:
        cases(cast, version.item, 10)
    assert asked() == one
