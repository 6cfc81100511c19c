from datetime import timedelta

import pytest

from bianmin.accounts import commands, queries
from bianmin.accounts.actor import ANONYMOUS, SYSTEM, Actor
from bianmin.accounts.models import Grant, Role, Session, User
from bianmin.accounts.policies import APPOINTS, may_give_role
from bianmin.audit.models import Event
from bianmin.regions.models import Region
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import ADMINISTRATORS, STAFF, RoleKind
from tests import make, world
from tests.make import MONDAY_9AM as NOW

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def cast() -> world.World:
    return world.build()


def hired(login: str, kind: RoleKind, place: Region, *, by: Actor = SYSTEM) -> User:
    return commands.hire(
        make.person(login),
        login=login,
        display_name=login,
        kind=kind,
        region=place,
        by=by,
        at=NOW,
    )


def test_hiring_opens_an_account_with_its_role(cast: world.World) -> None:
    town = cast.townships["河湾镇"].region
    user = hired("zhang.san", RoleKind.CLERK, town)
    actor = queries.actor_of(user, at=NOW, channel="web")
    assert actor.has(RoleKind.CLERK)
    assert actor.covers(town.path)
    events = Event.objects.filter(subject=f"user:{user.pk}").order_by("id")
    assert list(events.values_list("action", flat=True)) == ["hire", "give_role"]


def test_a_login_name_is_taken_once(cast: world.World) -> None:
    hired("zhang.san", RoleKind.CLERK, cast.townships["河湾镇"].region)
    with pytest.raises(Conflict):
        hired("zhang.san", RoleKind.CLERK, cast.townships["河湾镇"].region)


@pytest.mark.parametrize("login", ["", "ab", "张三", "phone:1", "Zhang", "a" * 41])
def test_an_unusable_login_name_is_refused(cast: world.World, login: str) -> None:
    with pytest.raises(Invalid):
        hired(login, RoleKind.CLERK, cast.city)


def test_a_weak_first_password_is_refused(cast: world.World) -> None:
    with pytest.raises(Invalid):
        commands.hire(
            make.person("张三"),
            login="zhang.san",
            display_name="张三",
            kind=RoleKind.CLERK,
            region=cast.city,
            password="12345678",
            by=SYSTEM,
            at=NOW,
        )


def test_everybody_appoints_only_below_themselves_and_only_in_their_part(
    cast: world.World,
) -> None:
    """The product of who, whom and where agrees with the table of appointments."""
    nobody = make.person("新人")
    places = [cast.city, *cast.units.values(), *(t.region for t in cast.townships.values())]
    for user in cast.actors():
        actor = make.actor(user)
        for kind in sorted(STAFF - ADMINISTRATORS):
            for place in places:
                expected = any(
                    kind in APPOINTS.get(role.kind, ()) and place.path.startswith(role.region_path)
                    for role in actor.roles
                )
                assert bool(may_give_role(actor, kind, place, nobody)) == expected


def test_nobody_appoints_themselves(cast: world.World) -> None:
    head = cast.townships["河湾镇"].staff[RoleKind.CENTER_HEAD]
    town = cast.townships["河湾镇"].region
    with pytest.raises(NotAllowed, match="本人"):
        commands.give_role(head, RoleKind.CLERK, town, by=make.actor(head), at=NOW)


@pytest.mark.parametrize("held", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("wanted", sorted(ADMINISTRATORS))
def test_nobody_holds_two_of_the_three_administrators(
    cast: world.World, held: RoleKind, wanted: RoleKind
) -> None:
    user = hired("admin", held, cast.city)
    if held is wanted:
        return
    with pytest.raises(NotAllowed, match="兼任"):
        commands.give_role(user, wanted, cast.city, by=SYSTEM, at=NOW)


def test_a_second_account_of_the_person_does_not_help(cast: world.World) -> None:
    first = hired("admin", RoleKind.SYSTEM_ADMIN, cast.city)
    with pytest.raises(NotAllowed, match="兼任"):
        commands.hire(
            first.person,
            login="admin2",
            display_name="管理员",
            kind=RoleKind.AUDIT_ADMIN,
            region=cast.city,
            by=SYSTEM,
            at=NOW,
        )


def test_an_administrator_does_no_business(cast: world.World) -> None:
    user = hired("admin", RoleKind.AUDIT_ADMIN, cast.city)
    with pytest.raises(NotAllowed, match="业务"):
        commands.give_role(user, RoleKind.CLERK, cast.city, by=SYSTEM, at=NOW)
    clerk = hired("clerk", RoleKind.CLERK, cast.city)
    with pytest.raises(NotAllowed, match="业务"):
        commands.give_role(clerk, RoleKind.AUDIT_ADMIN, cast.city, by=SYSTEM, at=NOW)


def test_administrators_are_of_the_whole_city(cast: world.World) -> None:
    with pytest.raises(NotAllowed, match="全市"):
        hired("admin", RoleKind.AUDIT_ADMIN, cast.units["东昌府区"])


def test_a_role_at_a_site_lies_in_the_roles_region(cast: world.World) -> None:
    user = hired("clerk", RoleKind.CLERK, cast.townships["河湾镇"].region)
    with pytest.raises(Invalid):
        commands.give_role(
            user,
            RoleKind.CLERK,
            cast.townships["河湾镇"].region,
            site=cast.townships["古楼街道"].center,
            by=SYSTEM,
            at=NOW,
        )


def test_rights_end_in_the_same_second(cast: world.World) -> None:
    user = cast.townships["河湾镇"].staff[RoleKind.CLERK]
    center = cast.townships["河湾镇"].center
    commands.give_grant(user, center, basis="合格证 1 号", by=SYSTEM, at=NOW - SECOND)
    token = commands.issue_token(user, label="试", by=SYSTEM, at=NOW - SECOND)
    Session.objects.create(session_key="k1", expire_date=NOW + SECOND, user_id=user.pk)
    actor = queries.actor_of(user, at=NOW - SECOND, channel="web")
    assert actor.has(RoleKind.CLERK)
    assert queries.is_granted(actor, center.pk, "T-1", at=NOW - SECOND)
    assert queries.actor_of_token(token, at=NOW - SECOND) is not None

    commands.dismiss(user, by=SYSTEM, at=NOW, reason="调离")

    assert queries.actor_of(user, at=NOW, channel="web").roles == ()
    assert not queries.is_granted(actor, center.pk, "T-1", at=NOW)
    assert queries.actor_of_token(token, at=NOW) is None
    assert not Session.objects.filter(user_id=user.pk).exists()
    with pytest.raises(Conflict):
        commands.dismiss(user, by=SYSTEM, at=NOW, reason="再停")
    with pytest.raises(Conflict):
        commands.give_role(user, RoleKind.CLERK, cast.city, by=SYSTEM, at=NOW)


def test_ending_one_role_leaves_the_other(cast: world.World) -> None:
    town = cast.townships["河湾镇"]
    user = town.staff[RoleKind.CLERK]
    commands.give_role(user, RoleKind.REVIEWER, town.region, by=SYSTEM, at=NOW - SECOND)
    gone = Role.objects.filter(user=user, kind=RoleKind.CLERK.value)
    assert commands.end_roles(user, by=SYSTEM, at=NOW, reason="轮岗", roles=gone) == 1
    actor = queries.actor_of(user, at=NOW, channel="web")
    assert [role.kind for role in actor.roles] == [RoleKind.REVIEWER]


def test_a_head_ends_no_role_elsewhere(cast: world.World) -> None:
    head = make.actor(cast.townships["河湾镇"].staff[RoleKind.CENTER_HEAD])
    other = cast.townships["古楼街道"].staff[RoleKind.CLERK]
    with pytest.raises(NotAllowed):
        commands.end_roles(other, by=head, at=NOW, reason="越权")
    with pytest.raises(NotAllowed):
        commands.dismiss(other, by=head, at=NOW, reason="越权")


def test_nobody_closes_their_own_account(cast: world.World) -> None:
    admin = cast.staff["聊城市", RoleKind.SYSTEM_ADMIN]
    with pytest.raises(NotAllowed):
        commands.dismiss(admin, by=make.actor(admin), at=NOW, reason="试")


def test_a_grant_names_item_site_and_time(cast: world.World) -> None:
    Grant.objects.all().delete()
    town = cast.townships["河湾镇"]
    clerk, head = town.staff[RoleKind.CLERK], make.actor(town.staff[RoleKind.CENTER_HEAD])
    grant = commands.give_grant(
        clerk, town.center, item_code="T-1", basis="合格证 1 号", by=head, at=NOW
    )
    actor = make.actor(clerk)
    assert queries.is_granted(actor, town.center.pk, "T-1", at=NOW)
    assert not queries.is_granted(actor, town.center.pk, "T-2", at=NOW)
    assert not queries.is_granted(actor, town.station.pk, "T-1", at=NOW)
    assert not queries.is_granted(actor, town.center.pk, "T-1", at=NOW - SECOND)
    commands.end_grant(grant, by=head, at=NOW + SECOND, reason="收回")
    assert not queries.is_granted(actor, town.center.pk, "T-1", at=NOW + SECOND)
    with pytest.raises(Conflict):
        commands.end_grant(grant, by=head, at=NOW + SECOND, reason="再收")


def test_a_grant_stands_on_something(cast: world.World) -> None:
    town = cast.townships["河湾镇"]
    reviewer, head = town.staff[RoleKind.REVIEWER], make.actor(town.staff[RoleKind.CENTER_HEAD])
    with pytest.raises(Invalid, match="依据"):
        commands.give_grant(reviewer, town.center, basis=" ", by=head, at=NOW)


def test_what_was_granted_at_a_site_ends_with_the_last_role_there(cast: world.World) -> None:
    town = cast.townships["河湾镇"]
    clerk = town.staff[RoleKind.CLERK]
    more = commands.give_role(
        clerk, RoleKind.REVIEWER, town.region, site=town.center, by=SYSTEM, at=NOW - SECOND
    )
    commands.end_roles(clerk, by=SYSTEM, at=NOW, reason="转岗", roles=[more])
    assert queries.is_granted(make.actor(clerk), town.center.pk, "T-1", at=NOW)
    commands.end_roles(clerk, by=SYSTEM, at=NOW, reason="调离")
    assert not Grant.objects.filter(queries.holding_at(NOW), user=clerk).exists()


def test_a_head_grants_only_at_the_own_centre(cast: world.World) -> None:
    head = make.actor(cast.townships["河湾镇"].staff[RoleKind.CENTER_HEAD])
    other = cast.townships["古楼街道"]
    with pytest.raises(NotAllowed):
        commands.give_grant(
            other.staff[RoleKind.REVIEWER], other.center, basis="合格证 1 号", by=head, at=NOW
        )
    assert not Grant.objects.filter(site=other.center, user__roles__kind="reviewer").exists()


def test_a_token_holds_its_accounts_rights_and_ends(cast: world.World) -> None:
    user = cast.townships["河湾镇"].staff[RoleKind.CLERK]
    own = make.actor(user)
    token = commands.issue_token(user, label="大屏", by=own, at=NOW)
    acting = queries.actor_of_token(token, at=NOW)
    assert acting is not None
    assert (acting.roles, acting.channel) == (own.roles, "api")
    assert queries.actor_of_token(token + "x", at=NOW) is None
    assert queries.actor_of_token(token, at=NOW + timedelta(days=366)) is None
    row = queries.tokens_of(user, at=NOW).get()
    commands.revoke_token(row, by=own, at=NOW)
    assert queries.actor_of_token(token, at=NOW) is None


def test_nobody_gets_a_token_of_another(cast: world.World) -> None:
    town = cast.townships["河湾镇"]
    head = make.actor(town.staff[RoleKind.CENTER_HEAD])
    with pytest.raises(NotAllowed):
        commands.issue_token(town.staff[RoleKind.CLERK], label="偷", by=head, at=NOW)


def test_the_roles_of_an_account_cost_one_statement(
    cast: world.World, django_assert_num_queries: object
) -> None:
    user = cast.townships["河湾镇"].staff[RoleKind.CLERK]
    commands.give_role(user, RoleKind.REVIEWER, cast.city, by=SYSTEM, at=NOW)
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.actor_of(user, at=NOW, channel="web")


def test_staff_are_listed_by_site_and_role(cast: world.World) -> None:
    town = cast.townships["河湾镇"]
    found = queries.staff_at(town.center.pk, RoleKind.CLERK, RoleKind.REVIEWER, at=NOW)
    assert set(found) == {town.staff[RoleKind.CLERK], town.staff[RoleKind.REVIEWER]}


def test_a_visitor_was_granted_nothing(cast: world.World) -> None:
    center = cast.townships["河湾镇"].center
    assert not queries.is_granted(ANONYMOUS, center.pk, "T-1", at=NOW)


def test_staff_of_one_unit_are_not_listed_in_another(cast: world.World) -> None:
    one = queries.staff_in([cast.units["东昌府区"].path], at=NOW)
    other = queries.staff_in([cast.units["开发区"].path], at=NOW)
    assert one.exists()
    assert other.exists()
    assert not set(one) & set(other)
