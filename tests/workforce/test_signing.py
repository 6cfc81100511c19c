"""签到与空岗: who has not come ten minutes after opening is missed, and the next level told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from bianmin.workforce.commands import alarms, signing
from bianmin.workforce.models import DutySign, EmptyPost
from bianmin.workforce.queries import duty
from bianmin.workforce.queries.duty import Presence
from tests import make, world
from tests.make import MONDAY_9AM
from tests.workforce import house as houses
from tests.workforce.house import HOUR, House

OPENS = MONDAY_9AM - timedelta(minutes=30)  # 8:30
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(cast: world.World) -> House:
    return houses.build(cast, signs=True)


def sign(house: House, user: object, at: object) -> DutySign:
    return signing.sign_in(
        house.town.center,
        channel="desk",
        by=house.actor(user),  # type: ignore[arg-type]
        at=at,  # type: ignore[arg-type]
    )


def presence(house: House, at: object) -> tuple[Presence, object]:
    (now,) = duty.at_site(house.town.center, at=at)  # type: ignore[arg-type]
    return now.presence, now.person


def test_one_press_and_one_is_on_duty(house: House) -> None:
    assert presence(house, OPENS + MINUTE) == (Presence.EXPECTED, house.a)
    sign(house, house.a, OPENS + 2 * MINUTE)
    assert presence(house, OPENS + 3 * MINUTE) == (Presence.ON, house.a)
    with pytest.raises(Conflict, match="已经签到"):
        sign(house, house.a, OPENS + 3 * MINUTE)
    signing.sign_out(house.town.center, by=house.actor(house.a), at=OPENS + 3 * HOUR)
    with pytest.raises(Conflict, match="还没有签到"):
        signing.sign_out(house.town.center, by=house.actor(house.a), at=OPENS + 3 * HOUR)
    assert presence(house, OPENS + 3 * HOUR + MINUTE)[0] is Presence.EMPTY


def test_when_a_does_not_come_and_b_is_there_the_window_is_manned(house: House) -> None:
    sign(house, house.b, OPENS)
    assert alarms.watch_posts(1, at=OPENS + 11 * MINUTE) == []
    assert presence(house, OPENS + 11 * MINUTE) == (Presence.ON, house.b)


def test_nobody_there_ten_minutes_after_opening_is_told_once(house: House) -> None:
    assert alarms.watch_posts(1, at=OPENS + 9 * MINUTE) == []
    (alarm,) = alarms.watch_posts(1, at=OPENS + 11 * MINUTE)
    assert (alarm.cause, alarm.told) == ("unsigned", "center")
    assert alarms.watch_posts(1, at=OPENS + 16 * MINUTE) == []
    assert OutgoingMessage.objects.filter(unit=1, template="empty_post").count() == 1


def test_what_the_centre_does_not_mend_the_county_hears(house: House) -> None:
    alarms.watch_posts(1, at=OPENS + 11 * MINUTE)
    alarms.watch_posts(1, at=OPENS + 27 * MINUTE)
    alarm = EmptyPost.objects.get(unit=1)
    assert alarm.told == "county"
    bureau = house.world.staff["东昌府区", RoleKind.COUNTY_BUREAU]
    phones = [m.to.clear() for m in OutgoingMessage.objects.filter(unit=1, template="empty_post")]
    assert phones == [
        house.town.staff[RoleKind.CENTER_HEAD].person.phone.clear(),
        bureau.person.phone.clear(),
    ]


def test_a_centre_without_a_head_is_told_to_the_county(house: House) -> None:
    head = house.town.staff[RoleKind.CENTER_HEAD]
    head.roles.update(ends_at=OPENS)
    (alarm,) = alarms.watch_posts(1, at=OPENS + 11 * MINUTE)
    assert alarm.told == "county"


def test_an_alarm_ends_when_somebody_comes(house: House) -> None:
    alarms.watch_posts(1, at=OPENS + 11 * MINUTE)
    assert duty.open_alarms((1,), MONDAY_9AM.date()).count() == 1
    sign(house, house.b, OPENS + 12 * MINUTE)
    alarm = EmptyPost.objects.get(unit=1)
    assert (alarm.closed_at, alarm.remedy) == (OPENS + 12 * MINUTE, "已有人到岗")


def test_the_head_says_what_was_done(house: House) -> None:
    (alarm,) = alarms.watch_posts(1, at=OPENS + 11 * MINUTE)
    told = {"at": OPENS + 12 * MINUTE}
    with pytest.raises(NotAllowed):
        alarms.answer_alarm(alarm, remedy="好", by=house.actor(house.a), **told)
    with pytest.raises(Invalid):
        alarms.answer_alarm(alarm, remedy=" ", by=house.head, **told)
    alarms.answer_alarm(alarm, remedy="负责人本人顶岗", by=house.head, **told)
    with pytest.raises(Conflict):
        alarms.answer_alarm(alarm, remedy="再来", by=house.head, **told)


def test_only_who_works_there_signs_in(house: House) -> None:
    stranger = house.world.townships["古楼街道"].staff[RoleKind.CLERK]
    with pytest.raises(NotAllowed):
        sign(house, stranger, OPENS)
    with pytest.raises(NotAllowed):
        sign(house, make.user(), OPENS)


def test_walking_the_posts_costs_the_same_for_one_site_and_for_many(
    house: House, django_assert_num_queries: object
) -> None:
    sign(house, house.a, OPENS)
    where = duty.Q(site__unit=1)
    with django_assert_num_queries(7):  # type: ignore[operator]
        duty.duties(where, (1,), at=OPENS + HOUR)
    from bianmin.rules.rota import PostKind
    from bianmin.workforce.commands import posts

    for n in range(3):
        post = posts.open_post(
            house.town.center, PostKind.WINDOW, name=f"窗口{n}", by=house.head, at=houses.PREPARED
        )
        posts.appoint(post, house.c, house.a, by=house.head, at=houses.PREPARED)
    with django_assert_num_queries(7):  # type: ignore[operator]
        duty.duties(where, (1,), at=OPENS + HOUR)
