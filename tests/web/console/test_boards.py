"""The supervisor's board: the same page at each level, and only for its own part of the tree."""

from __future__ import annotations

import pytest
from django.test import Client

from bianmin.accounts.factors import PASSED
from bianmin.accounts.models import User
from bianmin.cases.commands import closing, intake, review
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import MONDAY_9AM

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
