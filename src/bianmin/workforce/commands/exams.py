"""考试: keep the bank, sit an exam, hand in, be graded by rule, receive the certificate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from random import Random, SystemRandom

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.commands import end_grants_on, renew_grants
from bianmin.accounts.commands.sessions import unit_of
from bianmin.audit.commands import record
from bianmin.ground.ids import new_id
from bianmin.rules import exams as rules
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.exams import QuestionKind
from bianmin.rules.verdict import require
from bianmin.workforce import policies
from bianmin.workforce.models import Attempt, Certificate, Course, Exam, Question
from bianmin.workforce.queries import exams as queries
from bianmin.workforce.queries.watches import everywhere


@transaction.atomic
def set_exam(
    course: Course,
    *,
    questions: int,
    minutes: int,
    mark: int,
    tries_a_day: int = 3,
    valid_months: int = 24,
    is_open: bool = True,
    by: Actor,
    at: datetime,
) -> Exam:
    """设考试: how many questions, how long, and what passes."""
    require(policies.may_teach(by))
    wrong = {
        name: sentence
        for name, passed, sentence in (
            ("questions", 1 <= questions <= 200, "题数填 1 到 200"),
            ("minutes", 1 <= minutes <= 240, "时间填 1 到 240 分钟"),
            ("mark", 1 <= mark <= 100, "合格分填 1 到 100"),
            ("tries_a_day", 1 <= tries_a_day <= 20, "每天次数填 1 到 20"),
            ("valid_months", 1 <= valid_months <= 120, "有效期填 1 到 120 个月"),
        )
        if not passed
    }
    if wrong:
        raise Invalid("考试有几处要改一改", wrong)
    exam, _ = Exam.objects.update_or_create(
        course=course,
        defaults={
            "questions": questions,
            "minutes": minutes,
            "mark": mark,
            "tries_a_day": tries_a_day,
            "valid_months": valid_months,
            "is_open": is_open,
        },
    )
    record(f"course:{course.pk}", "set_exam", unit=0, by=by, at=at, questions=questions, mark=mark)
    return exam


@transaction.atomic
def write_question(
    course: Course,
    *,
    kind: QuestionKind,
    text: str,
    options: Sequence[str],
    right: Collection[int],
    because: str = "",
    by: Actor,
    at: datetime,
) -> Question:
    """出题: add one question to the bank; papers that are out keep theirs."""
    require(policies.may_teach(by))
    if not text.strip():
        raise Invalid("请写题目", {"text": "请写题目"})
    rules.check_question(kind, options, right)
    try:
        with transaction.atomic():
            question = Question.objects.create(
                course=course,
                kind=kind.value,
                text=text.strip(),
                options=[option.strip() for option in options],
                right=sorted(set(right)),
                because=because.strip(),
            )
    except IntegrityError:
        raise Invalid("题库里已有这道题", {"text": "题库里已有这道题"}) from None
    record(f"course:{course.pk}", "write_question", unit=0, by=by, at=at, question=question.pk)
    return question


@transaction.atomic
def retire_question(question: Question, *, by: Actor, at: datetime) -> None:
    """停用一题: it is drawn no more; papers that hold it are graded as before."""
    require(policies.may_teach(by))
    if not Question.objects.filter(pk=question.pk, is_open=True).update(is_open=False):
        raise Conflict("这道题已经停用")
    record(f"course:{question.course_id}", "retire_question", unit=0, by=by, at=at)


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
        _certify(now, at=at)
    return now


def close_overdue(unit: int, *, at: datetime) -> int:
    """到点收卷: grade every paper of a unit whose time is over; return how many."""
    overdue = list(Attempt.objects.filter(unit=unit, handed_in_at__isnull=True, ends_at__lte=at))
    for attempt in overdue:
        close_attempt(attempt, at=at)
    return len(overdue)


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, reason: str, by: Actor, at: datetime) -> None:
    """撤销合格证: it counts no more, and what was granted on it ends in the same second."""
    require(policies.may_revoke(by, certificate.unit))
    if not reason.strip():
        raise Invalid("请写明理由", {"reason": "请写明理由"})
    here = Certificate.objects.filter(unit=certificate.unit, pk=certificate.pk)
    if not here.filter(revoked_at__isnull=True).update(revoked_at=at, revoked_why=reason[:200]):
        raise Conflict("这张合格证已经撤销")
    end_grants_on(
        certificate.user, certificate.number, unit=certificate.unit, by=by, at=at, reason=reason
    )


def _certify(attempt: Attempt, *, at: datetime) -> Certificate:
    issued = localdate(attempt.handed_in_at)
    pk = new_id()
    certificate = Certificate.objects.create(
        id=pk,
        unit=attempt.unit,
        number=f"PX{pk:X}",
        user_id=attempt.user_id,
        course_id=attempt.exam.course_id,
        attempt=attempt,
        points=attempt.points or 0,
        issued_on=issued,
        valid_until=rules.valid_until(issued, attempt.exam.valid_months),
    )
    record(
        f"user:{attempt.user_id}",
        "certify",
        unit=attempt.unit,
        by=SYSTEM,
        at=at,
        number=certificate.number,
    )
    older = Certificate.objects.filter(
        unit__in=everywhere(), user_id=attempt.user_id, course_id=attempt.exam.course_id
    ).exclude(pk=pk)
    renew_grants(
        attempt.user,
        old=list(older.values_list("number", flat=True)),
        basis=certificate.number,
        ends_at=end_of(certificate),
        by=SYSTEM,
        at=at,
    )
    return certificate


def end_of(certificate: Certificate) -> datetime:
    """到期: the first moment in which the certificate no longer counts."""
    return datetime.combine(certificate.valid_until + timedelta(days=1), time(0), SHANGHAI)
