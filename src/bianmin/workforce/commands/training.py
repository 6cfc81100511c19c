"""培训: plan over years, write courses and lessons, hold sessions, and learn."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands.sessions import unit_of
from bianmin.accounts.models import User
from bianmin.audit.commands import record
from bianmin.regions.models import Region
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.exams import Scope, Topic
from bianmin.rules.roles import STAFF, RoleKind
from bianmin.rules.verdict import require
from bianmin.workforce import codes, policies
from bianmin.workforce.models import (
    Attendance,
    Course,
    Lesson,
    LessonRead,
    PlanYear,
    TrainingPlan,
    TrainingSession,
)

EARLY = timedelta(minutes=30)  # before a session, from when the code is good
LATE = timedelta(minutes=30)


@dataclass(frozen=True)
class Year:
    """年度安排: the goal and the hours of one year."""

    year: int
    goal: str
    hours: int


@transaction.atomic
def publish_plan(
    region: Region,
    *,
    title: str,
    goal: str,
    audience: Sequence[RoleKind],
    target: int,
    years: Sequence[Year],
    by: Actor,
    at: datetime,
) -> TrainingPlan:
    """制定培训计划: goals, for whom, and what each year brings (三（七）中长期学习培训计划)."""
    require(policies.may_train(by, region))
    _check_plan(title, goal, audience, target, years)
    plan = TrainingPlan.objects.create(
        region=region,
        title=title.strip(),
        goal=goal.strip(),
        audience=[kind.value for kind in audience],
        target=target,
        first_year=years[0].year,
        last_year=years[-1].year,
        published_at=at,
        published_by=by.user_id,
    )
    PlanYear.objects.bulk_create(
        PlanYear(plan=plan, year=y.year, goal=y.goal.strip(), hours=y.hours) for y in years
    )
    record(f"plan:{plan.pk}", "publish_training", unit=region.unit, by=by, at=at, title=plan.title)
    return plan


@transaction.atomic
def write_course(
    code: str,
    *,
    title: str,
    topic: Topic,
    summary: str,
    scope: Scope,
    item_codes: Sequence[str],
    is_open: bool = True,
    by: Actor,
    at: datetime,
) -> Course:
    """编课程: write a course, or change the one of this code."""
    require(policies.may_teach(by))
    wrong = {}
    if not code.strip() or not title.strip():
        wrong["title"] = "请写课程编号和名称"
    if scope is Scope.ITEMS and not item_codes:
        wrong["item_codes"] = "请选这门课管哪些事项"
    if wrong:
        raise Invalid("课程有几处要改一改", wrong)
    course, _ = Course.objects.update_or_create(
        code=code.strip(),
        defaults={
            "title": title.strip(),
            "topic": topic.value,
            "summary": summary.strip(),
            "scope": scope.value,
            "item_codes": sorted(set(item_codes)) if scope is Scope.ITEMS else [],
            "is_open": is_open,
        },
    )
    record(f"course:{course.pk}", "write_course", unit=0, by=by, at=at, code=course.code)
    return course


@transaction.atomic
def write_lesson(
    course: Course, number: int, *, title: str, text: str, minutes: int, by: Actor, at: datetime
) -> Lesson:
    """编课时: write one page of a course, or change it."""
    require(policies.may_teach(by))
    if not title.strip() or not text.strip():
        raise Invalid("课时要有题目和内容", {"text": "请写题目和内容"})
    lesson, _ = Lesson.objects.update_or_create(
        course=course,
        number=number,
        defaults={"title": title.strip(), "text": text.strip(), "minutes": minutes},
    )
    record(f"course:{course.pk}", "write_lesson", unit=0, by=by, at=at, number=number)
    return lesson


@transaction.atomic
def hold_session(
    course: Course,
    region: Region,
    *,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    teacher: str = "",
    by: Actor,
    at: datetime,
) -> TrainingSession:
    """办一场培训: when, where, by whom."""
    require(policies.may_train(by, region))
    wrong = {}
    if not place.strip():
        wrong["place"] = "请写培训地点"
    if not starts_at < ends_at <= starts_at + timedelta(hours=12):
        wrong["ends_at"] = "结束时间要晚于开始，一场最多 12 小时"
    if wrong:
        raise Invalid("有几处要改一改", wrong)
    session = TrainingSession.objects.create(
        course=course,
        region=region,
        place=place.strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        teacher=teacher.strip(),
        secret=secrets.token_hex(16),
        made_by=by.user_id,
    )
    record(f"session:{session.pk}", "hold_session", unit=region.unit, by=by, at=at)
    return session


@transaction.atomic
def cancel_session(session: TrainingSession, *, reason: str, by: Actor, at: datetime) -> None:
    """取消一场: it has not been held."""
    require(policies.may_train(by, session.region))
    mine = TrainingSession.objects.filter(pk=session.pk, cancelled_at__isnull=True)
    if not mine.filter(starts_at__gt=at).update(cancelled_at=at):
        raise Conflict("已经开始或取消的场次不能取消")
    record(
        f"session:{session.pk}",
        "cancel_session",
        unit=session.region.unit,
        by=by,
        at=at,
        reason=reason,
    )


@transaction.atomic
def attend(session: TrainingSession, ticket: str, *, by: Actor, at: datetime) -> Attendance:
    """扫码签到: come to a session, shown by the ticket for the code on its screen just now."""
    require(policies.may_learn(by))
    if session.cancelled_at is not None:
        raise Conflict("这场培训取消了")
    if not session.starts_at - EARLY <= at <= session.ends_at + LATE:
        raise Conflict("现在不是这场培训的签到时间")
    if not codes.is_ticket(session.secret, ticket, by.user_id or 0, at):
        raise Invalid("签到码过期了，请再扫一次屏幕上现在的码", {"ticket": "请再扫一次"})
    attendance, is_new = Attendance.objects.get_or_create(
        unit=unit_of(by), session=session, user_id=by.user_id or 0, defaults={"signed_at": at}
    )
    if is_new:
        record(f"user:{by.user_id}", "attend", unit=unit_of(by), by=by, at=at, session=session.pk)
    return attendance


@transaction.atomic
def read_lesson(lesson: Lesson, *, by: Actor, at: datetime) -> None:
    """学完一课: the person says they have read it; said twice is said once."""
    require(policies.may_learn(by))
    user = User.objects.get(pk=by.user_id or 0)
    LessonRead.objects.bulk_create(
        [LessonRead(unit=unit_of(by), lesson=lesson, user=user, read_at=at)], ignore_conflicts=True
    )


def _check_plan(
    title: str, goal: str, audience: Sequence[RoleKind], target: int, years: Sequence[Year]
) -> None:
    wrong: dict[str, str] = {}
    if not title.strip():
        wrong["title"] = "请写计划名称"
    if not goal.strip():
        wrong["goal"] = "请写培训目标"
    if not audience or not set(audience) <= STAFF:
        wrong["audience"] = "请选培训对象"
    if not 1 <= target <= 100:
        wrong["target"] = "持证率填 1 到 100"
    numbers = [y.year for y in years]
    if not years or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        wrong["years"] = "请按年份逐年写，中间不空"
    elif len(years) > 10:
        wrong["years"] = "一个计划最多十年"
    elif any(not y.goal.strip() or not 1 <= y.hours <= 500 for y in years):
        wrong["years"] = "每年都要写目标和学时（1 到 500）"
    if wrong:
        raise Invalid("培训计划有几处要改一改", wrong)
