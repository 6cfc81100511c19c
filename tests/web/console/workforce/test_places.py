"""岗位值班: every level sees its own part, empty posts come first, leave is decided in place."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import PostKind
from bianmin.workforce.commands import absences, alarms, posts
from bianmin.workforce.models import Absence, DutyCount, EmptyPost, Post
from bianmin.workforce.queries.duty import Presence, duties
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.workforce.house import DAY, HOUR, PREPARED, House

pytestmark = pytest.mark.django_db


def ask(house: House) -> Absence:
    return absences.ask_absence(
        house.a, house.town.center, kind="leave", starts_at=MONDAY_9AM + DAY,
        ends_at=MONDAY_9AM + 2 * DAY, reason="孩子开学", by=house.actor(house.a), at=MONDAY_9AM,
    )  # fmt: skip


def test_the_city_leads_down_to_one_window(house: House) -> None:
    city = Browser(house.world.staff["聊城市", RoleKind.CITY_BUREAU])
    town, unit = house.town.region, house.world.units["东昌府区"]
    assert city.get("/console/workforce/")["Location"].endswith(f"/{house.world.city.pk}/")
    page = city.get(f"/console/workforce/places/{house.world.city.pk}/").content.decode()
    assert f"/console/workforce/places/{unit.pk}/" in page
    page = city.get(f"/console/workforce/places/{unit.pk}/").content.decode()
    assert f"/console/workforce/places/{town.pk}/" in page
    page = text_of(city.get(f"/console/workforce/places/{town.pk}/"))
    assert "河湾镇便民服务中心" in page and "综合窗口" in page


def test_the_city_and_the_county_read_what_the_last_walk_counted(house: House) -> None:
    city, county = house.world.city, house.world.units["东昌府区"]
    bureau = Browser(house.world.staff["聊城市", RoleKind.CITY_BUREAU])
    before = text_of(bureau.get(f"/console/workforce/places/{city.pk}/"))
    assert "还没有巡过岗" in before
    alarms.watch_posts(1, at=MONDAY_9AM)

    with CaptureQueriesContext(connection) as asked:
        above = bureau.get(f"/console/workforce/places/{city.pk}/")
    below = bureau.get(f"/console/workforce/places/{county.pk}/")

    now = Counter(one.presence for one in duties(Q(site__unit=1), (1,), at=MONDAY_9AM))
    assert now == {Presence.EMPTY: 1}
    for page, region in ((above, county), (below, house.town.region)):
        part = next(one for one in page.context["parts"] if one.region == region)
        assert part.standing.counts == now
        assert "截至" in text_of(page)
    assert not [q["sql"] for q in asked if 'FROM "workforce_rota"' in q["sql"]]


def test_a_walk_counts_again_and_forgets_a_township_without_posts(house: House) -> None:
    alarms.watch_posts(1, at=MONDAY_9AM)
    alarms.watch_posts(1, at=MONDAY_9AM + HOUR)
    row = DutyCount.objects.get(unit=1, township=house.town.region)
    assert row.counted_at == MONDAY_9AM + HOUR
    Post.objects.filter(site__unit=1).update(closed_on=MONDAY_9AM.date())
    alarms.watch_posts(1, at=MONDAY_9AM + 2 * HOUR)
    assert not DutyCount.objects.filter(unit=1).exists()


def test_an_empty_window_stands_first_until_somebody_says_what_was_done(
    house: House, head: Browser
) -> None:
    alarms.watch_posts(1, at=MONDAY_9AM)
    page = f"/console/workforce/places/{house.town.region.pk}/"
    assert "空岗，要马上处理（1）" in text_of(head.get(page))
    alarm = EmptyPost.objects.get(unit=1)
    refused = head.post(f"/console/workforce/alarms/{alarm.pk}/", remedy=" ")
    assert refused.status_code == 422
    head.post(f"/console/workforce/alarms/{alarm.pk}/", remedy="负责人本人顶岗")
    assert "要马上处理" not in text_of(head.get(page))


def test_leave_is_approved_or_refused_with_its_reason(house: House, head: Browser) -> None:
    absence = ask(house)
    page = text_of(head.get(f"/console/workforce/places/{house.town.region.pk}/"))
    assert "等批的假（1）" in page and "孩子开学" in page
    path = f"/console/workforce/absences/{absence.pk}/"
    assert "不同意要写明理由" in text_of(head.post(path, decision="refuse", answer=""))
    assert head.post(path, decision="approve").status_code == 302
    assert Absence.objects.get(unit=1).state == "approved"


def test_leave_that_empties_the_window_is_refused_in_words(house: House, head: Browser) -> None:
    absence = ask(house)
    posts.appoint(house.post, house.a, None, by=house.head, at=PREPARED)
    told: dict[str, Any] = {"by": house.actor(house.b), "at": MONDAY_9AM}
    absences.report_absence(
        house.b, house.town.center, kind="sick", ends_at=MONDAY_9AM + timedelta(days=5), **told
    )
    page = text_of(head.post(f"/console/workforce/absences/{absence.pk}/", decision="approve"))
    assert "就没有人了" in page


def test_a_neighbour_sees_and_does_nothing(house: House) -> None:
    alarms.watch_posts(1, at=MONDAY_9AM)
    alarm, absence = EmptyPost.objects.get(unit=1), ask(house)
    other = Browser(house.world.townships["古楼街道"].staff[RoleKind.CENTER_HEAD])
    zone = Browser(house.world.staff["开发区", RoleKind.COUNTY_BUREAU])
    for browser in (other, zone):
        for path in (
            f"places/{house.town.region.pk}/", f"sites/{house.town.center.pk}/",
            f"posts/{house.post.pk}/", f"places/{house.town.region.pk}/rotas/",
        ):  # fmt: skip
            assert browser.get(f"/console/workforce/{path}").status_code == 403
        for path in (f"alarms/{alarm.pk}/", f"absences/{absence.pk}/"):
            sent = browser.post(f"/console/workforce/{path}", remedy="好", decision="approve")
            assert sent.status_code == 403
    clerk = Browser(house.a)
    assert clerk.get("/console/workforce/").status_code == 403


def test_the_board_costs_the_same_for_one_post_and_for_many(house: House, head: Browser) -> None:
    page = f"/console/workforce/places/{house.town.region.pk}/"
    head.get(page)
    with CaptureQueriesContext(connection) as one:
        head.get(page)
    for n in range(3):
        post = posts.open_post(
            house.town.center, PostKind.WINDOW, name=f"窗口{n}", by=house.head, at=PREPARED
        )
        posts.appoint(post, house.c, house.b, by=house.head, at=PREPARED)
    with CaptureQueriesContext(connection) as many:
        head.get(page)
    assert len(many) == len(one)


def test_after_an_hour_the_county_answers_too(house: House, bureau: Browser) -> None:
    alarms.watch_posts(1, at=MONDAY_9AM)
    alarms.watch_posts(1, at=MONDAY_9AM + HOUR)
    unit = house.world.units["东昌府区"]
    bureau.at = MONDAY_9AM + HOUR
    page = text_of(bureau.get(f"/console/workforce/places/{unit.pk}/"))
    assert "已告诉县审批局" in page
