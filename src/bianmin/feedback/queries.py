"""好差评的问题."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.calendars.queries import work_calendar
from bianmin.cases.models import Case
from bianmin.feedback.models import Question, Rating
from bianmin.feedback.policies import ANSWERING
from bianmin.ground.crypto import keyed_hash
from bianmin.rules import ratings
from bianmin.rules.errors import CalendarNotPublished, NotFound
from bianmin.rules.numbers import unit_of_tracking


def rating_of(case: Case) -> Rating | None:
    """The rating of a case's service act, or None while it is 未评价."""
    return Rating.objects.filter(unit=case.unit, case_id=case.pk).first()


def questions_for(actor: Actor) -> QuerySet[Question]:
    """Questions that the actor may answer: those waiting first, the oldest of them on top."""
    roles = actor.holding(*ANSWERING)
    here = Q(pk__in=[])
    for role in roles:
        here |= Q(unit=role.unit, township__path__startswith=role.region_path)
    return (
        Question.objects.filter(here, unit__in={role.unit for role in roles})
        .select_related("township")
        .order_by(F("answered_at").desc(nulls_first=True), "asked_at")
    )


def question_behind(code: str) -> Question | None:
    """The question behind a link (unit and secret), or None."""
    try:
        unit = unit_of_tracking(code)
    except NotFound:
        return None
    found = Question.objects.filter(unit=unit, code_hash=keyed_hash("question", code))
    return found.select_related("township").first()


def is_open(case: Case, today: date) -> bool:
    """Say whether the case may still be rated (现场 5 个工作日, 网上 30 天 from its end)."""
    ended = localdate(case.closed_at) if case.closed_at else today
    if case.channel == "online":
        return ratings.may_rate_online(ended, today)
    try:
        return ratings.may_rate_on_site(ended, today, work_calendar())
    except CalendarNotPublished:
        return True  # never refuse a resident for want of a calendar
