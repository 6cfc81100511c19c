"""In a browser: a clerk's day and an exam, on a phone and at a desk, also without a script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.rules.roles import RoleKind
from bianmin.workforce.commands import training
from bianmin.workforce.models import Absence, Attempt, Certificate, DutySign, Question
from tests import make
from tests.web.chromium import PHONE, chromium, looks_right, tab_of
from tests.workforce.house import House
from tests.workforce.test_exams import course

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
__all__ = ["chromium"]


def test_a_clerks_day(chromium: Any, live_server: Any, house: House) -> None:
    house.case(house.a, at=timezone.now() - timedelta(hours=1))
    tab = tab_of(chromium, live_server, house.a, width=PHONE)
    tab.goto(f"{live_server.url}/me/")
    looks_right(tab, "me-home")
    tab.click("button:has-text('签到')")
    assert DutySign.objects.filter(unit=1).count() == 1
    tab.click("a:text-is('临时离岗')")
    looks_right(tab, "me-leave")
    tab.click("text=离岗，请人顶岗")
    tab.wait_for_selector(".errs")
    looks_right(tab, "me-leave-wrong")
    tab.check("[name=kind][value=sick]")
    tab.check("[name=until][value='1']")
    tab.click("text=离岗，请人顶岗")
    tab.wait_for_url("**/me/")
    looks_right(tab, "me-away")
    assert Absence.objects.filter(unit=1).count() == 1
    b = tab_of(chromium, live_server, house.b, width=PHONE)
    b.goto(f"{live_server.url}/me/")
    looks_right(b, "me-handover")
    b.click("text=确认都收到了")
    b.wait_for_selector(".flash")
    assert "已确认交接" in b.inner_text("main")
    b.goto(f"{live_server.url}/me/leave/")
    b.select_option("#ask-kind", "leave")
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    b.fill("#ask-first", tomorrow)
    b.fill("#ask-last", tomorrow)
    b.click("text=交给负责人批")
    b.wait_for_selector(".flash")
    looks_right(b, "me-leave-asked")
    tab.context.close()
    b.context.close()


@pytest.mark.parametrize(("width", "script"), [(390, True), (1366, False)])
def test_an_exam(chromium: Any, live_server: Any, house: House, width: int, script: bool) -> None:
    exam = course()
    training.write_lesson(
        exam.course, 1, title="接待群众的第一句话", minutes=5,
        text="群众一进门，先站起来问好。\n\n三句话要说到：\n- 您好，办什么事？\n- 请坐，我看看材料"
        "\n- 还缺一样，我一次给您写清楚",
        by=SYSTEM, at=timezone.now(),
    )  # fmt: skip
    novice = make.user(RoleKind.AGENT, at_site=house.town.station, trained=False, name="新代办")
    tab = tab_of(chromium, live_server, novice, width=width, java_script_enabled=script)
    see = looks_right if script else lambda *_: None
    tab.goto(f"{live_server.url}/me/learning/")
    see(tab, "me-learning")
    tab.click(".rows a >> nth=0")
    tab.wait_for_selector(".tasks")
    see(tab, "me-course")
    tab.click(".tasks a >> nth=0")
    tab.wait_for_selector("#lesson")
    see(tab, "me-lesson")
    tab.click("text=学完了，下一课")
    tab.click("text=学完了")
    tab.click("text=开始考试")
    tab.wait_for_selector("#q")
    see(tab, "me-question")
    paper = Attempt.objects.get(unit=1)
    for question in paper.paper:
        right = Question.objects.get(pk=question).right[0]
        tab.check(f"[name=chosen][value='{right}']")
        tab.click(".dock button")
    tab.wait_for_selector(".sheet-n")
    see(tab, "me-check")
    tab.click("text=交卷")
    tab.wait_for_selector(".done")
    see(tab, "me-result")
    tab.click("text=看合格证")
    tab.wait_for_selector(".cert")
    see(tab, "me-certificate")
    assert Certificate.objects.filter(unit=1, user=novice).count() == 1
    tab.context.close()
