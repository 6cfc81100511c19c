"""好差评和群众提问的问题."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import F, Q, QuerySet, Value, When
from django.utils.timezone import localdate

from bianmin.accounts.actor import ActiveRole, Actor
from bianmin.accounts.models import Role, User
from bianmin.accounts.queries import holding_at
from bianmin.calendars.queries import work_calendar
from bianmin.cases.models import Case
from bianmin.feedback.models import Question, QuestionOffer, Rating
from bianmin.feedback.policies import ANSWERING, ASKED, OVERSEES
from bianmin.ground.crypto import keyed_hash
from bianmin.regions.models import Region
from bianmin.regions.queries import all_units
from bianmin.rules import lights, ratings
from bianmin.rules.clock import DueDay
from bianmin.rules.errors import CalendarNotPublished, NotFound
from bianmin.rules.lights import Light
from bianmin.rules.numbers import unit_of_tracking
from bianmin.rules.roles import RoleKind


def rating_of(case: Case) -> Rating | None:
    """The rating of a case's service act, or None while it is 未评价."""
    return Rating.objects.filter(unit=case.unit, case_id=case.pk).first()


def questions_for(actor: Actor) -> QuerySet[Question]:
    """Questions of the actor's part of the tree, and those they were asked, hold or were offered:
    what is not answered first, by the day to answer."""
    return (
        Question.objects.filter(_seen_by(actor))
        .select_related("township")
        .order_by(F("answered_at").desc(nulls_first=True), F("answer_by").asc(), "asked_at", "id")
    )


def held_by(actor: Actor) -> QuerySet[Question]:
    """我负责的: what the actor answers for and has not answered."""
    return questions_for(actor).filter(holder=actor.user_id or 0, answered_at__isnull=True)


def offered_to(actor: Actor) -> QuerySet[Question]:
    """等我接手的: what was offered to the actor, who has neither taken nor declined it."""
    return questions_for(actor).filter(offered_to=actor.user_id or 0, answered_at__isnull=True)


def _seen_by(actor: Actor) -> Q:
    me = actor.user_id or 0
    here = Q(pk__in=[])
    for role in actor.holding(*ASKED, *OVERSEES):
        if role.kind in ANSWERING:
            here |= Q(unit=role.unit, township_id=role.region_id)
        elif role.kind in OVERSEES:
            here |= _overseen(role)
        else:
            mine = Q(first_by=me) | Q(holder=me) | Q(offered_to=me)
            here |= Q(unit=role.unit) & mine
    return here


def _overseen(role: ActiveRole) -> Q:
    if role.unit == 0:
        return Q(unit__in=all_units())
    if role.level == "township":
        return Q(unit=role.unit, township_id=role.region_id)
    return Q(unit=role.unit)


def officer_of(township: Region, *, at: datetime) -> int | None:
    """首问责任人 of what comes by the net: the head of the centre; without one somebody of the
    centre; None where nobody is in office."""
    roles = Role.objects.filter(
        holding_at(at), region=township, user__is_active=True, kind__in=[k.value for k in ANSWERING]
    )
    head_first = When(kind=RoleKind.CENTER_HEAD.value, then=Value(0))
    found = roles.order_by(models.Case(head_first, default=Value(1)), "id")
    return found.values_list("user_id", flat=True).first()


def colleagues_for(township: Region, *, at: datetime) -> QuerySet[User]:
    """可以转给的同事: who works in the township with its stations, or for the county."""
    around = [kind.value for kind in (*ANSWERING, RoleKind.STATION_CLERK)]
    above = [RoleKind.COUNTY_REVIEWER.value, RoleKind.COUNTY_BUREAU.value]
    here = Q(kind__in=around, region__path__startswith=township.path)
    county = Q(kind__in=above, region__unit=township.unit, region__level="unit")
    roles = Role.objects.filter(here | county, holding_at(at))
    return User.objects.filter(pk__in=roles.values("user_id"), is_active=True).order_by("id")


@dataclass(frozen=True)
class AskedLamp:
    """灯: what the light of a question says, and the days left, or over when red."""

    light: Light
    days: int | None

    @property
    def tag(self) -> str:
        return self.light.value


def lamp_of(asked: Question, today: date) -> AskedLamp:
    """Return the light of a question that waits; a missing calendar leaves it 未定."""
    if asked.answer_by is None:
        return AskedLamp(Light.UNDETERMINED, None)
    calendar = work_calendar()
    due = DueDay(asked.answer_by, asked.answer_by.isoformat())
    shown = lights.light(due, localdate(asked.asked_at), today, calendar)
    try:
        if shown is Light.RED:
            return AskedLamp(shown, len(list(calendar.workdays_in(asked.answer_by, today))))
        return AskedLamp(shown, lights.days_left(asked.answer_by, today, calendar))
    except CalendarNotPublished:
        return AskedLamp(shown, None)


def offers_of(questions: Collection[Question]) -> dict[int, list[QuestionOffer]]:
    """经手: the offers of these questions, the oldest first, in one statement."""
    found: dict[int, list[QuestionOffer]] = {asked.pk: [] for asked in questions}
    rows = QuestionOffer.objects.filter(
        unit__in={asked.unit for asked in questions}, question_id__in=list(found)
    )
    for offer in rows.order_by("offered_at", "id"):
        found[offer.question_id].append(offer)
    return found


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
