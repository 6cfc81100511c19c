"""The worklist: what stands in it, for whom, at what cost; and the search that leaves no trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bianmin.cases.commands.intake import submit_case
from bianmin.cases.commands.review import accept_case
from bianmin.rules.roles import RoleKind
from tests import make
from tests.web.staff import Browser, text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db


def test_tabs_count_what_stands_in_them(town: Township, clerk: Browser) -> None:
    by = make.actor(town.staff[RoleKind.CLERK])
    make.submitted(town.center, town.village)
    make.received(town.center, town.village, by)
    accept_case(make.received(town.center, town.village, by), by=by, at=make.MONDAY_9AM)

    page = clerk.get("/desk/")

    counts = {tab.key: tab.count for tab in page.context["tabs"]}
    assert counts == {
        "arrived": 1,
        "received": 1,
        "correction": 0,
        "review": 1,
        "decided": 0,
        "completed": 0,
        "paused": 0,
        "all": 3,
    }


def test_the_case_due_first_stands_first(town: Township, clerk: Browser) -> None:
    by = make.actor(town.staff[RoleKind.CLERK])
    late = make.received(town.center, town.village, by, at=make.MONDAY_9AM + timedelta(days=2))
    early = make.received(town.center, town.village, by)

    page = clerk.get("/desk/", tab="received")

    assert [line.case.number for line in page.context["lines"]] == [early.number, late.number]


def test_thirty_cases_cost_as_many_queries_as_one(town: Township, clerk: Browser) -> None:
    by = make.actor(town.staff[RoleKind.CLERK])
    make.received(town.center, town.village, by)
    clerk.get("/desk/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        clerk.get("/desk/")
    for _ in range(29):
        make.received(town.center, town.village, by)

    with CaptureQueriesContext(connection) as thirty:
        page = clerk.get("/desk/")

    assert len(page.context["lines"]) == 30
    assert len(thirty) == len(one)


def test_filters_narrow_list_and_counts_alike(town: Township, clerk: Browser) -> None:
    agent = town.staff[RoleKind.AGENT]
    application = make.application(
        town.center, town.village, intake=town.station, agent=agent.person
    )
    brought = submit_case(
        application, channel="agent", by=make.actor(agent), at=make.MONDAY_9AM
    ).case
    make.submitted(town.center, town.village)

    page = clerk.get("/desk/", tab="arrived", channel="agent")

    assert [line.case.number for line in page.context["lines"]] == [brought.number]
    assert next(tab.count for tab in page.context["tabs"] if tab.key == "arrived") == 1


def test_nobody_sees_another_townships_cases(world: World, clerk: Browser) -> None:
    for other in ("古楼街道", "东城街道", "先锋路街道"):
        make.submitted(world.townships[other].center, world.townships[other].village)

    page = clerk.get("/desk/", tab="arrived")

    assert page.context["lines"] == []
    assert all(tab.count == 0 for tab in page.context["tabs"])


def test_the_city_looks_at_one_county_at_a_time(world: World) -> None:
    for name in ("河湾镇", "先锋路街道"):
        make.submitted(world.townships[name].center, world.townships[name].village)
    first, other = (world.townships[name].region.unit for name in ("河湾镇", "先锋路街道"))
    supervisor = Browser(world.staff["聊城市", RoleKind.SUPERVISOR])

    opened = supervisor.get("/desk/", tab="all")
    chosen = supervisor.get("/desk/", tab="all", unit=str(other))

    assert {line.case.unit for line in opened.context["lines"]} == {min(first, other)}
    assert {line.case.unit for line in chosen.context["lines"]} == {other}
    assert "县区" in text_of(chosen)
    assert f"unit={other}" in chosen.context["clear_url"]


def test_a_county_has_no_other_to_choose(world: World, town: Township) -> None:
    elsewhere = world.townships["先锋路街道"]
    make.submitted(elsewhere.center, elsewhere.village)
    supervisor = Browser(world.staff["东昌府区", RoleKind.SUPERVISOR])

    page = supervisor.get("/desk/", tab="all", unit=str(elsewhere.region.unit))

    assert page.context["lines"] == []
    assert "unit" not in page.context["form"].fields


def test_who_only_looks_reads_no_names(world: World, town: Township) -> None:
    make.submitted(town.center, town.village, applicant=make.person("赵六六"))
    supervisor = Browser(world.staff["东昌府区", RoleKind.SUPERVISOR])

    page = supervisor.get("/desk/", tab="all")

    assert len(page.context["lines"]) == 1
    assert "赵" not in text_of(page)


def test_a_number_opens_its_case(town: Township, clerk: Browser) -> None:
    case = make.submitted(town.center, town.village).case

    answer = clerk.post("/desk/search/", words=case.number.lower())

    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.number}/")


def test_identity_number_and_phone_find_cases_without_an_address(
    town: Township, clerk: Browser
) -> None:
    person = make.person("赵六六")
    case = make.submitted(town.center, town.village, applicant=person).case

    for words in (person.id_number.clear(), person.phone.clear()):
        answer = clerk.post("/desk/search/", words=words)
        assert answer.status_code == 200
        assert case.number in text_of(answer)
    assert clerk.get("/desk/search/").status_code == 405


def test_the_search_finds_nothing_of_other_counties(world: World, clerk: Browser) -> None:
    there = world.townships["先锋路街道"]
    person = make.person("赵六六")
    case = make.submitted(there.center, there.village, applicant=person).case

    for words in (person.id_number.clear(), case.number):
        answer = clerk.post("/desk/search/", words=words)
        assert case.number not in text_of(answer)
        assert "没有找到" in text_of(answer)


def test_agents_and_residents_have_no_desk(town: Township) -> None:
    assert Browser(town.staff[RoleKind.AGENT]).get("/desk/").status_code == 403
    assert town.resident is not None
    assert Browser(town.resident).get("/desk/").status_code == 403
