"""Posts, rotas, leave, hand-overs and exams: one of each in every township."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.make import MONDAY_9AM

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import Grant
from bianmin.rules.exams import QuestionKind, Scope, Topic
from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import PostKind
from bianmin.workforce.commands import alarms, bank, exams, posts, register, rotas, training
from bianmin.workforce.commands.handovers import make_handover
from bianmin.workforce.models import Absence, Certificate, EmptyPost, Exam, Question, Rota
from torture._matrix.planting import Home, Planted

COURSE = "JBG-1"
BEFORE = MONDAY_9AM - timedelta(days=5)


def plant_workforce(planted: Planted) -> None:
    """A course of the city with a session, and in every township whatever a route can name."""
    exam = _course()
    told: dict[str, Any] = {"by": SYSTEM, "at": BEFORE}
    session = training.hold_session(
        exam.course, planted.cast.city, place="市政务大厅", starts_at=MONDAY_9AM,
        ends_at=MONDAY_9AM + timedelta(hours=2), **told,
    )  # fmt: skip
    asked = Question.objects.filter(course=exam.course).order_by("id")
    planted.drafted |= {"session": session.pk, "question": asked[0].pk}
    for home in planted.homes.values():
        _man(home)
        _learn(home, exam)


def _course() -> Exam:
    told: dict[str, Any] = {"by": SYSTEM, "at": BEFORE}
    course = training.write_course(
        COURSE, title="基本功", topic=Topic.SYSTEMS, summary="", scope=Scope.ALL, item_codes=(),
        **told,
    )  # fmt: skip
    training.write_lesson(course, 1, title="第一课", text="要点", minutes=5, **told)
    for number in range(3):
        bank.write_question(
            course, kind=QuestionKind.SINGLE, text=f"第 {number} 题", options=["甲", "乙"],
            right=[0], **told,
        )  # fmt: skip
    return bank.set_exam(course, questions=2, minutes=10, mark=50, **told)


def _man(home: Home) -> None:
    """A window nobody has signed in at, its draft, an asked leave, a list to confirm."""
    town, head = home.town, home.steps.by(RoleKind.CENTER_HEAD)["by"]
    clerk = town.staff[RoleKind.CLERK]
    told: dict[str, Any] = {"by": head, "at": BEFORE}
    post = posts.open_post(town.center, PostKind.WINDOW, name="综合窗口", signs=True, **told)
    posts.appoint(post, clerk, None, **told)
    week = "AAAAAAAAAA----"
    rota = rotas.draft_rota(post, pattern=week, season="all", starts_on=date(2026, 2, 25), **told)
    Rota.objects.filter(pk=rota.pk).update(published_at=BEFORE, is_short=True)
    draft = rotas.draft_rota(post, pattern=week, season="all", starts_on=date(2026, 5, 1), **told)
    alarms.watch_posts(town.region.unit, at=MONDAY_9AM)
    unit = town.region.unit
    handover = make_handover(
        unit, clerk, town.staff[RoleKind.AGENT], cause="absence", only=(), by=head,
        at=MONDAY_9AM, reason="调班",
    )  # fmt: skip
    title = register.add_qualification(
        clerk, town.region, name="社会工作者", by=head, at=MONDAY_9AM
    )
    home.listed |= {
        "post": post.pk,
        "rota": draft.pk,
        "alarm": EmptyPost.objects.get(unit=unit, post=post).pk,
        "absence": Absence.objects.get(unit=unit, user=town.staff[RoleKind.AGENT]).pk,
        "handover": handover.pk,
        "title": title.pk,
        "right": Grant.objects.get(user=clerk).pk,
    }


def _learn(home: Home, exam: Exam) -> None:
    agent, by = home.town.staff[RoleKind.AGENT], home.steps.by(RoleKind.AGENT)
    for lesson in exam.course.lessons.all():
        training.read_lesson(lesson, **by)
    attempt = exams.begin_attempt(exam, random=Random(1), **by)
    for question in attempt.paper:
        exams.answer(attempt, question, [0], **by)
    exams.hand_in(attempt, **by)
    held = Certificate.objects.get(unit=attempt.unit, user=agent)
    home.listed |= {"attempt": attempt.pk, "certificate": held.pk}
