"""培训的问题: what a course holds, who has read what, which sessions are to come and who came."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.regions.models import Region
from bianmin.rules.errors import NotFound
from bianmin.workforce import codes
from bianmin.workforce.models import (
    Attendance,
    Course,
    Lesson,
    LessonRead,
    TrainingPlan,
    TrainingSession,
)
from bianmin.workforce.queries.watches import everywhere


def course_of(code: str, *, hidden: bool = False) -> Course:
    """一门课 by its code; NotFound when it is not taught (any more)."""
    rows = Course.objects.filter(code=code).select_related("exam")
    course = (rows if hidden else rows.filter(is_open=True)).first()
    if course is None:
        raise NotFound("没有这门课，或者已经不开了")
    return course


def courses() -> QuerySet[Course]:
    """课程: every course, those taught first, with how many lessons it has."""
    return (
        Course.objects.select_related("exam")
        .annotate(lesson_count=Count("lessons"))
        .order_by("-is_open", "topic", "code")
    )


def lessons_of(course: Course, user: User) -> list[tuple[Lesson, bool]]:
    """课时: the pages of a course in their order, and whether somebody has read each."""
    read = set(
        LessonRead.objects.filter(
            unit__in=everywhere(), user=user, lesson__course=course
        ).values_list("lesson_id", flat=True)
    )
    return [(lesson, lesson.pk in read) for lesson in course.lessons.order_by("number")]


def above(actor: Actor) -> set[int]:
    """上级区划: the ids of every region the actor's roles lie in, from the city down."""
    return {int(n) for role in actor.roles for n in role.region_path.strip("/").split("/")}


def sessions_for(actor: Actor, *, at: datetime, course: Course | None = None) -> (
    QuerySet[TrainingSession]
):  # fmt: skip
    """能参加的场次: of one's county or the city, not over yet, the next first."""
    rows = TrainingSession.objects.filter(
        region_id__in=above(actor), cancelled_at__isnull=True, ends_at__gt=at - timedelta(hours=1)
    )
    if course is not None:
        rows = rows.filter(course=course)
    return rows.select_related("course", "region").order_by("starts_at", "id")


def session_of(pk: int) -> TrainingSession:
    """一场培训; NotFound when there is none."""
    found = TrainingSession.objects.select_related("course", "region").filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这场培训")
    return found


def ticket(session: TrainingSession, code: str, by: Actor, *, at: datetime) -> str:
    """扫到了: the ticket of somebody who has just scanned the code; blank for an old code."""
    if not codes.is_good(session.secret, code, at):
        return ""
    return codes.ticket_for(session.secret, by.user_id or 0, at)


def held_sessions(region: Region) -> QuerySet[TrainingSession]:
    """办过和要办的场次: of a county and the city above it, the latest first, with who came."""
    ids = [int(n) for n in region.path.strip("/").split("/")]
    return (
        TrainingSession.objects.filter(
            Q(region_id__in=ids) | Q(region__path__startswith=region.path)
        )
        .select_related("course", "region")
        .order_by("-starts_at", "-id")
    )


def attendances(sessions: Collection[int]) -> dict[int, int]:
    """签到人数: of each session."""
    rows = Attendance.objects.filter(unit__in=everywhere(), session_id__in=sessions)
    return dict(rows.values_list("session_id").annotate(n=Count("id")))


def attended(session: TrainingSession) -> QuerySet[Attendance]:
    """谁到了: the sign-ins of a session, the latest first."""
    return (
        Attendance.objects.filter(unit__in=everywhere(), session=session)
        .select_related("user")
        .order_by("-signed_at")
    )


def attended_by(user: User, sessions: Collection[int]) -> set[int]:
    rows = Attendance.objects.filter(unit__in=everywhere(), user=user, session_id__in=sessions)
    return set(rows.values_list("session_id", flat=True))


@dataclass(frozen=True)
class Hours:
    """学时: what the plan wants of somebody in a year, and what they have learned, in hours."""

    plan: TrainingPlan
    goal: str
    wanted: int
    done: float

    @property
    def percent(self) -> float:
        return min(100.0, 100 * self.done / self.wanted)


def hours_of(user: User, actor: Actor, *, on: date) -> list[Hours]:
    """本年学时: read lessons by their minutes and sessions by their length, against each plan of
    one's county or city that runs this year for people of one's role."""
    mine = {role.kind.value for role in actor.roles}
    plans = TrainingPlan.objects.filter(
        region_id__in=above(actor), published_at__isnull=False,
        years__year=on.year, audience__has_any_keys=sorted(mine),
    ).prefetch_related("years").order_by("id")  # fmt: skip
    rows = list(plans)
    done = learned_minutes([user.pk], on.year).get(user.pk, 0) / 60 if rows else 0.0
    found = []
    for plan in rows:
        year = next(y for y in plan.years.all() if y.year == on.year)
        found.append(Hours(plan, year.goal, year.hours, round(done, 1)))
    return found


def learned_minutes(users: Collection[int], year: int) -> dict[int, float]:
    """已学分钟: of each person in one year, online and in sessions."""
    found: dict[int, float] = {}
    read = LessonRead.objects.filter(
        unit__in=everywhere(), user_id__in=users, read_at__year=year
    ).values_list("user_id", "lesson__minutes")
    for user, minutes in read:
        found[user] = found.get(user, 0) + minutes
    came = Attendance.objects.filter(
        unit__in=everywhere(), user_id__in=users, signed_at__year=year
    ).values_list("user_id", "session__starts_at", "session__ends_at")
    for user, starts, ends in came:
        found[user] = found.get(user, 0) + (ends - starts).total_seconds() / 60
    return found


def plans_for(region: Region) -> QuerySet[TrainingPlan]:
    """培训计划: of a region and of what stands above it, the newest first."""
    ids = [int(n) for n in region.path.strip("/").split("/")]
    rows = TrainingPlan.objects.filter(region_id__in=ids, published_at__isnull=False)
    return rows.select_related("region").prefetch_related("years").order_by("-first_year", "-id")
