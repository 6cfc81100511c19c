"""In a browser: the desk by keys alone, accessible, on one screen, with no typing lost."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.cases.commands import review
from bianmin.cases.commands.intake import submit_case
from bianmin.cases.models import Case
from bianmin.catalogue.commands import import_items, offer_by_path
from bianmin.catalogue.queries import version_of
from bianmin.catalogue.shipped import shipped_items
from bianmin.feedback.asking import ask_question
from bianmin.files.commands import check_file, take_upload
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.files import samples
from tests.make import DAY
from tests.web.chromium import DESKTOP, chromium, looks_right, tab_of
from tests.world import Township, World, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


__all__ = ["chromium"]


@pytest.fixture
def world(db: Any) -> World:
    made = build()
    at = timezone.now()
    import_items([i for i in shipped_items() if i["area"] == "老年人优待"], by=SYSTEM, at=at)
    offer_by_path(units=(1,), by=SYSTEM, at=at, today=DAY)
    return made


@pytest.fixture
def town(world: World) -> Township:
    return world.townships["河湾镇"]


@pytest.fixture
def tab(chromium: Any, live_server: Any, town: Township) -> Any:
    tab = tab_of(chromium, live_server, town.staff[RoleKind.CLERK], width=DESKTOP)
    yield tab
    tab.context.close()


@pytest.fixture
def desk(chromium: Any, live_server: Any, town: Township) -> Any:
    tab = tab_of(chromium, live_server, town.staff[RoleKind.CLERK], width=1366)
    yield tab
    tab.context.close()


def some_cases(town: Township) -> list[Case]:
    at = timezone.now() - timedelta(days=5)
    version = version_of("LC-LN-077")
    assert version is not None
    answers = {
        "age_band": "80_89",
        "living": "alone",
        "other_benefit": "none",
        "received_elsewhere": "no",
        "bank_name": "rural",
        "bank_account": "6217000000000001234",
        "account_holder": "王桂英",
    }
    clerk, agent = make.actor(town.staff[RoleKind.CLERK]), town.staff[RoleKind.AGENT]
    cases = []
    for name in ("王桂英", "孙海", "郑义", "李德福", "赵春梅", "周敏"):
        wanted = make.application(
            town.center,
            town.village,
            applicant=make.person(name, village=town.village),
            intake=town.station,
            of=version,
            agent=agent.person,
            answers=answers,
        )
        wanted.materials.clear()  # type: ignore[attr-defined]
        wanted.materials["id"] = "received"  # type: ignore[index]
        by = make.actor(agent)
        cases.append(submit_case(wanted, channel="agent", by=by, at=at).case)
    from bianmin.cases.commands import intake

    for case in cases[:4]:
        intake.receive_case(case, by=clerk, at=at)
    for case in cases[:2]:
        review.accept_case(case, by=clerk, at=at)
    review.start_review(cases[0], by=make.actor(town.staff[RoleKind.REVIEWER]), at=at)
    return cases


def test_pages_look_right(tab: Any, live_server: Any, town: Township) -> None:
    cases = some_cases(town)
    ask_question(
        town.region,
        words="孩子上学要开什么？",
        phone="13812345678",
        address="127.0.0.1",
        by=SYSTEM,
        at=timezone.now(),
    )
    tab.goto(f"{live_server.url}/desk/?tab=all")
    looks_right(tab, "desk-worklist")
    tab.goto(f"{live_server.url}/desk/questions/")
    looks_right(tab, "desk-questions")
    tab.goto(f"{live_server.url}/desk/intake/")
    looks_right(tab, "desk-intake-empty")
    tab.goto(f"{live_server.url}/desk/intake/?item=LC-LN-077")
    looks_right(tab, "desk-intake-item")
    tab.click("button[value=accept]")
    looks_right(tab, "desk-intake-errors")
    tab.goto(f"{live_server.url}/desk/cases/{cases[2].number}/#correction-request")
    looks_right(tab, "desk-case-received")
    tab.goto(f"{live_server.url}/desk/cases/{cases[0].number}/clock/")
    looks_right(tab, "desk-clock")
    tab.goto(f"{live_server.url}/desk/cases/{cases[0].number}/slip/")
    looks_right(tab, "desk-slip")
    tab.fill("#find", cases[0].applicant.phone.clear())
    tab.press("#find", "Enter")
    looks_right(tab, "desk-found")


def test_the_reviewers_page_looks_right(
    chromium: Any, live_server: Any, town: Township, settings: Any, tmp_path: Any
) -> None:
    settings.BIANMIN_FILES_DIR = tmp_path
    cases = some_cases(town)
    owner, by = f"case:{cases[0].pk}", make.actor(town.staff[RoleKind.CLERK])
    photo = BytesIO(samples.jpeg(800, 600))
    file = take_upload(
        photo, unit=1, owner=owner, display_name="居民身份证", by=by, at=timezone.now()
    )
    check_file(file, at=timezone.now())
    tab = tab_of(chromium, live_server, town.staff[RoleKind.REVIEWER], width=1366)
    tab.goto(f"{live_server.url}/desk/cases/{cases[0].number}/")
    looks_right(tab, "desk-case-review")
    with tab.expect_navigation():
        tab.keyboard.press("Alt+v")
    assert tab.evaluate("document.querySelector('.scan img').decode().then(() => 1)")
    looks_right(tab, "desk-evidence")
    assert "同一个银行账号" in tab.inner_text("main")
    with tab.expect_navigation():
        tab.keyboard.press("n")
    assert tab.url.endswith("?n=2")
    looks_right(tab, "desk-evidence-2")
    tab.context.close()


def test_a_request_is_taken_and_accepted_by_keys_alone(desk: Any, live_server: Any) -> None:
    desk.goto(f"{live_server.url}/desk/intake/")
    assert desk.evaluate("document.documentElement.scrollHeight <= innerHeight")
    keys = desk.keyboard
    keys.press("Alt+1")
    keys.type(make.id_number(7))
    keys.press("Tab")
    keys.type("王桂英")
    keys.press("Tab")
    keys.type("13800000000")
    keys.press("Tab")
    keys.press("ArrowDown")
    desk.wait_for_selector("#known >> text=第一次来办事")
    keys.press("Alt+2")
    keys.type("gljt")
    desk.wait_for_selector("#items:not(:has(li:nth-child(3)))")
    keys.press("Tab")
    keys.press("Enter")
    desk.wait_for_selector("#sheet #mats table")
    assert desk.input_value("#id_name") == "王桂英"
    for name, value in (("age_band", "80_89"), ("living", "alone"), ("other_benefit", "none")):
        desk.check(f"[name='a-{name}'][value='{value}']")
    desk.check("[name=a-received_elsewhere][value=no]")
    desk.select_option("[name=a-bank_name]", "rural")
    desk.fill("[name=a-bank_account]", "6217000000000001234")
    desk.fill("[name=a-account_holder]", "王桂英")
    desk.focus("[name=m-id]")
    keys.press("Space")
    keys.press("Enter")  # checks only
    desk.wait_for_selector("text=按 F9 受理")
    assert desk.input_value("[name=a-account_holder]") == "王桂英"
    assert not Case.objects.filter(unit=1).exists()
    keys.press("F9")
    desk.wait_for_url("**/slip/")

    assert Case.objects.get(unit=1).state == State.ACCEPTED


def test_j_k_and_enter_open_a_case(desk: Any, live_server: Any, town: Township) -> None:
    some_cases(town)
    desk.goto(f"{live_server.url}/desk/?tab=all")
    second = desk.locator("[data-rows] tbody tr a").nth(1).inner_text()

    for key in ("j", "j", "j", "k"):
        desk.keyboard.press(key)
    desk.keyboard.press("Enter")

    desk.wait_for_url(f"**/desk/cases/{second}/")


def test_a_window_needs_no_script(chromium: Any, live_server: Any, town: Township) -> None:
    clerk = town.staff[RoleKind.CLERK]
    tab = tab_of(chromium, live_server, clerk, width=1366, java_script_enabled=False)
    tab.goto(f"{live_server.url}/desk/intake/")
    tab.fill("#words", "老人钱")
    tab.press("#words", "Enter")
    tab.click("#items a")
    tab.fill("#id_id_number", make.id_number(7))
    tab.fill("#id_name", "王桂英")
    tab.fill("#id_phone", "13800000000")
    tab.select_option("#id_place", label=town.village.name)
    for name, value in (("age_band", "80_89"), ("living", "alone"), ("other_benefit", "none")):
        tab.check(f"[name='a-{name}'][value='{value}']")
    tab.check("[name=a-received_elsewhere][value=no]")
    tab.select_option("[name=a-bank_name]", "rural")
    tab.fill("[name=a-bank_account]", "6217000000000001234")
    tab.fill("[name=a-account_holder]", "王桂英")
    tab.click("button[value=receive]")

    assert tab.url.endswith("/slip/")
    assert Case.objects.get(unit=1).state == State.RECEIVED
    tab.context.close()
