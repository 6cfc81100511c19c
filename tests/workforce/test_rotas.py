"""排班: what may be published, by the rule and by the database alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from bianmin.accounts.models import Grant
from bianmin.audit.models import Event
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import PostKind
from bianmin.sites.commands import set_hours
from bianmin.workforce.commands import absences, posts, rotas
from bianmin.workforce.models import Post, Rota
from bianmin.workforce.queries import duty, watches
from bianmin.workforce.queries import rotas as queries
from bianmin.workforce.queries.duty import Presence
from bianmin.workforce.queries.faults import wrong
from tests import make, world
from tests.make import MONDAY_9AM
from tests.workforce import house as houses
from tests.workforce.house import DAY, FIRST, HOUR, PREPARED, WEEK, House, draft


def test_a_published_rota_says_who_is_on(house: House) -> None:
    (now,) = duty.at_site(house.town.center, at=MONDAY_9AM)
    assert (now.presence, now.person, now.slot, now.how) == (Presence.ON, house.a, "A", "")
    (closed,) = duty.at_site(house.town.center, at=MONDAY_9AM + 4 * HOUR)  # 13:00, the noon break
    assert closed.presence is Presence.CLOSED
    (sunday,) = duty.at_site(house.town.center, at=MONDAY_9AM + 6 * DAY)
    assert sunday.presence is Presence.CLOSED
    event = Event.objects.get(unit=1, action="publish_rota")
    assert event.subject == f"post:{house.post.pk}"


def test_before_a_rota_is_published_nobody_is_said_to_be_on(cast: world.World) -> None:
    house = houses.build(cast, published=False)
    draft(house)
    (now,) = duty.at_site(house.town.center, at=MONDAY_9AM)
    assert now.presence is Presence.UNPLANNED


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("AAAAA-AAAA----", "周三下午没有排人"),
        ("AAAAAAAAAC----", "C 岗没有人"),
        ("AAAAAAAAAAA---", "周六上午不开门"),
    ],
)
def test_no_rota_that_leaves_the_window_empty_is_published(
    cast: world.World, pattern: str, said: str
) -> None:
    house = houses.build(cast, published=False)
    rota = draft(house, pattern)
    with pytest.raises(rotas.RotaFaulty, match=said):
        rotas.publish_rotas([rota], by=house.head, at=PREPARED)
    rota.refresh_from_db()
    assert rota.published_at is None


def test_nor_one_without_b(cast: world.World) -> None:
    house = houses.build(cast, published=False)
    posts.appoint(house.post, house.a, None, by=house.head, at=PREPARED)
    with pytest.raises(rotas.RotaFaulty, match="没有定 B 岗"):
        rotas.publish_rotas([draft(house)], by=house.head, at=PREPARED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"pattern": "AAAAA-AAAA----"},
        {"pattern": "AAAAAAAAAC----"},
        {"pattern": "AAAAAAAAAAA---"},
        {"b": None},
        {"a": None},
    ],
    ids=str,
)
def test_the_database_itself_refuses_an_empty_window(
    house: House, wrong: dict[str, object]
) -> None:
    """Whoever writes past the commands is refused by the constraint."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Rota.objects.filter(post=house.post).update(**wrong)


def test_who_has_lost_the_grant_is_not_published(cast: world.World) -> None:
    house = houses.build(cast, published=False)
    Grant.objects.filter(user=house.b).update(ends_at=PREPARED)
    with pytest.raises(rotas.RotaFaulty, match="B 岗没有这个岗位全部事项的授权"):
        rotas.publish_rotas([draft(house)], by=house.head, at=PREPARED)


def test_nobody_is_sent_to_two_windows(house: House) -> None:
    told = {"by": house.head, "at": PREPARED}
    second = posts.open_post(house.town.center, PostKind.WINDOW, name="社保窗口", **told)
    posts.appoint(second, house.a, house.c, **told)
    with pytest.raises(rotas.RotaFaulty, match="同一个人排了两个岗位"):
        rotas.publish_rotas([draft(house, post=second)], **told)
    rotas.publish_rotas([draft(house, "BBBBBBBBBB----", post=second)], **told)


def test_of_many_rotas_all_are_published_or_none(house: House) -> None:
    told = {"by": house.head, "at": PREPARED}
    second = posts.open_post(house.town.center, PostKind.WINDOW, name="社保窗口", **told)
    good = draft(house, starts_on=date(2026, 4, 1))
    bad = draft(house, post=second, starts_on=date(2026, 4, 1))
    with pytest.raises(rotas.RotaFaulty):
        rotas.publish_rotas([good, bad], **told)
    assert Rota.objects.filter(published_at__isnull=True).count() == 2


def test_a_rota_is_published_once(cast: world.World) -> None:
    house = houses.build(cast, published=False)
    rota = draft(house)
    rotas.publish_rotas([rota], by=house.head, at=PREPARED)
    with pytest.raises(Conflict, match="刚被别人公布"):
        rotas.publish_rotas([rota], by=house.head, at=PREPARED)
    with pytest.raises(Conflict, match="不能删"):
        rotas.drop_rota(rota, by=house.head, at=PREPARED)


def test_a_newer_rota_holds_from_its_first_day(house: House) -> None:
    rotas.publish_rotas(
        [draft(house, "BBBBBBBBBB----", starts_on=date(2026, 3, 9))], by=house.head, at=PREPARED
    )
    assert duty.at_site(house.town.center, at=MONDAY_9AM)[0].person == house.a
    assert duty.at_site(house.town.center, at=MONDAY_9AM + 7 * DAY)[0].person == house.b


def test_summer_and_winter_have_their_own(house: House) -> None:
    told = {"by": house.head, "at": PREPARED}
    summer = rotas.draft_rota(
        house.post, pattern="B" * 10 + "----", season="summer", starts_on=FIRST, **told
    )
    rotas.publish_rotas(
        [Rota.objects.select_related("post__site__region").get(pk=summer.pk)], **told
    )
    assert duty.at_site(house.town.center, at=MONDAY_9AM)[0].person == house.a
    june = MONDAY_9AM + 98 * DAY
    assert duty.at_site(house.town.center, at=june)[0].person == house.b


def test_two_weeks_in_turn(house: House) -> None:
    told = {"by": house.head, "at": PREPARED}
    rotas.publish_rotas([draft(house, WEEK + "B" * 10 + "----", starts_on=FIRST)], **told)
    people = [
        duty.at_site(house.town.center, at=MONDAY_9AM + n * 7 * DAY)[0].person for n in range(4)
    ]
    assert people == [house.b, house.a, house.b, house.a]


def test_a_saturday_made_a_workday_is_manned(house: House) -> None:
    """2026-02-28 is worked for the Spring Festival: a draft for it holds with the Friday's turn."""
    told = {"by": house.head, "at": PREPARED}
    rotas.publish_rotas([draft(house, "AAAAAAAABB----", starts_on=date(2026, 2, 25))], **told)
    (now,) = duty.at_site(house.town.center, at=MONDAY_9AM - 2 * DAY)
    assert (now.presence, now.person) == (Presence.ON, house.b)


def test_hours_that_have_changed_ask_for_a_new_draft(cast: world.World) -> None:
    house = houses.build(cast, published=False)
    rota = draft(house)
    bureau = make.actor(cast.staff["东昌府区", RoleKind.COUNTY_BUREAU])
    set_hours(house.town.center, {"saturday": [["09:00", "11:30"]]}, by=bureau, at=PREPARED)
    rota = Rota.objects.select_related("post__site__region").get(pk=rota.pk)
    with pytest.raises(rotas.RotaFaulty, match="办公时间改过了"):
        rotas.publish_rotas([rota], by=house.head, at=PREPARED)
    fresh = draft(house, "AAAAAAAAAAA---", post=Post.objects.get(pk=house.post.pk))
    rotas.publish_rotas([fresh], by=house.head, at=PREPARED)


def test_a_county_drafts_and_publishes_everything_at_once(house: House) -> None:
    bureau = make.actor(house.world.staff["东昌府区", RoleKind.COUNTY_BUREAU])
    told = {"by": bureau, "at": PREPARED}
    region = house.world.units["东昌府区"]
    drafted = rotas.draft_rotas(region, starts_on=date(2026, 4, 1), **told)
    assert [rota.pattern for rota in drafted] == [WEEK]
    assert rotas.draft_rotas(region, starts_on=date(2026, 4, 1), **told) == []
    rows = list(queries.drafts(watches.Q(post__site__unit=1)))
    assert wrong(rows, at=PREPARED) == {}
    assert rotas.publish_rotas(rows, **told) == 1


def test_a_draft_keeps_the_turns_of_the_same_people(house: House) -> None:
    told = {"by": house.head, "at": PREPARED}
    rotas.publish_rotas([draft(house, "ABABABABAB----", starts_on=date(2026, 3, 9))], **told)
    (again,) = rotas.draft_rotas(house.town.region, starts_on=date(2026, 4, 1), **told)
    assert again.pattern == "ABABABABAB----"
    posts.appoint(house.post, house.c, house.b, **told)
    (anew,) = rotas.draft_rotas(house.town.region, starts_on=date(2026, 4, 2), **told)
    assert anew.pattern == WEEK


def test_the_check_costs_the_same_for_one_and_for_many(
    cast: world.World, django_assert_num_queries: object
) -> None:
    house = houses.build(cast, published=False)
    drafts = [draft(house)]
    watches.everywhere()  # the units are read once a process
    with django_assert_num_queries(4):  # type: ignore[operator]
        wrong(drafts, at=PREPARED)
    told = {"by": house.head, "at": PREPARED}
    for n in range(3):
        post = posts.open_post(house.town.center, PostKind.WINDOW, name=f"窗口{n}", **told)
        drafts.append(draft(house, post=post))
    with django_assert_num_queries(4):  # type: ignore[operator]
        wrong(drafts, at=PREPARED)


def test_only_the_own_house_is_run(house: House) -> None:
    other = make.actor(house.world.townships["古楼街道"].staff[RoleKind.CENTER_HEAD])
    zone = make.actor(house.world.staff["开发区", RoleKind.COUNTY_BUREAU])
    for by in (other, zone, house.actor(house.a)):
        with pytest.raises(NotAllowed):
            posts.open_post(house.town.center, PostKind.WINDOW, name="私设", by=by, at=PREPARED)
        with pytest.raises(NotAllowed):
            rotas.publish_rotas([draft(house)], by=by, at=PREPARED)
        with pytest.raises(NotAllowed):
            posts.appoint(house.post, house.b, house.a, by=by, at=PREPARED)


def test_a_post_is_given_to_those_who_may_take_its_items(house: House) -> None:
    told = {"by": house.head, "at": PREPARED}
    novice = make.user(RoleKind.CLERK, at_site=house.town.center, trained=False)
    stranger = house.world.townships["古楼街道"].staff[RoleKind.CLERK]
    for unfit in (novice, stranger, house.town.staff[RoleKind.REVIEWER]):
        with pytest.raises(Invalid) as refused:
            posts.appoint(house.post, house.a, unfit, **told)
        assert list(refused.value.fields) == ["b"]
    narrow = posts.open_post(
        house.town.center, PostKind.WINDOW, name="医保窗口", item_codes=["T-1"], **told
    )
    make.grant(novice, house.town.center, "T-1")
    assert posts.appoint(narrow, house.c, novice, **told).b == novice
    with pytest.raises(Invalid):
        posts.appoint(house.post, house.a, house.a, **told)


def test_a_name_stands_once_at_a_site_and_a_closed_post_needs_nobody(house: House) -> None:
    told = {"by": house.head, "at": PREPARED}
    with pytest.raises(Conflict, match="已有"):
        posts.open_post(house.town.center, PostKind.WINDOW, name="综合窗口", **told)
    posts.close_post(house.post, reason="合并窗口", **told)
    with pytest.raises(Conflict):
        posts.close_post(house.post, reason="合并窗口", **told)
    assert duty.at_site(house.town.center, at=MONDAY_9AM) == []
    posts.open_post(house.town.center, PostKind.WINDOW, name="综合窗口", **told)
    assert Post.objects.filter(name="综合窗口").count() == 2


def test_a_rota_of_people_who_are_all_on_leave_is_not_published(house: House) -> None:
    told = {"by": house.head, "at": PREPARED}
    for user, day in ((house.a, 9), (house.c, 9)):
        absence = absences.ask_absence(
            user, house.town.center, kind="leave", starts_at=MONDAY_9AM + day * DAY,
            ends_at=MONDAY_9AM + day * DAY + 2 * HOUR, by=house.actor(user), at=PREPARED,
        )  # fmt: skip
        absences.decide_absence(absence, house.town.center, approve=True, **told)
    posts.appoint(house.post, house.c, house.a, **told)
    late = draft(house, starts_on=date(2026, 3, 9), post=Post.objects.get(pk=house.post.pk))
    with pytest.raises(rotas.RotaFaulty, match="03月11日上午有人请了假，没有人"):
        rotas.publish_rotas([late], **told)
