"""首问催办: whoever answers for a question hears before its day, head and county after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils.timezone import localdate

from bianmin.accounts.models import Person, Role, User
from bianmin.accounts.queries import holding_at
from bianmin.calendars.queries import work_calendar
from bianmin.feedback.models import Question
from bianmin.feedback.queries import lamp_of
from bianmin.messaging.commands import queue_sms
from bianmin.rules.errors import CalendarNotPublished
from bianmin.rules.escalation import SOON, Level, level_of
from bianmin.rules.lights import Light
from bianmin.rules.roles import RoleKind


def remind_questions(unit: int, *, at: datetime) -> int:
    """催办: tell the next level of every question whose day comes close or has passed.

    What nobody answers for is the head's at once. Return how many messages went out.
    """
    today, sent = localdate(at), 0
    for asked in _close(unit, today):
        level = _level(asked, today)
        if level is None or level <= asked.escalated:
            continue
        for person in _people(asked, level, at):
            sent += _send(asked, person, level, at=at)
        Question.objects.filter(unit=unit, pk=asked.pk).update(escalated=level.value)
    return sent


def _close(unit: int, today: date) -> Iterator[Question]:
    rows = Question.objects.filter(
        unit=unit,
        answered_at__isnull=True,
        answer_by__lte=today + SOON,
        escalated__lt=Level.COUNTY.value,
    )
    yield from rows.select_related("township").iterator(chunk_size=500)


def _level(asked: Question, today: date) -> Level | None:
    assert asked.answer_by is not None
    light = lamp_of(asked, today).light
    late = 0
    if light is Light.RED:
        try:
            late = len(list(work_calendar().workdays_in(asked.answer_by, today)))
        except CalendarNotPublished:
            late = 0
    found = level_of(light, late)
    if asked.holder is None and (found is None or found is Level.HANDLER):
        return Level.HEAD
    return found


def _people(asked: Question, level: Level, at: datetime) -> Iterable[Person]:
    if level is Level.HANDLER:
        users = User.objects.filter(pk=asked.holder or 0, is_active=True)
        return Person.objects.filter(pk__in=users.values("person_id"))
    kind = RoleKind.CENTER_HEAD if level is Level.HEAD else RoleKind.COUNTY_BUREAU
    roles = Role.objects.filter(holding_at(at), kind=kind.value, user__is_active=True)
    if level is Level.HEAD:
        roles = roles.filter(region_id=asked.township_id)
    else:
        roles = roles.filter(region__unit=asked.unit, region__level="unit")
    return Person.objects.filter(pk__in=roles.values("user__person_id")).order_by("id")


def _send(asked: Question, person: Person, level: Level, *, at: datetime) -> int:
    if not person.phone:
        return 0
    assert asked.answer_by is not None
    return queue_sms(
        unit=asked.unit,
        to=person.phone,
        template="question_due" if level is Level.HANDLER else "question_late",
        params={
            "site": asked.township.name,
            "due": f"{asked.answer_by.month}月{asked.answer_by.day}日",
            "link": "/desk/questions/",
        },
        dedupe_key=f"question:{asked.pk}:level{level.value}:{asked.holder}:{person.pk}",
        at=at,
    )
