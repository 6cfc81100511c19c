from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from bianmin.accounts import commands, demo, factors, queries
from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.commands.bulk import NewPerson, NewStaff, bulk_staff
from bianmin.accounts.commands.cleaning import clean_up
from bianmin.accounts.models import ApiToken, Session, SignInCode, Tally
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM as NOW

pytestmark = pytest.mark.django_db


def rows(count: int) -> list[NewStaff]:
    center = make.site(make.region("河湾镇", make.region("东昌府区", make.region("市"), unit=1)))
    return [
        NewStaff(
            person=NewPerson("张三", make.id_number(serial), f"137{serial:08d}"),
            login=f"demo{serial}",
            kind=RoleKind.CLERK,
            region=center.region,
            site=center,
            basis="合格证 1 号",
        )
        for serial in range(count)
    ]


def test_staff_hired_in_bulk_can_work_and_sign_in() -> None:
    (user,) = bulk_staff(rows(1), password=demo.PASSWORD, is_demo=True, by=SYSTEM, at=NOW)
    entered = commands.enter_by_password("demo0", demo.PASSWORD, address="x", at=NOW)
    assert entered.user == user
    assert commands.check_totp(user, demo.code_of(user, at=NOW), at=NOW)
    actor = make.actor(user)
    assert actor.has(RoleKind.CLERK)
    assert queries.is_granted(actor, actor.roles[0].site_id or 0, "T-1", at=NOW)
    assert [found.login for found in demo.logins(at=NOW)] == ["demo0"]


def test_real_staff_hired_in_bulk_enrol_their_own_factor() -> None:
    (user,) = bulk_staff(rows(1), password=demo.PASSWORD, is_demo=False, by=SYSTEM, at=NOW)
    assert factors.kinds_of(user) == frozenset()
    assert not Authenticator.objects.exists()


def test_hiring_costs_the_same_statements_for_few_and_many(
    django_assert_max_num_queries: object,
) -> None:
    many = rows(60)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        bulk_staff(many, password=demo.PASSWORD, is_demo=True, by=SYSTEM, at=NOW)


def test_what_has_outlived_its_period_is_erased_and_nothing_else() -> None:
    user = make.user(RoleKind.CLERK, make.region("市"))
    commands.send_code("13800000001", address="x", at=NOW)
    commands.issue_token(user, label="试", by=SYSTEM, at=NOW)
    Session.objects.create(session_key="k", expire_date=NOW, user_id=user.pk)
    assert clean_up(at=NOW) == 0
    assert clean_up(at=NOW + timedelta(days=800)) > 0
    for model in (SignInCode, Tally, Session, ApiToken):
        assert not model.objects.exists(), model  # type: ignore[attr-defined]
