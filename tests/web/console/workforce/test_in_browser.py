"""In a browser: the pages of posts, people and training: accessible, no wider than a screen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.rules.roles import RoleKind
from bianmin.workforce.commands import absences, training
from bianmin.workforce.commands.training import Year
from bianmin.workforce.models import EmptyPost, Rota
from tests.web.chromium import DESKTOP, chromium, looks_right, tab_of
from tests.workforce import house as houses
from tests.workforce.house import House
from tests.workforce.test_exams import course, learn, sit

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
__all__ = ["chromium"]


def busy(house: House) -> Any:
    """A week with a leave asked for, an empty post, a draft, a plan, a course and a session."""
    at = timezone.now()
    absences.ask_absence(
        house.a, house.town.center, kind="leave", starts_at=at + timedelta(days=1),
        ends_at=at + timedelta(days=2), reason="孩子开学", by=house.actor(house.a), at=at,
    )  # fmt: skip
    EmptyPost.objects.create(
        unit=1, post=house.post, site=house.town.center, day=timezone.localdate(at), half=0,
        cause="unsigned", found_at=at, told="center", told_at=at,
    )  # fmt: skip
    houses.draft(house, "AAAAA-AAAA----", starts_on=timezone.localdate(at))
    exam = course()
    for user in (house.a, house.b):
        learn(user, exam, at=at)
        sit(user, exam, at=at)
    unit = house.world.units["东昌府区"]
    training.publish_plan(
        unit, title="三年培训计划", goal="窗口人员、代办员人人持证上岗",
        audience=[RoleKind.CLERK, RoleKind.AGENT], target=100,
        years=[Year(2026, "学会受理", 24), Year(2027, "提升本领", 16)], by=SYSTEM, at=at,
    )  # fmt: skip
    return training.hold_session(
        exam.course, unit, place="县政务大厅三楼", starts_at=at, teacher="王科长",
        ends_at=at + timedelta(hours=2), by=SYSTEM, at=at,
    )  # fmt: skip


def test_every_page_can_be_read(chromium: Any, live_server: Any, house: House) -> None:
    session = busy(house)
    town, unit = house.town.region.pk, house.world.units["东昌府区"].pk
    site, person = house.town.center.pk, house.a.pk
    pages = {
        "place": f"places/{town}/", "unit": f"places/{unit}/", "posts": f"sites/{site}/",
        "wall": f"sites/{site}/wall/",
        "post": f"posts/{house.post.pk}/", "rotas": f"places/{unit}/rotas/",
        "people": f"places/{unit}/people/", "person": f"people/{person}/",
        "join": f"sites/{site}/joining/", "staffing": f"places/{unit}/staffing/",
        "queue": "queue/?arrivals=12&minutes=15&wait=10&share=90&away=10&sure=99",
        "training": f"places/{unit}/training/", "plan": f"places/{unit}/training/plans/",
        "session": f"sessions/{session.pk}/", "screen": f"sessions/{session.pk}/screen/",
    }  # fmt: skip
    bureau = house.world.staff["东昌府区", RoleKind.COUNTY_BUREAU]
    tab = tab_of(chromium, live_server, bureau, width=DESKTOP)
    for name, path in pages.items():
        assert tab.goto(f"{live_server.url}/console/workforce/{path}").status == 200, name
        looks_right(tab, f"workforce-{name}")
    tab.context.close()
    city = tab_of(
        chromium, live_server, house.world.staff["聊城市", RoleKind.CITY_BUREAU], width=DESKTOP
    )
    for name, path in {"city": "", "courses": "courses/", "course": "courses/C0/"}.items():
        assert city.goto(f"{live_server.url}/console/workforce/{path}").status == 200, name
        looks_right(city, f"workforce-{name}")
    city.context.close()


def test_a_head_approves_and_publishes(chromium: Any, live_server: Any, house: House) -> None:
    busy(house)
    tab = tab_of(chromium, live_server, house.town.staff[RoleKind.CENTER_HEAD], width=1366)
    tab.goto(f"{live_server.url}/desk/")
    tab.click("a:text-is('岗位值班')")
    tab.fill("[name=remedy]", "负责人本人顶岗")
    tab.click("button:has-text('已安排')")
    tab.wait_for_selector(".flash")
    tab.check("[name=decision][value=approve]")
    tab.click("button:has-text('答复')")
    tab.wait_for_selector("text=已批准")
    tab.goto(f"{live_server.url}/console/workforce/posts/{house.post.pk}/")
    assert "周三下午没有排人（空岗）" in tab.inner_text("main")
    tab.select_option("[name=h5]", "A")
    tab.click("text=存成草稿")
    tab.wait_for_selector("text=排好了一张")
    tab.click("button:text-is('公布')")
    tab.wait_for_selector("text=已公布")
    assert Rota.objects.filter(published_at__isnull=False).count() == 2
    tab.context.close()
