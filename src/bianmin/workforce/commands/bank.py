"""题库: keep the questions of a course, and say how its exam is made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.rules import exams as rules
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.exams import QuestionKind
from bianmin.rules.verdict import require
from bianmin.workforce import policies
from bianmin.workforce.models import Course, Exam, Question


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
