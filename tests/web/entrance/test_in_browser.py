"""In a browser: axe finds nothing, no script is needed, a passkey signs in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bianmin.accounts import factors
from tests.web.chromium import PHONE, chromium, looks_right
from tests.web.entrance.doors import PASSWORD, code_now, sent_digits, staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
__all__ = ["chromium"]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    tab = chromium.new_page(viewport={"width": PHONE, "height": 844})
    yield tab
    tab.close()


def test_a_resident_signs_in(tab: Any, live_server: Any) -> None:
    tab.goto(f"{live_server.url}/sign-in/?next=/mine/data/")
    looks_right(tab, "phone")
    tab.fill("[name=phone]", "13800000001")
    tab.click("main form button")
    looks_right(tab, "code")
    tab.fill("[name=code]", "12")
    tab.click("text=登录")
    looks_right(tab, "code-wrong")
    tab.fill("[name=code]", sent_digits())
    tab.click("text=登录")
    tab.wait_for_url("**/mine/data/")
    looks_right(tab, "own-data")


def test_a_resident_signs_in_without_scripts(chromium: Any, live_server: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{live_server.url}/sign-in/?next=/mine/data/")
    tab.fill("[name=phone]", "13800000002")
    tab.click("main form button")
    tab.fill("[name=code]", sent_digits())
    tab.click("text=登录")
    assert tab.url.endswith("/mine/data/")
    context.close()


def test_a_clerk_signs_in_with_a_code(tab: Any, live_server: Any) -> None:
    user = staff(demo=True)
    password_step(tab, live_server, user.login)
    looks_right(tab, "factor")
    tab.fill("[name=digits]", code_now())
    tab.click("main .btn-lg")
    tab.goto(f"{live_server.url}/staff/security/")
    looks_right(tab, "security")
    tab.goto(f"{live_server.url}/staff/security/password/")
    looks_right(tab, "password")


def test_a_clerk_enrols_a_passkey_and_signs_in_with_it(tab: Any, live_server: Any) -> None:
    user = staff(enrolled=False)
    devices = tab.context.new_cdp_session(tab)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    password_step(tab, live_server, user.login)
    looks_right(tab, "setup")
    tab.click("text=绑定通行密钥")
    tab.wait_for_url("**/desk/")
    assert factors.kinds_of(user) == {"webauthn"}
    tab.context.clear_cookies()
    password_step(tab, live_server, user.login)
    looks_right(tab, "factor-passkey")
    tab.click("text=用通行密钥登录")
    tab.wait_for_url("**/desk/")
    tab.goto(f"{live_server.url}/staff/security/")
    assert "通行密钥" in tab.inner_text("main")


def password_step(tab: Any, live_server: Any, login: str) -> None:
    tab.goto(f"{live_server.url}/staff/")
    looks_right(tab, "staff")
    tab.fill("[name=login]", login)
    tab.fill("[name=password]", PASSWORD)
    tab.click("main .btn-lg")
