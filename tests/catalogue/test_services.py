"""The city's standard of accompanying services, and what a site says it has of it."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.catalogue import services
from bianmin.catalogue.commands.services import tell_services
from bianmin.rules.errors import Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.world import Township, World, build


@pytest.fixture
def world(db: Any) -> World:
    return build()


@pytest.fixture
def town(world: World) -> Township:
    return world.townships["河湾镇"]


def by(town: Township, kind: RoleKind = RoleKind.CENTER_HEAD) -> dict[str, Any]:
    return {"by": make.actor(town.staff[kind]), "at": MONDAY_9AM}


def test_the_standard_is_whole() -> None:
    standard = services.standard()
    rows = [each for _, group in standard.groups for each in group]
    assert len({each.code for each in rows}) == len(rows) > 25
    for each in rows:
        assert each.name and each.says and each.basis
        assert set(each.wanted.values()) <= {"must", "may", ""}
        assert any(each.wanted.values()), each.code
    # 三（四） wants certificates and payments of a station, 三（三） the zones of a centre
    assert {"certificates", "bills", "agent", "printer"} <= standard.codes("station", must=True)
    assert {"guide", "counter", "office", "waiting", "self-service", "notices"} <= (
        standard.codes("center", must=True)
    )


def test_a_site_has_what_it_was_told_to_have_and_lacks_the_rest(town: Township) -> None:
    assert services.at_site(town.station).told is None
    assert services.lacking([town.station]) == {town.station.pk: None}
    must = services.standard().codes("station", must=True)

    tell_services(town.station, has=must - {"printer", "water"}, **by(town))
    found = services.at_site(town.station)
    assert {each.code for each in found.lacks} == {"printer", "water"}
    assert services.lacking([town.station]) == {town.station.pk: 2}
    tell_services(town.station, has=must, **by(town))
    assert services.at_site(town.station).lacks == ()


def test_only_who_answers_for_the_site_tells_and_only_what_is_known(
    world: World, town: Township
) -> None:
    with pytest.raises(Invalid):
        tell_services(town.station, has=["swimming"], **by(town))
    for other in (by(world.townships["东城街道"]), by(town, RoleKind.AGENT)):
        with pytest.raises(NotAllowed):
            tell_services(town.station, has=["printer"], **other)


def test_the_pages_of_the_standard(world: World, town: Township) -> None:
    head = Browser(town.staff[RoleKind.CENTER_HEAD])
    page = f"/console/catalogue/services/{town.station.pk}/"
    assert "按全市标准，这里应当有" in text_of(head.get(f"/sites/{town.station.pk}/"))
    assert head.post(page, has=["swimming"]).status_code == 422
    assert head.post(page, has=["printer", "glasses"]).status_code == 302
    assert "缺" in text_of(head.get(page))
    listed = text_of(head.get("/console/catalogue/services/"))
    assert town.station.name in listed and "1/1" in listed
    assert world.townships["古楼街道"].station.name not in listed

    shown = text_of(head.get(f"/sites/{town.station.pk}/"))
    assert "这里还有" in shown and "老花镜" in shown and "标准要求、现在还没有" in shown
    neighbour = Browser(world.staff["开发区", RoleKind.COUNTY_BUREAU])
    assert neighbour.get(page).status_code == 403
    assert neighbour.post(page, has=["printer"]).status_code == 403
    looker = Browser(world.staff["东昌府区", RoleKind.SUPERVISOR])
    assert looker.get(page).status_code == 200
    assert looker.post(page, has=["printer"]).status_code == 403
