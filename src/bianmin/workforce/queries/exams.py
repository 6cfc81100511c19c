"""考试的问题: which paper is running, may one begin, who holds a certificate that is valid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.rules.errors import NotFound
from bianmin.rules.verdict import Verdict, first_denial
from bianmin.workforce.models import (
    Attempt,
    Attendance,
    Certificate,
    Course,
    Exam,
    LessonRead,
    Question,
)
from bianmin.workforce.queries.watches import everywhere


def day_of(at: datetime) -> date:
    return localdate(at)


def running(exam: Exam, user_id: int) -> Attempt | None:
    """没交的卷: the paper somebody has begun and not handed in."""
    return (
        Attempt.objects.filter(
            unit__in=everywhere(), user_id=user_id, exam=exam, handed_in_at__isnull=True
        )
        .select_related("exam__course")
        .first()
    )


def attempts_of(user_id: int, exam: Exam | None = None) -> QuerySet[Attempt]:
    """答卷: what somebody has sat, the latest first."""
    rows = Attempt.objects.filter(unit__in=everywhere(), user_id=user_id)
    if exam is not None:
        rows = rows.filter(exam=exam)
    return rows.select_related("exam__course").order_by("-started_at")


def seen(exam: Exam, user_id: int) -> set[int]:
    """见过的题: questions of somebody's earlier papers."""
    papers = attempts_of(user_id, exam).values_list("paper", flat=True)
    return {number for paper in papers for number in paper}


def may_begin(by: Actor, exam: Exam, *, at: datetime) -> Verdict:
    """能不能开考: the course was learned, online or in a session, and today's tries are left."""
    today = attempts_of(by.user_id or 0, exam).filter(started_at__date=localdate(at)).count()
    return first_denial(
        (exam.is_open and exam.course.is_open, "这门考试现在没有开放"),
        (
            has_learned(by.user_id or 0, exam.course),
            "先学完这门课或参加一场培训，再来考试",
        ),
        (today < exam.tries_a_day, f"今天已考 {today} 次，请再学一学，明天再考"),
    )


def has_learned(user_id: int, course: Course) -> bool:
    """学完: every lesson read, or a session of the course attended."""
    if Attendance.objects.filter(
        unit__in=everywhere(), user_id=user_id, session__course=course
    ).exists():
        return True
    lessons = course.lessons.count()
    return lessons > 0 and lessons == lessons_read(user_id, course).count()


def lessons_read(user_id: int, course: Course) -> QuerySet[LessonRead]:
    return LessonRead.objects.filter(unit__in=everywhere(), user_id=user_id, lesson__course=course)


def certificates_of(user: User) -> QuerySet[Certificate]:
    """合格证: everything somebody has passed, the newest first."""
    return (
        Certificate.objects.filter(unit__in=everywhere(), user=user)
        .select_related("course")
        .order_by("-issued_on", "-id")
    )


def valid_certificates(user: User, *, on: date) -> QuerySet[Certificate]:
    """有效的合格证: those that count on a day."""
    return certificates_of(user).filter(revoked_at__isnull=True, valid_until__gte=on)


@dataclass(frozen=True)
class Asked:
    """卷上一题: one question of a paper with what was chosen."""

    number: int  # its place, from 1
    question: Question
    chosen: tuple[int, ...]

    @property
    def is_answered(self) -> bool:
        return bool(self.chosen)

    @property
    def is_right(self) -> bool:
        return set(self.chosen) == set(self.question.right)

    @property
    def right_options(self) -> list[str]:
        return [self.question.options[n] for n in self.question.right]


def paper_of(attempt: Attempt) -> list[Asked]:
    """卷子: its questions in their order."""
    questions = Question.objects.in_bulk(attempt.paper)
    return [
        Asked(n, questions[pk], tuple(attempt.answers.get(str(pk), ())))
        for n, pk in enumerate(attempt.paper, start=1)
    ]


@dataclass(frozen=True)
class Learning:
    """一门课: how far somebody has come with it."""

    course: Course
    lessons: int
    read: int
    exam: Exam | None
    best: int | None
    certificate: Certificate | None

    @property
    def is_done(self) -> bool:
        return self.certificate is not None


def learning_of(user: User, *, on: date) -> list[Learning]:
    """我的学习: every open course with what was read, the best result and the certificate; five
    statements."""
    courses = Course.objects.filter(is_open=True).select_related("exam").order_by("topic", "code")
    read = _counts(
        LessonRead.objects.filter(unit__in=everywhere(), user=user).values_list(
            "lesson__course_id", flat=True
        )
    )
    lessons = _counts(
        Course.objects.filter(is_open=True, lessons__isnull=False).values_list("pk", flat=True)
    )
    best = dict(
        Attempt.objects.filter(unit__in=everywhere(), user=user, points__isnull=False)
        .values_list("exam__course_id")
        .annotate(best=Max("points"))
    )
    held: dict[int, Certificate] = {}
    for certificate in valid_certificates(user, on=on):
        held.setdefault(certificate.course_id, certificate)
    return [
        Learning(
            course,
            lessons.get(course.pk, 0),
            read.get(course.pk, 0),
            getattr(course, "exam", None),
            best.get(course.pk),
            held.get(course.pk),
        )
        for course in courses
    ]


def _counts(
    ids: Iterable[int],
) -> dict[int, int]:
    found: dict[int, int] = {}
    for pk in ids:
        found[pk] = found.get(pk, 0) + 1
    return found


def bank(course: Course) -> QuerySet[Question]:
    """题库: the questions of a course, those drawn first."""
    return Question.objects.filter(Q(course=course)).order_by("-is_open", "id")


def own_attempt(user_id: int, pk: int) -> Attempt:
    """本人的答卷; NotFound for anybody else's."""
    found = attempts_of(user_id).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这份答卷，或者不是您的")
    return found


def own_certificate(user: User, pk: int) -> Certificate:
    """本人的合格证; NotFound for anybody else's."""
    found = certificates_of(user).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这张合格证，或者不是您的")
    return found
