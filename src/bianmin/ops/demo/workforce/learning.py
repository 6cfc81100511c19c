"""演示培训: the plan, the courses, a session in every county, and an exam for everybody who takes
items; most pass, and their grants stand on their certificates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from django.db.models import OuterRef, Subquery

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import Grant
from bianmin.audit.commands import record
from bianmin.calendars.queries import work_calendar
from bianmin.ground.copying import copy
from bianmin.ops.demo.people import TRAINED
from bianmin.ops.demo.rows import Mint
from bianmin.ops.demo.workforce.crew import Crew, Member
from bianmin.regions.models import Region
from bianmin.rules import exams as rules
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.roles import RoleKind
from bianmin.workforce.commands.importing import import_courses
from bianmin.workforce.commands.training import Year, hold_session, publish_plan
from bianmin.workforce.models import (
    Attempt,
    Attendance,
    Certificate,
    Course,
    Exam,
    Question,
    TrainingSession,
)
from bianmin.workforce.queries.watches import everywhere
from bianmin.workforce.shipped import shipped_courses

BASIC = "PX-ZH"
MANNERS = "PX-LY"
NOT_YET = 0.06  # of the clerks of stations: they have still to pass
TAKES_TWO = 0.08  # who passes only at the second try
CAME = 0.94
HOURS = (9, 10, 11, 14, 15, 16)


def teach(crew: Crew, opened: datetime, until: datetime, random: Random, mint: Mint) -> Crew:
    """Plan, teach and examine; return the crew with those who passed."""
    import_courses(shipped_courses(), by=SYSTEM, at=opened)
    courses = {course.code: course for course in Course.objects.all()}
    units = list(Region.objects.filter(level="unit", valid_to__isnull=True).order_by("unit"))
    _plans(units, opened)
    sessions = {
        unit.unit: hold_session(
            courses[BASIC], unit, place=f"{unit.name}政务服务中心三楼", teacher="审批局业务科",
            starts_at=_moment(opened, 3 + n % 5, 9), ends_at=_moment(opened, 3 + n % 5, 12),
            by=SYSTEM, at=opened,
        )
        for n, unit in enumerate(units)
    }  # fmt: skip
    for n, unit in enumerate(units):
        hold_session(
            courses[MANNERS], unit, place=f"{unit.name}政务服务中心三楼", teacher="市审批局",
            starts_at=_moment(until, 2 + n % 6, 14), ends_at=_moment(until, 2 + n % 6, 17),
            by=SYSTEM, at=until,
        )  # fmt: skip
    learners = [m for m in crew.everybody() if m.kind in rules.AUDIENCE]
    copy(_attendances(learners, sessions, random, mint), Attendance)
    exam = Exam.objects.select_related("course").get(course__code=BASIC)
    sitter = _Sitter(exam, sessions, opened, random, mint)
    for member in learners:
        sitter.sit(member)
    copy(sitter.attempts, Attempt)
    copy(sitter.certificates, Certificate)
    _stand_on_certificates(sitter.certificates)
    for unit in units:
        passed = sum(c.unit == unit.unit for c in sitter.certificates)
        record(f"region:{unit.pk}", "demo_training", unit=unit.unit, by=SYSTEM, at=until, n=passed)
    return replace(crew, able=frozenset(c.user_id for c in sitter.certificates))


def _plans(units: list[Region], opened: datetime) -> None:
    first = opened.year
    years = [
        Year(first, "人人学完七项制度，考试合格、持证上岗", 24),
        Year(first + 1, "新进驻事项一事一训，代办员会办本村常用事项", 16),
        Year(first + 2, "窗口人员一专多能，能当无差别综合窗口", 16),
    ]
    goal = "三年内窗口人员和村级代办员全部持证上岗，会办事、办好事，群众不跑空。"
    told = {"goal": goal, "audience": sorted(rules.AUDIENCE), "target": rules.TARGET}
    city = units[0].parent
    for region in (*((city,) if city else ()), *units):
        title = f"{region.name}便民服务队伍三年培训计划"
        publish_plan(region, title=title, years=years, **told, by=SYSTEM, at=opened)  # type: ignore[arg-type]


def _moment(start: datetime, workdays: int, hour: int) -> datetime:
    """An hour of the working day so many working days after a moment, or the same day of the
    week where the calendar ends."""
    day = start.astimezone(SHANGHAI).date()
    for _ in range(workdays):
        day += timedelta(days=1)
        while not _works(day):
            day += timedelta(days=1)
    return datetime.combine(day, time(hour), SHANGHAI)


def _works(day: date) -> bool:
    calendar = work_calendar()
    return calendar.is_workday(day) if day.year in calendar.years else day.weekday() < 5


def _attendances(
    learners: list[Member], sessions: dict[int, TrainingSession], random: Random, mint: Mint
) -> Iterator[Attendance]:
    for member in learners:
        if random.random() < CAME:
            session = sessions[member.unit]
            at = session.starts_at - timedelta(seconds=random.randrange(25 * 60))
            yield Attendance(
                id=mint("attendance", at), unit=member.unit, session=session,
                user_id=member.user, signed_at=at,
            )  # fmt: skip


class _Sitter:
    """Sits the exam for everybody, some twice, a few never."""

    def __init__(
        self,
        exam: Exam,
        sessions: dict[int, TrainingSession],
        opened: datetime,
        random: Random,
        mint: Mint,
    ) -> None:
        self._exam, self._sessions, self._random, self._mint = exam, sessions, random, mint
        bank = Question.objects.filter(course=exam.course).order_by("id")
        self._right: dict[int, list[int]] = dict(bank.values_list("id", "right"))
        self._options = {pk: len(o) for pk, o in bank.values_list("id", "options")}
        self._days = [_moment(opened, n, 0).date() for n in range(9, 19)]
        self.attempts: list[Attempt] = []
        self.certificates: list[Certificate] = []

    def sit(self, member: Member) -> None:
        random = self._random
        if member.kind is RoleKind.STATION_CLERK and random.random() < NOT_YET:
            return
        day = random.randrange(len(self._days))
        if day and random.random() < TAKES_TWO:
            self._attempt(member, self._days[day - 1], right=random.randint(9, 15))
        attempt = self._attempt(member, self._days[day], right=random.randint(16, 20))
        self._certify(attempt)

    def _attempt(self, member: Member, day: date, *, right: int) -> Attempt:
        random, exam = self._random, self._exam
        at = datetime.combine(day, time(random.choice(HOURS), random.randrange(60)), SHANGHAI)
        paper = random.sample(sorted(self._right), exam.questions)
        answers = {
            str(pk): self._right[pk] if n < right else self._wrong(pk) for n, pk in enumerate(paper)
        }
        random.shuffle(paper)
        points = 100 * right // exam.questions
        attempt = Attempt(
            id=self._mint("attempt", at), unit=member.unit, exam=exam, user_id=member.user,
            paper=paper, answers=answers, started_at=at,
            ends_at=at + timedelta(minutes=exam.minutes),
            handed_in_at=at + timedelta(minutes=random.randint(9, exam.minutes - 1)),
            right=right, points=points, passed=points >= exam.mark,
        )  # fmt: skip
        self.attempts.append(attempt)
        return attempt

    def _wrong(self, pk: int) -> list[int]:
        others = [n for n in range(self._options[pk]) if [n] != self._right[pk]]
        return [self._random.choice(others)]

    def _certify(self, attempt: Attempt) -> None:
        assert attempt.handed_in_at is not None
        pk = self._mint("certificate", attempt.handed_in_at)
        issued = attempt.handed_in_at.date()
        self.certificates.append(
            Certificate(
                id=pk, unit=attempt.unit, number=f"PX{pk:X}", user_id=attempt.user_id,
                course=self._exam.course, attempt=attempt, points=attempt.points or 0,
                issued_on=issued,
                valid_until=rules.valid_until(issued, self._exam.valid_months),
            )
        )  # fmt: skip


def _stand_on_certificates(certificates: list[Certificate]) -> None:
    """What was granted stands on the certificates and ends with them; no pass, no grant."""
    by_day: dict[tuple[date, date], list[int]] = defaultdict(list)
    for one in certificates:
        by_day[one.issued_on, one.valid_until].append(one.user_id)
    numbers = Certificate.objects.filter(unit__in=everywhere(), user_id=OuterRef("user_id"))
    granted = Grant.objects.filter(basis=TRAINED)
    for (issued, until), users in by_day.items():
        granted.filter(user_id__in=users).update(
            starts_at=datetime.combine(issued, time(18), SHANGHAI),
            ends_at=datetime.combine(until + timedelta(days=1), time(0), SHANGHAI),
            basis=Subquery(numbers.values("number")[:1]),
        )
    granted.delete()
