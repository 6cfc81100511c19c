"""催办督办: who is told that a day comes close or has passed, each level once for each day told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from bianmin.accounts.models import Person, Role, User
from bianmin.accounts.queries import holding_at
from bianmin.calendars.queries import work_calendar
from bianmin.cases.models import Approval, Case, RefusalFiling
from bianmin.cases.standing import standing
from bianmin.messaging.commands import queue_sms
from bianmin.rules.errors import CalendarNotPublished
from bianmin.rules.escalation import SOON, Level, level_of
from bianmin.rules.lifecycle import RUNNING
from bianmin.rules.roles import RoleKind

TOLD: dict[Level, tuple[str, RoleKind | None]] = {
    Level.HANDLER: ("case_due", None),
    Level.HEAD: ("case_late", RoleKind.CENTER_HEAD),
    Level.COUNTY: ("case_late", RoleKind.COUNTY_BUREAU),
}


def escalate(unit: int, *, at: datetime) -> int:
    """催办: tell the next level of every running case that has come to it; how many messages."""
    today = localdate(at)
    sent = 0
    for case in _close_to_due(unit, today):
        level = level_of(standing(case, today).light, _workdays_late(case, today))
        if level is None or level <= case.escalated:
            continue
        sent += _tell_level(case, level, at=at)
        here = Case.objects.filter(unit=unit, pk=case.pk, promise_due=case.promise_due)
        here.update(escalated=level.value)
    return sent + _undecided(unit, today, at=at)


def _close_to_due(unit: int, today: date) -> Iterator[Case]:
    """Running cases within the longest warning there is, not yet told to the last level."""
    rows = Case.objects.filter(
        unit=unit,
        closed_at__isnull=True,
        paused=False,
        state__in=[state.value for state in RUNNING],
        promise_due__lte=today + SOON,
        escalated__lt=Level.COUNTY.value,
    )
    yield from rows.select_related("item", "site", "township").iterator(chunk_size=500)


def _workdays_late(case: Case, today: date) -> int:
    assert case.promise_due is not None
    try:
        return len(list(work_calendar().workdays_in(case.promise_due, today)))
    except CalendarNotPublished:
        return 0


def _tell_level(case: Case, level: Level, *, at: datetime) -> int:
    template, kind = TOLD[level]
    assert case.promise_due is not None
    due = f"{case.promise_due.month}月{case.promise_due.day}日"
    people = _handlers(case) if kind is None else _in_charge(kind, case, at)
    key = f"case:{case.pk}:level{level.value}:{case.promise_due}"
    return _send(people, case, template, key, at=at, due=due)


def tell_late(case: Case, *, at: datetime) -> int:
    """催一催: the handler and the head, for the applicant; once a day each."""
    assert case.promise_due is not None
    due = f"{case.promise_due.month}月{case.promise_due.day}日"
    key = f"case:{case.pk}:urged:{localdate(at)}"
    heads = _in_charge(RoleKind.CENTER_HEAD, case, at)
    people = {person.pk: person for person in (*_handlers(case), *heads)}
    return _send(people.values(), case, "case_urged", key, at=at, due=due)


def _undecided(unit: int, today: date, *, at: datetime) -> int:
    """What waits for a second person beyond its working day goes to the county's bureau."""
    late = {"unit": unit, "decided_at__isnull": True, "decide_by__lt": today, "case__unit": unit}
    filings = RefusalFiling.objects.filter(**late).select_related("case__item", "case__site")
    approvals = Approval.objects.filter(**late).select_related("case__item", "case__site")
    bureau = list(_bureau_of(unit, at))
    return sum(
        _send(bureau, row.case, "undecided", f"{name}:{row.pk}:late", at=at)
        for name, rows in (("filing", filings), ("approval", approvals))
        for row in rows.order_by("id")
    )


def _handlers(case: Case) -> QuerySet[Person]:
    return Person.objects.filter(
        pk__in=User.objects.filter(pk=case.handler_id or 0, is_active=True).values("person_id")
    )


def _in_charge(kind: RoleKind, case: Case, at: datetime) -> QuerySet[Person]:
    """The heads of the case's centre, or the bureau of its county."""
    if kind is not RoleKind.CENTER_HEAD:
        return _bureau_of(case.unit, at)
    roles = Role.objects.filter(holding_at(at), kind=kind.value, user__is_active=True)
    return _holders(roles.filter(region_id=case.township_id))


def _bureau_of(unit: int, at: datetime) -> QuerySet[Person]:
    kind = RoleKind.COUNTY_BUREAU.value
    roles = Role.objects.filter(holding_at(at), kind=kind, user__is_active=True)
    return _holders(roles.filter(region__unit=unit, region__level="unit"))


def _holders(roles: QuerySet[Role]) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=roles.values("user__person_id")).order_by("id")


def _send(
    people: Iterable[Person], case: Case, template: str, key: str, *, at: datetime, **more: str
) -> int:
    params = {"site": case.site.name, "item": case.item.plain_name, "number": case.number, **more}
    return sum(
        queue_sms(
            unit=case.unit,
            to=person.phone,
            template=template,
            params=params,
            dedupe_key=f"{key}:{person.pk}",
            at=at,
        )
        for person in people
        if person.phone
    )
