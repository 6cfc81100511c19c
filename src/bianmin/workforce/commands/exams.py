"""考试: sit an exam, hand in, be graded by rule, receive the certificate."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from random import Random, SystemRandom

from django.db import IntegrityError, transaction

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.commands.sessions import unit_of
from bianmin.audit.commands import record
from bianmin.rules import exams as rules
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.exams import QuestionKind
from bianmin.rules.verdict import require
from bianmin.workforce import policies
from bianmin.workforce.commands.certificates import certify
from bianmin.workforce.models import Attempt, Exam, Question
from bianmin.workforce.queries import exams as queries


@transaction.atomic
def begin_attempt(exam: Exam, *, by: Actor, at: datetime, random: Random | None = None) -> Attempt:
    """开考: draw a paper; one that is running is gone on with."""
    require(policies.may_learn(by))
    running = queries.running(exam, by.user_id or 0)
    if running is not None and running.ends_at > at:
        return running
    if running is not None:
        close_attempt(running, at=at)
    require(queries.may_begin(by, exam, at=at))
    bank = Question.objects.filter(course=exam.course_id, is_open=True).values_list("pk", flat=True)
    seen = queries.seen(exam, by.user_id or 0)
    paper = rules.draw(bank, seen, exam.questions, random or SystemRandom())
    attempt = Attempt(
        unit=unit_of(by),
        exam=exam,
        user_id=by.user_id or 0,
        paper=paper,
        started_at=at,
        ends_at=at + timedelta(minutes=exam.minutes),
    )
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError:
        raise Conflict("您正在另一处考这门试，请刷新") from None
    record(f"user:{by.user_id}", "begin_exam", unit=attempt.unit, by=by, at=at, exam=exam.pk)
    return attempt


@transaction.atomic
def answer(
    attempt: Attempt, question: int, chosen: Collection[int], *, by: Actor, at: datetime
) -> None:
    """答题: keep one answer; changed as often as one likes until time is up."""
    require(policies.may_sit(by, attempt.user_id))
    here = Attempt.objects.select_for_update().filter(unit=attempt.unit, pk=attempt.pk)
    now = here.get()
    if question not in now.paper:
        raise Invalid("这道题不在您的卷子里")
    if now.handed_in_at is not None or now.ends_at <= at:
        raise Conflict("时间到了，已按答好的题交卷")
    answers = {**now.answers, str(question): sorted(set(chosen))}
    Attempt.objects.filter(unit=attempt.unit, pk=attempt.pk).update(answers=answers)
    attempt.answers = answers


@transaction.atomic
def hand_in(attempt: Attempt, *, by: Actor, at: datetime) -> Attempt:
    """交卷: the paper is graded now; who has passed has the certificate in the same moment."""
    require(policies.may_sit(by, attempt.user_id))
    return close_attempt(attempt, at=at)


@transaction.atomic
def close_attempt(attempt: Attempt, *, at: datetime) -> Attempt:
    """收卷: grade what is answered; handed in late counts as at the end of the time."""
    here = Attempt.objects.filter(unit=attempt.unit, pk=attempt.pk)
    now = here.select_for_update(of=("self",)).select_related("exam__course", "user").get()
    if now.handed_in_at is not None:
        return now
    keys = {
        q.pk: rules.Key(QuestionKind(q.kind), frozenset(q.right))
        for q in Question.objects.filter(pk__in=now.paper)
    }
    given = {int(number): chosen for number, chosen in now.answers.items()}
    score = rules.grade(now.paper, keys, given)
    now.handed_in_at = min(at, now.ends_at)
    now.right, now.points, now.passed = score.right, score.points, score.passes(now.exam.mark)
    here.update(
        handed_in_at=now.handed_in_at, right=now.right, points=now.points, passed=now.passed
    )
    record(
        f"user:{now.user_id}",
        "hand_in_exam",
        unit=now.unit,
        by=SYSTEM,
        at=at,
        exam=now.exam_id,
        points=now.points,
        passed=now.passed,
    )
    if now.passed:
        certify(now, at=at)
    return now


def close_overdue(unit: int, *, at: datetime) -> int:
    """到点收卷: grade every paper of a unit whose time is over; return how many."""
    overdue = list(Attempt.objects.filter(unit=unit, handed_in_at__isnull=True, ends_at__lte=at))
    for attempt in overdue:
        close_attempt(attempt, at=at)
    return len(overdue)
