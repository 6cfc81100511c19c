"""In a browser: axe finds nothing, no script is needed, a passkey signs in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bianmin.accounts import factors
from tests.web.entrance.doors import PASSWORD, code_now, sent_digits, staff

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

BROWSER = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update"]  # fmt: skip
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": {"type": "tag", "values": TAGS}}
SHOTS = os.environ.get("BIANMIN_SHOTS", "")
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop in this thread
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(params=[390, 1280])
def tab(request: pytest.FixtureRequest, browser: Any) -> Iterator[Any]:
    tab = browser.new_page(viewport={"width": request.param, "height": 844})
    yield tab
    tab.close()


def assert_accessible(tab: Any, name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if SHOTS:
        width = tab.viewport_size["width"]
        tab.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


def test_a_resident_signs_in(tab: Any, live_server: Any) -> None:
    tab.goto(f"{live_server.url}/sign-in/?next=/mine/data/")
    assert_accessible(tab, "phone")
    tab.fill("[name=phone]", "13800000001")
    tab.click("main form button")
    assert_accessible(tab, "code")
    tab.fill("[name=code]", "12")
    tab.click("text=登录")
    assert_accessible(tab, "code-wrong")
    tab.fill("[name=code]", sent_digits())
    tab.click("text=登录")
    tab.wait_for_url("**/mine/data/")
    assert_accessible(tab, "own-data")


def test_a_resident_signs_in_without_scripts(browser: Any, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
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
    assert_accessible(tab, "factor")
    tab.fill("[name=digits]", code_now())
    tab.click("main .btn-lg")
    tab.goto(f"{live_server.url}/staff/security/")
    assert_accessible(tab, "security")
    tab.goto(f"{live_server.url}/staff/security/password/")
    assert_accessible(tab, "password")


def test_a_clerk_enrols_a_passkey_and_signs_in_with_it(tab: Any, live_server: Any) -> None:
    user = staff(enrolled=False)
    devices = tab.context.new_cdp_session(tab)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    password_step(tab, live_server, user.login)
    assert_accessible(tab, "setup")
    tab.click("text=绑定通行密钥")
    tab.wait_for_url("**/desk/")
    assert factors.kinds_of(user) == {"webauthn"}
    tab.context.clear_cookies()
    password_step(tab, live_server, user.login)
    assert_accessible(tab, "factor-passkey")
    tab.click("text=用通行密钥登录")
    tab.wait_for_url("**/desk/")
    tab.goto(f"{live_server.url}/staff/security/")
    assert "通行密钥" in tab.inner_text("main")


def password_step(tab: Any, live_server: Any, login: str) -> None:
    tab.goto(f"{live_server.url}/staff/")
    assert_accessible(tab, "staff")
    tab.fill("[name=login]", login)
    tab.fill("[name=password]", PASSWORD)
    tab.click("main .btn-lg")
