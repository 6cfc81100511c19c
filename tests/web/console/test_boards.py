"""The supervisor's board: the same page at each level, and only for its own part of the tree."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
from django.test import Client

from bianmin.accounts.factors import PASSED
from bianmin.accounts.models import User
from bianmin.cases.commands import closing, intake, review
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind
from bianmin.web.console.board.waiting import PER_PAGE
from tests import make, world
from tests.cases.paths import STEPS, Path
from tests.make import MONDAY_9AM
from tests.reports import histories
from tests.web.staff import Browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> world.World:
    return world.build()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    session[PASSED] = user.pk
    session.save()
    return client


def finish_one(cast: world.World, name: str) -> str:
    town = cast.townships[name]
    clerk, reviewer = (make.actor(town.staff[k]) for k in (RoleKind.CLERK, RoleKind.REVIEWER))
    case = make.submitted(town.center, town.village, of=cast.version).case
    intake.receive_case(case, by=clerk, at=MONDAY_9AM)
    review.accept_case(case, by=clerk, at=MONDAY_9AM)
    review.start_review(case, by=reviewer, at=MONDAY_9AM)
    review.grant_case(case, by=reviewer, at=MONDAY_9AM)
    closing.complete_case(case, by=clerk, at=MONDAY_9AM)
    return case.number


def test_the_start_leads_to_the_widest_board(cast: world.World) -> None:
    city = signed_in(cast.staff["聊城市", RoleKind.CITY_OFFICE])
    county = signed_in(cast.staff["临清市", RoleKind.COUNTY_OFFICE])

    assert city.get("/console/")["Location"] == "/console/city/"
    here = cast.units["临清市"].pk
    assert county.get("/console/")["Location"] == f"/console/units/{here}/"


def test_four_levels_answer_with_figures_and_definitions(cast: world.World) -> None:
    finish_one(cast, "河湾镇")
    client = signed_in(cast.staff["聊城市", RoleKind.CITY_OFFICE])
    town = cast.townships["河湾镇"]

    for path in (
        "/console/city/",
        f"/console/units/{cast.units['东昌府区'].pk}/",
        f"/console/townships/{town.region.pk}/",
        f"/console/sites/{town.center.pk}/",
    ):
        page = client.get(f"{path}?days=365&by=submitted")
        assert page.status_code == 200, path
        assert "按时办结率" in page.content.decode()
        assert "决定日不晚于承诺到期日" in page.content.decode()


def test_a_neighbour_sees_no_board_of_ours(cast: world.World) -> None:
    neighbour = signed_in(cast.staff["开发区", RoleKind.COUNTY_OFFICE])

    for path in (
        "/console/city/",
        f"/console/units/{cast.units['东昌府区'].pk}/",
        f"/console/townships/{cast.townships['古楼街道'].region.pk}/",
        f"/console/sites/{cast.townships['古楼街道'].center.pk}/",
    ):
        page = neighbour.get(path)
        assert page.status_code == 403, path
        assert "职责之内" in page.content.decode()


def test_a_strange_wish_in_the_address_falls_back(cast: world.World) -> None:
    client = signed_in(cast.staff["聊城市", RoleKind.CITY_OFFICE])

    assert client.get("/console/city/?days=9999&by=%27").status_code == 200


def test_the_board_costs_the_same_with_more_cases(
    cast: world.World, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(cast.staff["聊城市", RoleKind.CITY_OFFICE])
    client.get("/console/city/")
    with CaptureQueriesContext(connection) as empty:
        client.get("/console/city/")
    for _ in range(3):
        finish_one(cast, "河湾镇")
    with CaptureQueriesContext(connection) as full:
        client.get("/console/city/")
    assert len(full) <= len(empty) + 1  # the names of the items asked for most


LATER = MONDAY_9AM + timedelta(days=30)


def waiting(cast: world.World, name: str) -> list[str]:
    """Leave a late case, one never told and a proposed refusal; return first and last number."""
    path = Path(cast, cast.townships[name])
    late, _, refused = (path.into(s) for s in (State.ACCEPTED, State.RECEIVED, State.RECEIVED))
    path.propose(refused, Action.REFUSE_ACCEPTANCE, RoleKind.CLERK)
    return [late.number, refused.number]


def town_path(cast: world.World, name: str) -> str:
    return f"/console/townships/{cast.townships[name].region.pk}/"


def test_every_figure_has_its_definition_beside_it(cast: world.World) -> None:
    finish_one(cast, "河湾镇")
    page = signed_in(cast.staff["聊城市", RoleKind.CITY_OFFICE]).get("/console/city/?days=365")
    cards = re.findall(r'<section class="card kpi.*?</section>', page.content.decode(), re.S)
    assert len(cards) == 6
    for card in cards:
        assert re.search(r"<details.*<summary>口径.*</summary><p>.{10,}</p></details>", card), card


def test_how_often_people_had_to_come_is_told_at_every_level_and_of_each_part(
    cast: world.World,
) -> None:
    town = cast.townships["河湾镇"]
    city = Browser(cast.staff["聊城市", RoleKind.CITY_OFFICE])
    title = "一站办、一次办、一网办"
    assert title not in text_of(city.get("/console/city/"))  # nothing was delivered
    path = Path(cast, town)
    path.into(State.DELIVERED)  # of an agent, fetched at the window
    online = histories.begin(path, 1)
    for step in (*STEPS[State.COMPLETED], histories.open_result):
        step(path, online)
    for address in (
        "/console/city/",
        f"/console/units/{cast.units['东昌府区'].pk}/",
        town_path(cast, "河湾镇"),
        f"/console/sites/{town.center.pk}/",
    ):
        words = text_of(city.get(address))
        figures = (
            "一站办占比100.0%最多跑一次占比100.0%小事不出村占比100.0%"
            "一网办占比50.0%不用跑占比50.0%说不清跑几趟0 件"
        )
        assert f"{title}{figures}" in words, address
        assert "同一天在窗口办几样算一趟" in words
    page = city.get("/console/city/").content.decode()
    cells = page[page.index(">东昌府区</a></th>") :].split("</tr>")[0]
    assert cells.count("<td>100.0%</td>") == 2
    assert "<td>50.0%</td>" in cells


def test_what_waits_is_named_with_who_answers_for_it(cast: world.World) -> None:
    waiting(cast, "河湾镇")
    head = cast.townships["河湾镇"].staff[RoleKind.CENTER_HEAD]
    city = Browser(cast.staff["聊城市", RoleKind.CITY_OFFICE], at=LATER)
    county = Browser(cast.staff["东昌府区", RoleKind.COUNTY_OFFICE], at=LATER)
    for words in (
        text_of(city.get("/console/city/")),
        text_of(county.get(f"/console/units/{cast.units['东昌府区'].pk}/")),
    ):
        assert "河湾镇 1 件超期" in words
        assert "河湾镇 2 件过了 5 个工作日没告知" in words
        assert "河湾镇 1 件拟否决等待决定" in words
        assert words.count(f"负责人 {head.display_name}") == 3


def test_a_list_shows_what_it_says(cast: world.World) -> None:
    late, refused = waiting(cast, "河湾镇")
    county = Browser(cast.staff["东昌府区", RoleKind.COUNTY_BUREAU], at=LATER)
    path = town_path(cast, "河湾镇")

    def listed(shown: str) -> set[str]:
        page = county.get(path, list=shown)
        return set(re.findall(r"LC\d{15}", text_of(page)))

    assert listed("late") == {late}
    assert listed("refusal") == {refused}
    assert len(listed("untold")) == 2
    assert refused in listed("untold")
    assert len(listed("open")) == len(listed("nonsense")) == 3


def test_the_cases_come_in_pages(cast: world.World) -> None:
    town = cast.townships["河湾镇"]
    for _ in range(PER_PAGE + 1):
        make.submitted(town.center, town.village, of=cast.version)
    head = Browser(town.staff[RoleKind.CENTER_HEAD])
    for path in (town_path(cast, "河湾镇"), f"/console/sites/{town.center.pk}/"):
        first, second = (text_of(head.get(path, page=n)) for n in (1, 2))
        assert "第 1 页，共 2 页（21 条）" in first
        numbers = [set(re.findall(r"LC\d{15}", words)) for words in (first, second)]
        assert [len(found) for found in numbers] == [PER_PAGE, 1]
        assert not numbers[0] & numbers[1]


def test_only_who_has_a_desk_is_led_to_the_case(cast: world.World) -> None:
    waiting(cast, "河湾镇")
    path = town_path(cast, "河湾镇")
    county = Browser(cast.staff["东昌府区", RoleKind.SUPERVISOR], at=LATER)
    city = Browser(cast.staff["聊城市", RoleKind.CITY_OFFICE], at=LATER)
    link = re.search(r'href="(/desk/[^"]*LC\d{15}[^"]*)"', county.get(path).content.decode())
    assert link
    assert county.get(link[1]).status_code == 200
    assert "/desk/" not in city.get(path).content.decode()


def test_no_figure_of_a_neighbour_is_on_the_page(cast: world.World) -> None:
    """A county's board is the same, byte for byte of its words, whatever happens next door."""
    county = Browser(cast.staff["开发区", RoleKind.COUNTY_OFFICE], at=LATER)
    head = Browser(cast.townships["古楼街道"].staff[RoleKind.CENTER_HEAD], at=LATER)
    seen = [
        (county, f"/console/units/{cast.units['开发区'].pk}/"),
        (county, town_path(cast, "东城街道")),
        (head, town_path(cast, "古楼街道")),
    ]
    before = [text_of(browser.get(path, days=365)) for browser, path in seen]
    waiting(cast, "河湾镇")
    finish_one(cast, "河湾镇")
    assert [text_of(browser.get(path, days=365)) for browser, path in seen] == before
    for words in before:
        assert "河湾镇" not in words
        assert "全市" not in words


def test_a_centre_head_sees_no_wider_board(cast: world.World) -> None:
    head = signed_in(cast.townships["河湾镇"].staff[RoleKind.CENTER_HEAD])
    assert head.get("/console/")["Location"] == town_path(cast, "河湾镇")
    for path in (
        "/console/city/",
        f"/console/units/{cast.units['东昌府区'].pk}/",
        town_path(cast, "古楼街道"),
        f"/console/sites/{cast.townships['古楼街道'].center.pk}/",
    ):
        assert head.get(path).status_code == 403, path


@pytest.mark.parametrize("days", [1, 7, 30, 365])
@pytest.mark.parametrize("by", ["on_time", "submitted", "rated_well", "by_agent"])
def test_both_maps_say_that_they_claim_no_boundary(cast: world.World, days: int, by: str) -> None:
    finish_one(cast, "河湾镇")
    city = Browser(cast.staff["聊城市", RoleKind.CITY_OFFICE])
    for path in ("/console/city/", f"/console/units/{cast.units['东昌府区'].pk}/"):
        page = city.get(path, days=days, by=by).content.decode()
        assert "示意图，不代表行政区划界线" in page
        assert page.count("<path class=") >= 2
    whole = city.get("/console/city/", days=days, by=by).content.decode()
    assert whole.count("<path class=") == 11
    assert 'aria-label="开发区 ' in whole


def test_a_board_weighs_what_it_may(cast: world.World) -> None:
    finish_one(cast, "河湾镇")
    page = signed_in(cast.staff["聊城市", RoleKind.CITY_OFFICE]).get("/console/city/?days=365")
    assert len(gzip.compress(page.content)) < 40 * 1024
