"""空档: a stand-in is free, or leave is not granted and no rota published; rights run out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from bianmin.accounts.models import Grant, User
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import Conflict
from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import PostKind
from bianmin.workforce import jobs
from bianmin.workforce.commands import absences, alarms, lapses, posts, rotas, standing_in
from bianmin.workforce.models import Absence, EmptyPost, Post
from bianmin.workforce.queries import duty, gaps
from bianmin.workforce.queries.duty import Presence
from tests import make
from tests.accounts.test_rivals import all_at_once
from tests.make import MONDAY_9AM
from tests.workforce.house import DAY, HOUR, PREPARED, House, draft

TUESDAY_9AM = MONDAY_9AM + DAY
EIGHT_TEN = MONDAY_9AM - 50 * HOUR / 60


def window(house: House, name: str, a: User, b: User, c: User | None = None) -> Post:
    told: dict[str, Any] = {"by": house.head, "at": PREPARED}
    post = posts.open_post(house.town.center, PostKind.WINDOW, name=name, **told)
    posts.appoint(post, a, b, c, **told)
    rotas.publish_rotas([draft(house, post=post)], **told)
    return post


def ask(house: House, user: User, start: datetime = TUESDAY_9AM, hours: int = 2) -> Absence:
    return absences.ask_absence(
        user, house.town.center, kind="leave", starts_at=start, ends_at=start + hours * HOUR,
        by=make.actor(user), at=PREPARED,
    )  # fmt: skip


def grant(house: House, absence: Absence) -> Absence:
    return absences.decide_absence(
        absence, house.town.center, approve=True, by=house.head, at=PREPARED
    )


def test_a_stand_in_at_another_window_is_not_free(house: House) -> None:
    second = window(house, "社保窗口", house.b, house.c)
    with pytest.raises(Conflict, match="“综合窗口”03月03日上午就没有专人，只能由隔壁窗口兼顾"):
        grant(house, ask(house, house.a))
    Post.objects.filter(pk=second.pk).update(a=house.c, b=house.b)
    fresh = draft(house, starts_on=date(2026, 3, 3), post=Post.objects.get(pk=second.pk))
    rotas.publish_rotas([fresh], by=house.head, at=PREPARED)
    assert grant(house, Absence.objects.get(unit=1)).state == "approved"


def test_nor_is_who_stands_in_at_another_window_in_that_hour(house: House) -> None:
    window(house, "社保窗口", house.c, house.b)
    grant(house, ask(house, house.c))
    with pytest.raises(Conflict, match="没有专人"):
        grant(house, ask(house, house.a))
    grant(house, ask(house, house.a, TUESDAY_9AM + DAY))


@pytest.mark.parametrize("kind", ["visit", "meeting"])
def test_nor_is_who_is_out_on_a_visit(house: House, kind: str) -> None:
    absences.report_absence(
        house.b, house.town.center, kind=kind, ends_at=MONDAY_9AM + 2 * DAY,
        by=house.actor(house.b), at=MONDAY_9AM,
    )  # fmt: skip
    with pytest.raises(Conflict, match="没有人"):
        grant(house, ask(house, house.a))
    standing_in.end_absence(
        Absence.objects.get(unit=1, user=house.b), by=house.actor(house.b), at=MONDAY_9AM + HOUR
    )
    grant(house, Absence.objects.get(unit=1, user=house.a))


def test_a_station_clerk_whose_b_is_its_agent_may_go(house: House) -> None:
    """An agent's post keeps nobody standing: beside it one is free for the window."""
    town, told = house.town, {"by": house.head, "at": PREPARED}
    clerk, agent = town.staff[RoleKind.STATION_CLERK], town.staff[RoleKind.AGENT]
    make.give(agent, RoleKind.STATION_CLERK, town.region, at_site=town.station)
    for kind, a, b in ((PostKind.AGENT, agent, None), (PostKind.WINDOW, clerk, agent)):
        post = posts.open_post(town.station, kind, **told)
        posts.appoint(post, a, b, **told)
    window_rota = draft(house, post=Post.objects.get(site=town.station, kind="window"))
    rotas.publish_rotas([window_rota], **told)
    assert grant(house, ask(house, clerk)).state == "approved"


def test_no_rota_takes_away_who_is_to_stand_in(house: House) -> None:
    window(house, "社保窗口", house.c, house.b)
    grant(house, ask(house, house.c))
    told: dict[str, Any] = {"by": house.head, "at": PREPARED}
    third = posts.open_post(house.town.center, PostKind.WINDOW, name="医保窗口", **told)
    posts.appoint(third, house.b, house.a, **told)
    with pytest.raises(rotas.RotaFaulty, match="03月03日上午有人请了假，“社保窗口”没有专人"):
        rotas.publish_rotas([draft(house, post=third)], **told)
    later = draft(house, starts_on=date(2026, 3, 4), post=third)
    rotas.publish_rotas([later], **told)


def test_what_illness_has_left_does_not_hold_up_the_next_rota(house: House) -> None:
    """Who is ill is looked after from the next window; that is no fault of the new rota."""
    window(house, "社保窗口", house.b, house.a)
    absences.report_absence(
        house.a, house.town.center, kind="sick", ends_at=MONDAY_9AM + 20 * DAY,
        by=house.actor(house.a), at=MONDAY_9AM,
    )  # fmt: skip
    again = draft(house, starts_on=date(2026, 3, 9))
    rotas.publish_rotas([again], by=house.head, at=MONDAY_9AM)
    (first, second) = duty.at_site(house.town.center, at=MONDAY_9AM + 7 * DAY)
    assert (first.person, first.how, second.person) == (house.b, "兼顾", house.b)


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault
def test_two_heads_who_grant_at_once_do_not_empty_the_window(house: House) -> None:
    asked = [ask(house, user) for user in (house.a, house.b)]

    def act(serial: int) -> str:
        try:
            return grant(house, asked[serial % 2]).state
        except Conflict:
            return "refused"

    assert all_at_once(act).count("approved") == 1


def test_the_coming_gaps_are_known_to_the_head(house: House) -> None:
    first, last = MONDAY_9AM.date(), (MONDAY_9AM + 6 * DAY).date()
    assert gaps.coming([house.post], first, last, at=MONDAY_9AM) == []
    grant(house, ask(house, house.a))
    absences.report_absence(
        house.b, house.town.center, kind="sick", ends_at=TUESDAY_9AM + HOUR,
        by=house.actor(house.b), at=MONDAY_9AM,
    )  # fmt: skip
    (gap,) = gaps.coming([house.post], first, last, at=MONDAY_9AM)
    assert (gap.when, gap.words) == ("03月03日上午", "没有人")
    assert gaps.coming([], first, last, at=MONDAY_9AM) == []


def test_both_ill_before_opening_and_the_head_hears_at_once(house: House) -> None:
    for user in (house.a, house.b):
        absences.report_absence(
            user, house.town.center, kind="sick", ends_at=MONDAY_9AM + 9 * HOUR,
            by=house.actor(user, EIGHT_TEN), at=EIGHT_TEN,
        )  # fmt: skip
    alarm = EmptyPost.objects.get(unit=1)
    assert (alarm.half, alarm.told, alarm.found_at) == (0, "center", EIGHT_TEN)
    told = OutgoingMessage.objects.get(unit=1, template="empty_ahead")
    assert told.params.clear()["part"] == "上午"
    assert not OutgoingMessage.objects.filter(unit=1, template="empty_post").exists()
    jobs.walk_posts(int((MONDAY_9AM - HOUR / 2).timestamp()))
    assert EmptyPost.objects.get(unit=1).told == "county"  # nobody was sent by half past eight


def test_when_the_head_is_away_the_county_hears_first(house: House) -> None:
    head = house.town.staff[RoleKind.CENTER_HEAD]
    for user in (head, house.a, house.b):
        absences.report_absence(
            user, house.town.center, kind="sick", ends_at=MONDAY_9AM + 9 * HOUR,
            by=house.actor(user), at=MONDAY_9AM,
        )  # fmt: skip
    assert EmptyPost.objects.get(unit=1).told == "county"


def test_an_answer_that_mends_nothing_is_heard_by_the_county(house: House) -> None:
    for user in (house.a, house.b):
        absences.report_absence(
            user, house.town.center, kind="sick", ends_at=MONDAY_9AM + 9 * HOUR,
            by=house.actor(user), at=MONDAY_9AM,
        )  # fmt: skip
    alarm = EmptyPost.objects.get(unit=1)
    alarms.answer_alarm(alarm, remedy="已安排郑立新", by=house.head, at=MONDAY_9AM)
    alarms.watch_posts(1, at=MONDAY_9AM + HOUR / 6)
    assert EmptyPost.objects.get(unit=1).closed_at == MONDAY_9AM
    alarms.watch_posts(1, at=MONDAY_9AM + HOUR / 3)
    again = EmptyPost.objects.get(unit=1)
    assert (again.closed_at, again.told) == (None, "county")
    assert OutgoingMessage.objects.filter(unit=1, template="empty_post").count() == 2


def end_grant(user: User, ends_at: datetime) -> None:
    Grant.objects.filter(user=user).update(ends_at=ends_at)


def test_a_grant_that_runs_out_before_the_rota_begins_is_none(house: House) -> None:
    end_grant(house.b, MONDAY_9AM + 6 * DAY - 9 * HOUR)  # the night to Sunday
    late = draft(house, starts_on=date(2026, 3, 9))
    with pytest.raises(rotas.RotaFaulty, match="B 岗的授权03月07日到期"):
        rotas.publish_rotas([late], by=house.head, at=MONDAY_9AM)
    early = draft(house, starts_on=date(2026, 3, 5))
    rotas.publish_rotas([early], by=house.head, at=MONDAY_9AM)


def test_whose_grant_has_run_out_is_not_on_duty(house: House) -> None:
    midnight = MONDAY_9AM + 15 * HOUR
    end_grant(house.a, midnight)
    assert duty.at_site(house.town.center, at=MONDAY_9AM)[0].person == house.a
    (now,) = duty.at_site(house.town.center, at=TUESDAY_9AM)
    assert (now.person, now.how) == (house.b, "顶岗")
    with pytest.raises(Conflict, match="没有人"):
        grant(house, ask(house, house.b))  # A can no longer stand in for B
    end_grant(house.b, midnight)
    alarms.watch_posts(1, at=TUESDAY_9AM)
    alarm = EmptyPost.objects.get(unit=1)
    assert (alarm.cause, alarm.told) == ("lapsed", "center")
    assert duty.at_site(house.town.center, at=TUESDAY_9AM)[0].presence is Presence.EMPTY


def test_a_grant_that_runs_out_is_told_before_and_after(house: House) -> None:
    end_grant(house.a, MONDAY_9AM + 30 * DAY)
    end_grant(house.b, MONDAY_9AM + 31 * DAY)
    assert lapses.tell_lapses(1, at=MONDAY_9AM) == []
    jobs.watch_grants(int(MONDAY_9AM.timestamp()))  # told once
    told = OutgoingMessage.objects.get(unit=1, template="grant_ends")
    assert told.to.clear() == house.a.person.phone.clear()
    assert told.params.clear()["due"] == "04月01日"
    after = MONDAY_9AM + 30 * DAY
    (over,) = lapses.tell_lapses(1, at=after)
    assert (over.person, over.slot, over.until) == (house.a, "A", None)
    assert lapses.tell_lapses(1, at=after) == []
    message = OutgoingMessage.objects.get(unit=1, template="grant_over")
    head = house.town.staff[RoleKind.CENTER_HEAD]
    assert message.to.clear() == head.person.phone.clear()
