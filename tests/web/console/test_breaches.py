"""一次告知的违规: counted from the days' counts, listed by case, and only for one's own part."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bianmin.cases.commands import approvals, asking, clocks, intake
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Approval
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from bianmin.web.console.views import breaches
from tests import make, world
from tests.cases.paths import Path
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WHY = "当时没看出来"


@pytest.fixture
def cast() -> world.World:
    return world.build()


def second_slip(path: Path) -> str:
    """A clerk asks again for what could have been seen, and the head lets her."""
    by = {
        kind: make.actor(path.town.staff[kind]) for kind in (RoleKind.CLERK, RoleKind.CENTER_HEAD)
    }
    clerk = by[RoleKind.CLERK]
    case = path.into(State.CORRECTION)
    intake.correct_case(case, {"account": "received"}, by=clerk, at=path.at + HOUR)
    late = Gap("id_card", "身份证", "看不清", "请重拍")
    asked = asking.ask_second_slip(case, [late], reason=WHY, by=clerk, at=path.at + HOUR)
    approvals.approve(case, asked, by=by[RoleKind.CENTER_HEAD], at=path.at + 2 * HOUR)
    return case.number


def test_the_supervisor_finds_every_breach_counted_and_listed(cast: world.World) -> None:
    path = Path(cast, cast.townships["河湾镇"])
    number = second_slip(path)
    untold = path.into(State.RECEIVED)
    clocks.deem_accepted(untold, at=MONDAY_9AM + timedelta(days=9))
    at = MONDAY_9AM + timedelta(days=10)
    county = Browser(cast.staff["东昌府区", RoleKind.COUNTY_BUREAU], at=at)
    town = f"/console/townships/{path.town.region.pk}/breaches/"
    assert county.get("/console/breaches/")["Location"].endswith("/breaches/")

    of_unit = county.get(county.get("/console/breaches/")["Location"], days=30)
    page = text_of(of_unit)
    assert "二次告知1 次" in page and "没按时告知1 件" in page
    assert number in page and "身份证" in page and WHY in page
    assert town in of_unit.content.decode()
    assert untold.number not in page
    assert untold.number in text_of(county.get(town, days=30, list="untold"))

    head = Browser(path.town.staff[RoleKind.CENTER_HEAD], at=at)
    assert number in text_of(head.get(town))
    looking_on = text_of(Browser(cast.staff["聊城市", RoleKind.CITY_BUREAU], at=at).get(town))
    assert number in looking_on and WHY not in looking_on
    other = cast.townships["古楼街道"].staff[RoleKind.CENTER_HEAD]
    assert Browser(other, at=at).get(town).status_code == 403
    assert number not in text_of(
        Browser(other, at=at).get(f"/console/townships/{other_town(cast)}/breaches/")
    )


def other_town(cast: world.World) -> int:
    return cast.townships["古楼街道"].region.pk


def test_the_list_is_paged_and_costs_the_same(
    cast: world.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    monkeypatch.setattr(breaches, "PER_PAGE", 2)
    path = Path(cast, cast.townships["河湾镇"])
    second_slip(path)
    head = Browser(path.town.staff[RoleKind.CENTER_HEAD], at=MONDAY_9AM + timedelta(days=1))
    url = f"/console/townships/{path.town.region.pk}/breaches/"
    head.get(url)
    with CaptureQueriesContext(connection) as one:
        head.get(url)
    for _ in range(2):
        second_slip(path)
    with CaptureQueriesContext(connection) as three:
        first = text_of(head.get(url))
    assert len(three) == len(one)
    assert "第 1 页，共 2 页（3 条）" in first
    second = head.get(url, page=2).context["lines"]
    assert [line["case"].pk for line in second] == [
        Approval.objects.filter(unit=1)
        .order_by("decided_at", "id")
        .values_list("case_id", flat=True)[0]
    ]
