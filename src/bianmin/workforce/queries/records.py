"""培训记录: what somebody has read, where they came, what they sat, with its day and its result."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from bianmin.accounts.models import User
from bianmin.workforce.models import Attempt, Attendance, Course, Lesson, LessonRead
from bianmin.workforce.queries.watches import everywhere

MOST = 60


@dataclass(frozen=True)
class Learned:
    """一条记录: one course read online, one session, or one paper handed in."""

    at: datetime
    title: str
    how: str
    result: str
    is_good: bool


def record_of(user: User) -> list[Learned]:
    """培训记录: of one person, the latest first; in four statements."""
    found = [*_read(user), *_came(user), *_sat(user)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def _read(user: User) -> list[Learned]:
    rows = LessonRead.objects.filter(unit__in=everywhere(), user=user).select_related(
        "lesson__course"
    )
    by_course: dict[Course, list[datetime]] = defaultdict(list)
    for row in rows:
        by_course[row.lesson.course].append(row.read_at)
    lessons = dict(
        Lesson.objects.filter(course__in=by_course).values_list("course").annotate(n=Count("id"))
    )
    return [
        Learned(
            max(moments),
            course.title,
            "线上学习",
            f"学完 {len(moments)} 课，共 {lessons[course.pk]} 课",
            len(moments) >= lessons[course.pk],
        )
        for course, moments in by_course.items()
    ]


def _came(user: User) -> list[Learned]:
    rows = Attendance.objects.filter(unit__in=everywhere(), user=user).select_related(
        "session__course"
    )
    return [
        Learned(row.signed_at, row.session.course.title, "现场培训", row.session.place, True)
        for row in rows.order_by("-signed_at")[:MOST]
    ]


def _sat(user: User) -> list[Learned]:
    rows = Attempt.objects.filter(
        unit__in=everywhere(), user=user, handed_in_at__isnull=False
    ).select_related("exam__course")
    return [
        Learned(
            row.handed_in_at or row.started_at,
            row.exam.course.title,
            "考试",
            f"{row.points} 分，{'合格' if row.passed else '不合格'}",
            bool(row.passed),
        )
        for row in rows.order_by("-handed_in_at")[:MOST]
    ]
