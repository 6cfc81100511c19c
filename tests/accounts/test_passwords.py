from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import override_settings

from bianmin.accounts import commands, queries
from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.commands.passwords import LOCKED, WRONG
from bianmin.accounts.models import Session, User
from bianmin.rules.errors import Invalid
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM as NOW

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"


@pytest.fixture
def clerk() -> User:
    user = make.user(RoleKind.CLERK, make.region("聊城市"))
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
    user.refresh_from_db()
    return user


def enter(
    login: str, password: str, *, at: datetime = NOW, address: str = "10.0.0.1"
) -> tuple[User | None, str]:
    outcome = commands.enter_by_password(login, password, address=address, at=at)
    return outcome.user, outcome.reason


def test_a_right_password_names_the_account(clerk: User) -> None:
    assert enter(clerk.login, PASSWORD) == (clerk, "")
    assert enter(f" {clerk.login.upper()} ", PASSWORD) == (clerk, "")


def test_a_known_and_an_unknown_name_are_answered_alike(clerk: User) -> None:
    answers = [
        [enter(login, "wrong", address=address)[1] for _ in range(7)]
        for login, address in ((clerk.login, "10.0.0.1"), ("nobody", "10.0.0.2"))
    ]
    assert answers[0] == answers[1] == [WRONG] * 5 + [LOCKED] * 2


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour(clerk: User) -> None:
    for serial in range(5):
        enter(clerk.login, "wrong", address=f"10.0.0.{serial}")
    assert enter(clerk.login, PASSWORD)[1] == LOCKED
    assert enter(clerk.login, PASSWORD, at=NOW + timedelta(minutes=14, seconds=59))[1] == LOCKED
    assert enter(clerk.login, PASSWORD, at=NOW + timedelta(minutes=15))[0] == clerk


def test_the_lock_counts_from_the_fifth_failure(clerk: User) -> None:
    for minute in range(5):
        enter(clerk.login, "wrong", at=NOW + timedelta(minutes=minute))
    assert enter(clerk.login, PASSWORD, at=NOW + timedelta(minutes=18))[1] == LOCKED


def test_a_right_password_forgets_the_wrong_ones(clerk: User) -> None:
    for _ in range(3):
        for _ in range(4):
            enter(clerk.login, "wrong")
        assert enter(clerk.login, PASSWORD)[0] == clerk


def test_an_address_that_guesses_many_names_is_locked(clerk: User) -> None:
    for serial in range(25):
        enter(f"guess{serial}", "wrong")
    assert enter(clerk.login, PASSWORD)[1] == LOCKED
    assert enter(clerk.login, PASSWORD, address="10.0.0.2")[0] == clerk


def test_right_passwords_of_one_office_lock_nobody(clerk: User) -> None:
    for _ in range(40):
        assert enter(clerk.login, PASSWORD)[0] == clerk


def test_a_resident_has_no_password(clerk: User) -> None:
    citizen = make.user()
    User.objects.filter(pk=citizen.pk).update(password=make_password(PASSWORD))
    assert enter(citizen.login, PASSWORD)[1] == WRONG


def test_a_dismissed_account_stays_out_and_says_so_only_to_its_holder(clerk: User) -> None:
    commands.dismiss(clerk, by=SYSTEM, at=NOW, reason="调离")
    assert enter(clerk.login, "wrong")[1] == WRONG
    user, reason = enter(clerk.login, PASSWORD)
    assert user is None
    assert "停用" in reason


def test_production_refuses_demo_accounts_everywhere(clerk: User) -> None:
    User.objects.filter(pk=clerk.pk).update(is_demo=True)
    token = commands.issue_token(clerk, label="试", by=SYSTEM, at=NOW)
    assert enter(clerk.login, PASSWORD)[0] == clerk
    with override_settings(BIANMIN_TRIAL=False):
        assert enter(clerk.login, PASSWORD)[0] is None
        assert queries.actor_of_token(token, at=NOW) is None


def test_a_new_password_ends_every_session(clerk: User) -> None:
    Session.objects.create(session_key="k1", expire_date=NOW, user_id=clerk.pk)
    own = make.actor(clerk)
    assert not commands.change_password(clerk, "wrong", "a-long-new-password", by=own, at=NOW)
    assert Session.objects.filter(user_id=clerk.pk).exists()
    assert commands.change_password(clerk, PASSWORD, "a-long-new-password", by=own, at=NOW)
    assert not Session.objects.filter(user_id=clerk.pk).exists()
    assert enter(clerk.login, "a-long-new-password")[0] == clerk


@pytest.mark.parametrize("weak", ["short", "1234567890123", "password123"])
def test_a_weak_password_is_refused(clerk: User, weak: str) -> None:
    with pytest.raises(Invalid):
        commands.set_password(clerk, weak, by=SYSTEM, at=NOW)


def test_guessing_the_old_password_is_counted(clerk: User) -> None:
    own = make.actor(clerk)
    for _ in range(5):
        commands.change_password(clerk, "wrong", "a-long-new-password", by=own, at=NOW)
    assert not commands.change_password(clerk, PASSWORD, "a-long-new-password", by=own, at=NOW)
