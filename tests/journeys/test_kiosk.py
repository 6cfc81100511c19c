"""自助机: person A follows and rates a case and walks away; B finds nothing of A in the browser."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from bianmin.cases.application import Submitted
from bianmin.cases.commands import closing as closings
from bianmin.cases.commands import intake, review
from bianmin.counter.models import KioskVisit
from bianmin.feedback.models import Rating
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.counter import hall as halls
from tests.counter.hall import Hall
from tests.web.chromium import FLAGS, SMALL_TARGETS, WHOLE_PROGRAM, looks_right

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

HELD = """async () => ({
  stores: JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})
    + JSON.stringify(await caches.keys()) + JSON.stringify(await indexedDB.databases()),
  typed: [...document.querySelectorAll('input:not([type=hidden], [type=radio], [type=checkbox])')]
    .map(i => i.value + i.autocomplete)})"""


@pytest.fixture
def hall(db: Any) -> Hall:
    return halls.build(world.build())


@pytest.fixture
def made(hall: Hall) -> Submitted:
    """A case that was completed just now."""
    town, at = hall.town, timezone.now()
    made = make.submitted(
        town.center, town.village, applicant=town.villager, of=hall.world.version, at=at
    )
    clerk = {"by": make.actor(hall.wang, at=at), "at": at}
    reviewer = {"by": make.actor(town.staff[RoleKind.REVIEWER], at=at), "at": at}
    intake.receive_case(made.case, **clerk)
    review.accept_case(made.case, **clerk)
    review.start_review(made.case, **reviewer)
    review.grant_case(made.case, **reviewer)
    closings.complete_case(made.case, **clerk)
    return made


@dataclass
class Machine:
    """A kiosk's browser: one profile that stays, with everything by which Back may be quick."""

    profile: Any
    folder: Path
    home: str
    made: Submitted
    item: str

    @property
    def marks(self) -> list[str]:
        """What would tell person B something of person A."""
        number = self.made.case.number
        return [number[2:], self.made.query_code, self.item, "非常满意", "对不上"]

    def follow(self, tab: Any, *, is_to_rate: bool = False) -> None:
        """Person A: mistypes the code and sees the progress."""
        tab.goto(self.home)
        tab.get_by_role("link", name="查进度").click()
        for digit in self.made.case.number.removeprefix("LC"):
            tab.get_by_role("button", name=digit, exact=True).click()
        tab.get_by_role("button", name="下一栏").click()
        tab.keyboard.type("000000" if self.made.query_code != "000000" else "000001")
        reached(tab, is_to_rate and "kiosk-number")
        tab.get_by_role("button", name="查一查").click()
        tab.wait_for_selector("text=对不上")
        tab.locator("input[name=code]").fill(self.made.query_code)
        tab.get_by_role("button", name="查一查").click()
        tab.wait_for_selector(".k-state")
        assert self.item in tab.inner_text("h1")
        reached(tab, is_to_rate and "kiosk-progress")
        if is_to_rate:
            tab.get_by_role("link", name="评一评").click()
            tab.wait_for_selector("text=非常满意")
            reached(tab, "kiosk-rating")

    def holds_nothing(self, tab: Any, *, steps: int) -> None:
        """Person B: Back and Forward through everything, the addresses again, a new tab."""
        self._is_clean(tab)
        for move in (tab.go_back, tab.go_forward):
            for _ in range(steps):
                move()
                if tab.url.startswith("http"):
                    self._is_clean(tab)
        other = self.profile.new_page()
        for page in ("", "case/", "rating/", "taken/", "guides/"):
            other.goto(f"{self.home}{page}")
            self._is_clean(other)
        other.close()
        assert {cookie["name"] for cookie in self.profile.cookies()} <= {"csrftoken"}

    def _is_clean(self, tab: Any) -> None:
        tab.wait_for_load_state()
        held = tab.evaluate(HELD)
        assert held["stores"] == "{}{}[][]" and set(held["typed"]) <= {"off"}, held
        assert not [mark for mark in self.marks if mark in tab.content() + tab.url], tab.url

    def wrote_nothing(self) -> None:
        """What Chromium wrote to its disk (history, cache, sessions, autofill): none of it."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        number = self.made.case.number[2:]
        for path in files:
            content = path.read_bytes()
            assert number.encode() not in content, path
            assert number.encode("utf-16le") not in content, path
        with closing(sqlite3.connect(self.folder / "Default" / "Web Data")) as typed:
            assert typed.execute("SELECT * FROM autofill").fetchall() == []


def reached(tab: Any, name: str | bool) -> None:
    """Every target can be hit by a finger of whoever stands before it."""
    assert tab.evaluate(SMALL_TARGETS, 88) == []
    if name:
        looks_right(tab, str(name))


def prints_a_guide(tab: Any, machine: Machine) -> None:
    """From the area to the sheet, which a frame of the page loads and prints."""
    tab.get_by_role("link", name="打印指南").click()
    tab.locator("button[name=area]").first.click()
    reached(tab, "kiosk-items")
    tab.get_by_role("button", name=machine.item).click()
    reached(tab, "kiosk-guide")
    with tab.expect_response("**/sheet.pdf") as sheet:
        tab.get_by_role("link", name="打印这一页").click()
    assert sheet.value.status == 200
    assert sheet.value.headers["content-type"] == "application/pdf"
    assert tab.url == f"{machine.home}guides/"
    tab.get_by_role("link", name="完成，退出").click()
    tab.wait_for_selector("text=请取号")


@pytest.fixture
def machine(
    chromium: Any, tmp_path: Path, live_server: Any, hall: Hall, made: Submitted
) -> Iterator[Machine]:
    folder = tmp_path / "profile"
    profile = chromium.browser_type.launch_persistent_context(
        str(folder),
        executable_path=WHOLE_PROGRAM,
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
        viewport={"width": 1080, "height": 1920},
    )
    home = f"{live_server.url}/hall/{hall.site.pk}/"
    yield Machine(profile, folder, home, made, hall.world.version.item.plain_name)
    profile.close()


def test_nothing_of_the_person_before_is_left_in_the_browser(
    machine: Machine, settings: Any
) -> None:
    tab = machine.profile.new_page()

    machine.follow(tab, is_to_rate=True)
    tab.get_by_role("button", name="非常满意").click()
    tab.wait_for_selector("text=谢谢您的评价")
    assert Rating.objects.get(unit=1).channel == "kiosk"
    tab.get_by_role("link", name="完成，退出").click()
    tab.wait_for_selector("text=请取号")
    machine.holds_nothing(tab, steps=6)
    prints_a_guide(tab, machine)

    machine.follow(tab)
    settings.BIANMIN_KIOSK_IDLE = 2
    tab.reload()
    tab.wait_for_selector("text=请取号")  # nobody touched anything
    assert not KioskVisit.objects.filter(unit=1).exists()
    machine.holds_nothing(tab, steps=3)
    machine.profile.close()
    machine.wrote_nothing()


def test_without_a_script_the_page_leaves_by_itself(
    chromium: Any, live_server: Any, hall: Hall, made: Submitted, settings: Any
) -> None:
    tab = chromium.new_context(java_script_enabled=False).new_page()
    tab.goto(f"{live_server.url}/hall/{hall.site.pk}/case/")
    tab.locator("input[name=number]").fill(made.case.number)
    tab.locator("input[name=code]").fill(made.query_code)
    tab.get_by_role("button", name="查一查").click()
    assert hall.world.version.item.plain_name in tab.inner_text("h1")
    settings.BIANMIN_KIOSK_IDLE = 2
    tab.reload()
    tab.wait_for_url(f"**/hall/{hall.site.pk}/")
    assert not KioskVisit.objects.filter(unit=1).exists()
    tab.go_back()
    assert hall.world.version.item.plain_name not in tab.inner_text("body")
