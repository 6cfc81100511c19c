"""首问负责: who is asked first answers for it until another has taken it; the villager is told."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.feedback.models import Question
from bianmin.rules.roles import RoleKind
from tests.journeys.people import Villager, Worker, press
from tests.web.chromium import looks_right
from tests.world import build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_question_at_the_window_is_taken_over_and_answered(
    chromium: Any, live_server: Any, db: Any
) -> None:
    town = build().townships["河湾镇"]
    clerk = Worker(chromium, live_server, town.staff[RoleKind.CLERK])
    head = Worker(chromium, live_server, town.staff[RoleKind.CENTER_HEAD])
    clerk.tab.goto(f"{clerk.url}/desk/questions/")
    clerk.tab.click("#note summary")
    clerk.tab.fill("#note-words", "老伴的残疾证丢了，怎么补？")
    press(clerk.tab, "#note button")  # without a telephone nobody could be told
    assert clerk.tab.input_value("#note-words") == "老伴的残疾证丢了，怎么补？"
    clerk.tab.fill("#note-phone", "13812345678")
    press(clerk.tab, "#note button")
    looks_right(clerk.tab, "desk-questions")
    press(clerk.tab, "a:text-is('转给别人')")
    clerk.tab.select_option("#offer-taker", label=town.staff[RoleKind.CENTER_HEAD].display_name)
    clerk.tab.fill("#offer-note", "要问残联")
    press(clerk.tab, "#offer button")
    looks_right(clerk.tab, "desk-question")
    asked = Question.objects.get(unit=1)
    assert asked.holder == town.staff[RoleKind.CLERK].pk

    head.tab.goto(f"{head.url}/desk/questions/")
    looks_right(head.tab, "desk-questions-offered")
    press(head.tab, "main form[action$='/taking/'] button")
    head.tab.fill("#answer textarea", "带身份证和一张照片来，当天补")
    press(head.tab, "#answer button")
    villager = Villager(chromium, live_server, width=390)
    villager.open(f"/q/{asked.code.clear()}/", "asked")
    assert "当天补" in villager.tab.inner_text("main")
    for worker in (clerk, head, villager):
        worker.leave()
