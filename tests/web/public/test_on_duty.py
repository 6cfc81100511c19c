"""在岗 on the citizens' pages: who is there now by name, the stand-in too, and nobody said else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import PostKind
from bianmin.workforce.commands import absences, posts, rotas, signing
from bianmin.workforce.models import Post, StaffRecord
from bianmin.workforce.queries.duty import attendant
from tests import make, world
from tests.make import MONDAY_9AM
from tests.workforce import house as houses
from tests.workforce.house import PREPARED, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return houses.build(world.build())


def page(house: House, monkeypatch: Any, at: Any = MONDAY_9AM) -> str:
    monkeypatch.setattr("bianmin.wire.middleware.ServerTime.now", staticmethod(lambda: at))
    return Client().get(f"/sites/{house.town.center.pk}/").content.decode()


def agents_post(house: House, second: Any) -> Post:
    told: dict[str, Any] = {"by": house.head, "at": PREPARED}
    post = posts.open_post(house.town.station, PostKind.AGENT, **told)
    posts.appoint(post, house.town.staff[RoleKind.AGENT], second, **told)
    rotas.publish_rotas([houses.draft(house, post=post)], **told)
    return post


def test_the_page_of_a_site_says_who_is_there(house: House, monkeypatch: Any) -> None:
    shown = page(house, monkeypatch)
    assert "现在谁在" in shown and f"{house.a.display_name}在岗" in shown
    absences.report_absence(
        house.a, house.town.center, kind="sick", ends_at=MONDAY_9AM + timedelta(hours=4),
        by=house.actor(house.a), at=MONDAY_9AM,
    )  # fmt: skip
    assert "孙海燕在岗" in page(house, monkeypatch)
    assert "现在不上班" in page(house, monkeypatch, MONDAY_9AM + timedelta(hours=12))


def test_the_helper_is_the_stand_in_while_the_agent_is_away(house: House) -> None:
    agent = house.town.staff[RoleKind.AGENT]
    second = make.user(RoleKind.AGENT, at_site=house.town.station, name="李代办")
    agents_post(house, second)
    there = attendant(house.town.station, agent, at=MONDAY_9AM)
    assert there is not None and (there.name, there.is_there) == (agent.display_name, True)
    absences.report_absence(
        agent, house.town.station, kind="visit", ends_at=MONDAY_9AM + timedelta(hours=4),
        by=house.actor(agent), at=MONDAY_9AM,
    )  # fmt: skip
    StaffRecord.objects.update_or_create(user=second, defaults={"wall_phone": "0635-1234567"})
    there = attendant(house.town.station, agent, at=MONDAY_9AM)
    assert there is not None and (there.name, there.phone) == ("李代办", "0635-1234567")


def test_who_is_away_without_a_post_is_not_the_one_to_call(house: House, monkeypatch: Any) -> None:
    agent, village = house.town.staff[RoleKind.AGENT], house.town.village
    absences.report_absence(
        agent, house.town.station, kind="visit", ends_at=MONDAY_9AM + timedelta(hours=4),
        by=house.actor(agent), at=MONDAY_9AM,
    )  # fmt: skip
    monkeypatch.setattr("bianmin.wire.middleware.ServerTime.now", staticmethod(lambda: MONDAY_9AM))
    visitor = Client()
    visitor.get(f"/place/{village.pk}/")
    alone = visitor.get("/sites/").content.decode()
    assert agent.display_name in alone and "现在下班" in alone
    make.user(RoleKind.AGENT, at_site=house.town.station, name="李代办")
    assert "李代办" in visitor.get("/sites/").content.decode()


def test_nobody_is_said_to_be_there_who_has_not_signed_in(house: House) -> None:
    posts.change_post(
        house.post, name="综合窗口", item_codes=[], signs=True, by=house.head, at=PREPARED
    )
    late = MONDAY_9AM + timedelta(minutes=1)
    there = attendant(house.town.center, None, at=late)
    assert there is not None and not there.is_there
    signing.sign_in(house.town.center, channel="desk", by=house.actor(house.b), at=late)
    there = attendant(house.town.center, None, at=late)
    assert there is not None and there.is_there


def test_where_nothing_is_planned_the_hours_say(house: House) -> None:
    assert attendant(house.town.station, None, at=MONDAY_9AM) is None
