from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client, override_settings
from django.utils import timezone

from bianmin.accounts import commands, demo, factors
from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import Session, User
from bianmin.audit.models import Event
from bianmin.rules.roles import RoleKind
from bianmin.web.entrance.middleware import SEEN
from tests.web.entrance.doors import (
    PASSWORD,
    code_now,
    give_password,
    sign_in_staff,
    staff,
)

pytestmark = pytest.mark.django_db


def test_password_and_code_open_the_desk(client: Client) -> None:
    answer = sign_in_staff(client, staff())
    assert answer["Location"] == "/desk/"
    assert client.get("/staff/security/").status_code == 200


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        (RoleKind.AGENT, "/field/"),
        (RoleKind.STATION_CLERK, "/desk/"),
        (RoleKind.COUNTY_REVIEWER, "/desk/"),
        (RoleKind.COUNTY_BUREAU, "/console/"),
        (RoleKind.SUPERVISOR, "/console/"),
        (RoleKind.SYSTEM_ADMIN, "/console/"),
    ],
)
def test_everybody_lands_where_they_work(client: Client, kind: RoleKind, page: str) -> None:
    assert sign_in_staff(client, staff(kind))["Location"] == page


def test_an_account_without_a_factor_is_led_to_its_set_up(client: Client) -> None:
    user = staff(enrolled=False)
    give_password(client, user)
    assert client.get("/staff/factor/")["Location"] == "/staff/factor/set-up/"
    page = client.get("/staff/factor/set-up/")
    secret = page.context["secret"].replace(" ", "")
    assert secret not in str(dict(client.session.items()))
    digits = factors.code_now(secret, at=timezone.now())
    answer = client.post("/staff/factor/set-up/", {"digits": digits})
    assert answer["Location"] == "/desk/"
    assert factors.kinds_of(user) == {"totp"}


def test_a_wrong_first_code_enrols_nothing(client: Client) -> None:
    user = staff(enrolled=False)
    give_password(client, user)
    assert client.post("/staff/factor/set-up/", {"digits": "000000"}).status_code == 422
    assert factors.kinds_of(user) == frozenset()


def test_a_password_alone_adds_no_factor_beside_one_that_is_there(client: Client) -> None:
    user = staff()
    give_password(client, user)
    for path in ("/staff/factor/set-up/", "/staff/factor/set-up/passkey/"):
        assert client.post(path, {"digits": "000000"})["Location"] == "/staff/factor/"
    assert client.get("/staff/factor/set-up/")["Location"] == "/staff/factor/"


def test_a_known_and_an_unknown_name_get_the_same_page() -> None:
    def page(login: str) -> tuple[int, str]:
        answer = Client().post("/staff/", {"login": login, "password": "wrong"})
        text = answer.content.decode().replace(login, "NAME")
        return answer.status_code, "".join(
            line for line in text.splitlines() if "csrf" not in line and "_key" not in line
        )

    assert page(staff().login) == page("nobody")


def test_a_known_and_an_unknown_name_cost_one_reckoning_of_a_password(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hash is nearly all of the waiting: it tells nobody which names there are."""
    reckoned: list[str] = []
    hasher, login = type(get_hasher()), staff().login
    for work in ("encode", "verify"):
        real = getattr(hasher, work)

        def counted(self: Any, password: str, *others: Any, real: Any = real) -> Any:
            reckoned.append(password)
            return real(self, password, *others)

        monkeypatch.setattr(hasher, work, counted)
    for name in (login, "nobody"):
        client.post("/staff/", {"login": name, "password": f"wrong for {name}"})
    assert reckoned == [f"wrong for {login}", "wrong for nobody"]


def test_five_wrong_passwords_lock_and_the_count_outlives_the_refusal(client: Client) -> None:
    user = staff()
    for _ in range(5):
        answer = client.post("/staff/", {"login": user.login, "password": "wrong"})
        assert answer.status_code == 422
    assert "锁定" in give_password(client, user).content.decode()


def test_a_wrong_code_is_counted_too(client: Client) -> None:
    give_password(client, staff())
    for _ in range(5):
        assert client.post("/staff/factor/", {"digits": "000000"}).status_code == 422
    answer = client.post("/staff/factor/", {"digits": code_now()})
    assert "锁定" in answer.content.decode()


def test_a_second_sign_in_ends_the_first() -> None:
    user, first, second = staff(), Client(), Client()
    sign_in_staff(first, user)
    give_password(second, user)
    digits = factors.code_now(
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at=timezone.now() + timedelta(seconds=30)
    )
    second.post("/staff/factor/", {"digits": digits})
    assert second.get("/staff/security/").status_code == 200
    assert first.get("/staff/security/").status_code == 302
    ended = Event.objects.filter(action="sign_in").order_by("-id")[0].facts["ended"]
    assert ended == 1


def test_dismissal_is_felt_by_the_next_request(client: Client) -> None:
    user = staff()
    sign_in_staff(client, user)
    commands.dismiss(user, by=SYSTEM, at=timezone.now(), reason="调离")
    assert client.get("/staff/security/")["Location"].startswith("/staff/?")


def test_a_role_that_ends_is_felt_by_the_next_request(client: Client) -> None:
    user = staff()
    sign_in_staff(client, user)
    commands.end_roles(user, by=SYSTEM, at=timezone.now(), reason="轮岗")
    assert client.get("/staff/security/").status_code == 302


def test_a_quarter_of_an_hour_unused_ends_the_session(client: Client) -> None:
    sign_in_staff(client, staff())
    client.get("/staff/security/")
    session = client.session
    session[SEEN] = session[SEEN] - 14 * 60
    session.save()
    assert client.get("/staff/security/").status_code == 200
    session = client.session
    session[SEEN] = session[SEEN] - 15 * 60 - 1
    session.save()
    assert client.get("/staff/security/").status_code == 302
    assert not Session.objects.filter(user_id__isnull=False).exists()


def test_staying_keeps_the_session(client: Client) -> None:
    sign_in_staff(client, staff())
    session = client.session
    session[SEEN] = session[SEEN] - 14 * 60
    session.save()
    assert client.post("/staff/stay/").status_code == 204
    assert client.session[SEEN] > int(timezone.now().timestamp()) - 5


def test_demo_accounts_are_shown_their_code_in_a_trial(client: Client) -> None:
    user = staff(enrolled=False, demo=True)
    from allauth.mfa.models import Authenticator

    Authenticator.objects.bulk_create(demo.authenticators([user]))
    give_password(client, user)
    page = client.get("/staff/factor/")
    shown = page.context["demo_code"]
    assert shown in page.content.decode()
    assert client.post("/staff/factor/", {"digits": shown})["Location"] == "/desk/"


def test_the_trial_names_a_demo_login_of_every_role(client: Client) -> None:
    demo_clerk, real = staff(demo=True), staff(RoleKind.REVIEWER)
    page = client.get("/staff/")
    assert [found.login for found in page.context["demo_logins"]] == [demo_clerk.login]
    assert real.login not in page.content.decode()
    with override_settings(BIANMIN_TRIAL=False):
        page = client.get("/staff/")
        assert page.context["demo_logins"] == []
        assert demo.PASSWORD not in page.content.decode()


def test_real_accounts_are_never_shown_a_code(client: Client) -> None:
    give_password(client, staff())
    page = client.get("/staff/factor/")
    assert page.context["demo_code"] == ""
    assert "演示环境验证码" not in page.content.decode()


def test_an_old_session_of_a_demo_account_is_dead_in_production(client: Client) -> None:
    user = staff()
    sign_in_staff(client, user)
    User.objects.filter(pk=user.pk).update(is_demo=True)
    assert client.get("/staff/security/").status_code == 200
    with override_settings(BIANMIN_TRIAL=False):
        assert client.get("/staff/security/").status_code == 302
        assert "演示账号" in give_password(Client(), user).content.decode()


def test_a_token_is_shown_once_works_and_is_taken_back(client: Client) -> None:
    from bianmin.accounts.queries import actor_of_token, tokens_of

    user = staff()
    sign_in_staff(client, user)
    page = client.post("/staff/security/tokens/", {"label": "大屏"})
    token = page.context["token"]
    assert actor_of_token(token, at=timezone.now()) is not None
    assert token not in client.get("/staff/security/").content.decode()
    row = tokens_of(user, at=timezone.now()).get()
    client.post(f"/staff/security/tokens/{row.pk}/end/")
    assert actor_of_token(token, at=timezone.now()) is None


def test_nobody_takes_back_the_token_of_another(client: Client) -> None:
    from bianmin.accounts.queries import tokens_of

    other = staff()
    commands.issue_token(other, label="大屏", by=SYSTEM, at=timezone.now())
    row = tokens_of(other, at=timezone.now()).get()
    sign_in_staff(client, staff())
    assert client.post(f"/staff/security/tokens/{row.pk}/end/").status_code == 404


def test_the_password_is_changed_by_showing_the_old_one(client: Client) -> None:
    user = staff()
    sign_in_staff(client, user)
    form = {"old": "wrong", "new": "a-long-new-password"}
    assert client.post("/staff/security/password/", form).status_code == 422
    form["old"] = PASSWORD
    assert client.post("/staff/security/password/", form)["Location"] == "/staff/"
    assert client.get("/staff/security/").status_code == 302
    client.post("/staff/", {"login": user.login, "password": "a-long-new-password"})
    assert client.get("/staff/factor/").status_code == 200


@pytest.mark.parametrize("answer", ["", "x", "{}", '{"id": "x"}', "[]", "null", '{"response": 1}'])
def test_a_forged_passkey_opens_nothing(client: Client, answer: str) -> None:
    give_password(client, staff())
    forged = {"credential": answer}
    assert client.post("/staff/factor/passkey/", forged).status_code == 422
    assert client.get("/staff/security/")["Location"] == "/staff/factor/"
    fresh = Client()
    give_password(fresh, staff(enrolled=False))
    fresh.get("/staff/factor/set-up/")
    assert fresh.post("/staff/factor/set-up/passkey/", forged).status_code == 422
    assert fresh.get("/staff/security/")["Location"] == "/staff/factor/"


@pytest.mark.parametrize("path", ["factor/", "factor/passkey/", "factor/set-up/passkey/"])
def test_the_factor_pages_send_a_stranger_to_the_door(client: Client, path: str) -> None:
    assert client.post(f"/staff/{path}")["Location"] == "/staff/"


def test_who_is_in_need_not_sign_in_again(client: Client) -> None:
    sign_in_staff(client, staff())
    assert client.get("/staff/")["Location"] == "/desk/"


def test_a_token_needs_a_name(client: Client) -> None:
    sign_in_staff(client, staff())
    assert client.post("/staff/security/tokens/", {}).status_code == 422


def test_staff_with_a_code_may_add_a_passkey_but_no_second_code(client: Client) -> None:
    sign_in_staff(client, staff())
    page = client.get("/staff/factor/set-up/")
    assert page.status_code == 200
    assert page.context["has_totp"]
