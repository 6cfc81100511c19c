from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import override_settings

from bianmin.accounts import commands, demo, factors
from bianmin.accounts.models import User
from bianmin.rules.errors import Conflict, NotAllowed
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM as NOW

pytestmark = pytest.mark.django_db
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of RFC 6238
STEP = timedelta(seconds=30)


@pytest.fixture
def clerk() -> User:
    return make.user(RoleKind.CLERK, make.region("聊城市"))


def enrol(user: User, *, at: datetime = NOW) -> None:
    digits = factors.code_now(SECRET, at=at)
    assert commands.enrol_totp(user, SECRET, digits, by=make.actor(user), at=at)


def check(user: User, *, code_at: datetime, at: datetime) -> bool:
    return bool(commands.check_totp(user, factors.code_now(SECRET, at=code_at), at=at))


@pytest.mark.parametrize(
    ("second", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_rfc(second: int, digits: str) -> None:
    assert factors.totp(SECRET, second // 30) == digits


def test_the_phone_must_know_the_secret_before_it_counts(clerk: User) -> None:
    assert not commands.enrol_totp(clerk, SECRET, "000000", by=make.actor(clerk), at=NOW)
    assert factors.kinds_of(clerk) == frozenset()
    enrol(clerk)
    assert factors.kinds_of(clerk) == {"totp"}


def test_a_second_authenticator_app_is_refused(clerk: User) -> None:
    enrol(clerk)
    with pytest.raises(Conflict):
        enrol(clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Authenticator.objects.create(user=clerk, type="totp", data={})


def test_the_secret_is_sealed(clerk: User) -> None:
    enrol(clerk)
    assert SECRET not in str(Authenticator.objects.get(user=clerk).data)


def test_a_code_works_once_and_no_older_one_after_it(clerk: User) -> None:
    enrol(clerk)
    later = NOW + 4 * STEP
    assert check(clerk, code_at=later, at=later)
    assert not check(clerk, code_at=later, at=later)
    assert not check(clerk, code_at=later - STEP, at=later)
    assert check(clerk, code_at=later + STEP, at=later)


def test_the_code_shown_at_enrolment_is_spent(clerk: User) -> None:
    enrol(clerk)
    assert not check(clerk, code_at=NOW, at=NOW)


@pytest.mark.parametrize(("drift", "passes"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_wrong(clerk: User, drift: int, passes: bool) -> None:
    enrol(clerk)
    later = NOW + 10 * STEP
    assert check(clerk, code_at=later + drift * STEP, at=later) == passes


def test_five_wrong_codes_lock_for_a_quarter_of_an_hour(clerk: User) -> None:
    enrol(clerk)
    later = NOW + 10 * STEP
    for _ in range(5):
        assert not commands.check_totp(clerk, "000000", at=later)
    assert not check(clerk, code_at=later, at=later)
    assert check(clerk, code_at=later + 40 * STEP, at=later + 40 * STEP)


def test_wrong_codes_at_the_set_up_lock_too(clerk: User) -> None:
    own = make.actor(clerk)
    for _ in range(5):
        assert not commands.enrol_totp(clerk, SECRET, "000000", by=own, at=NOW)
    digits = factors.code_now(SECRET, at=NOW)
    assert not commands.enrol_totp(clerk, SECRET, digits, by=own, at=NOW)


def test_an_account_without_a_factor_passes_no_code(clerk: User) -> None:
    assert not check(clerk, code_at=NOW, at=NOW)


def test_only_the_security_administrator_resets_a_factor(clerk: User) -> None:
    enrol(clerk)
    city = make.region("聊城市")
    other = make.actor(make.user(RoleKind.SYSTEM_ADMIN, city))
    with pytest.raises(NotAllowed):
        commands.reset_factors(clerk, by=other, at=NOW, reason="手机丢了")
    guard = make.user(RoleKind.SECURITY_ADMIN, city)
    with pytest.raises(NotAllowed):
        commands.reset_factors(guard, by=make.actor(guard), at=NOW, reason="自己重置")
    commands.reset_factors(clerk, by=make.actor(guard), at=NOW, reason="手机丢了")
    assert factors.kinds_of(clerk) == frozenset()


def test_a_demo_code_is_shown_in_a_trial_and_for_demo_accounts_only(clerk: User) -> None:
    assert demo.code_of(clerk, at=NOW) == ""
    clerk.is_demo = True
    assert len(demo.code_of(clerk, at=NOW)) == 6
    with override_settings(BIANMIN_TRIAL=False):
        assert demo.code_of(clerk, at=NOW) == ""


def test_demo_accounts_may_share_a_code(clerk: User) -> None:
    User.objects.filter(pk=clerk.pk).update(is_demo=True)
    clerk.refresh_from_db()
    Authenticator.objects.bulk_create(demo.authenticators([clerk]))
    digits = demo.code_of(clerk, at=NOW)
    assert commands.check_totp(clerk, digits, at=NOW)
    assert commands.check_totp(clerk, digits, at=NOW)


def test_a_password_only_session_needs_the_factor(clerk: User) -> None:
    assert factors.needs_second_factor({}, clerk)
    assert factors.needs_second_factor({"factor": clerk.pk + 1}, clerk)
    assert not factors.needs_second_factor({"factor": clerk.pk}, clerk)
    assert not factors.needs_second_factor({}, make.user())
