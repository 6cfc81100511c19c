"""现在要处理: what a supervisor should ask about now, township by township, with who answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Min, QuerySet, Sum
from django.utils.timezone import localdate

from bianmin.accounts.models import Role
from bianmin.accounts.queries import holding_at
from bianmin.cases.models import Case, RefusalFiling
from bianmin.regions.models import Region
from bianmin.reports.board import Scope
from bianmin.reports.late import late_now
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind

POOR_DAYS = 7
UNREAD = (State.SUBMITTED.value, State.RECEIVED.value)


class Kind(StrEnum):
    """种类: why something is on the list, the most pressing first."""

    LATE = "late"
    UNTOLD = "untold"
    SLOW = "slow"
    REFUSAL = "refusal"
    POOR = "poor"


@dataclass(frozen=True)
class Todo:
    """一条: how many cases of one kind a township owes, since when, and who answers for it."""

    kind: Kind
    township_id: int
    township: str
    cases: int
    since: date
    owner: str = ""


def todo(scope: Scope, at: datetime) -> list[Todo]:
    """Everything that waits in the scope: by kind, then the most cases first, then the oldest."""
    found = [
        *_late(scope, at),
        *_untold(scope, at),
        *_slow(scope, at),
        *_refusals(scope),
        *_poor(scope, at),
    ]
    townships = {line.township_id for line in found}
    places, owners = _names(scope, townships), _owners(townships, at)
    order = list(Kind)
    named = [
        replace(
            line,
            township=places[line.township_id],
            owner="、".join(owners.get(line.township_id, [])),
        )
        for line in found
    ]
    return sorted(named, key=lambda t: (order.index(t.kind), -t.cases, t.since, t.township_id))


def untold_cases(scope: Scope, today: date) -> QuerySet[Case]:
    """Cases of which nobody has said in time what is missing, nor accepted them."""
    return scope.open_cases().filter(state__in=UNREAD, tell_by__lt=today)


def slow_cases(scope: Scope, today: date) -> QuerySet[Case]:
    """环节超期: a link has them beyond its own day; those past the promise are told as such."""
    slow = scope.open_cases().filter(link_due__lt=today, paused=False)
    return slow.exclude(promise_due__lt=today)


def _late(scope: Scope, at: datetime) -> Iterator[Todo]:
    for late in late_now(scope, localdate(at)):
        yield Todo(Kind.LATE, late.township_id, "", late.cases, late.oldest)


def _untold(scope: Scope, at: datetime) -> Iterator[Todo]:
    late = untold_cases(scope, localdate(at)).order_by()
    rows = late.values_list("township").annotate(Count("id"), Min("tell_by"))
    for township, cases, since in rows:
        yield Todo(Kind.UNTOLD, township, "", cases, since)


def _slow(scope: Scope, at: datetime) -> Iterator[Todo]:
    slow = slow_cases(scope, localdate(at)).order_by()
    rows = slow.values_list("township").annotate(Count("id"), Min("link_due"))
    for township, cases, since in rows:
        yield Todo(Kind.SLOW, township, "", cases, since)


def _refusals(scope: Scope) -> Iterator[Todo]:
    """A refusal is proposed and the second person has not decided."""
    waiting = RefusalFiling.objects.filter(
        unit__in=scope.units,
        decided_at__isnull=True,
        case__unit__in=scope.units,
        **scope.place("case__"),
    )
    counted = waiting.order_by().values_list("case__township")
    rows = counted.annotate(Count("id"), Min("proposed_at"))
    for township, cases, since in rows:
        yield Todo(Kind.REFUSAL, township, "", cases, localdate(since))


def _poor(scope: Scope, at: datetime) -> Iterator[Todo]:
    first = localdate(at) - timedelta(days=POOR_DAYS - 1)
    rows = (
        scope.days()
        .filter(day__gte=first, day__lte=localdate(at), rated_poorly__gt=0)
        .order_by()
        .values_list("township")
        .annotate(Sum("rated_poorly"), Min("day"))
    )
    for township, cases, since in rows:
        yield Todo(Kind.POOR, township, "", cases, since)


def _names(scope: Scope, townships: set[int]) -> dict[int, str]:
    """A township by its name; on the city's board with its county's before it."""
    rows = Region.objects.filter(pk__in=townships).select_related("parent")
    return {
        row.pk: f"{row.parent.short_name}{row.name}"
        if scope.level == "city" and row.parent
        else row.name
        for row in rows
    }


def _owners(townships: set[int], at: datetime) -> dict[int, list[str]]:
    """The heads of the townships' centres by name: staff names are public."""
    rows = Role.objects.filter(
        holding_at(at),
        kind=RoleKind.CENTER_HEAD,
        region_id__in=townships,
        user__is_active=True,
    )
    found: dict[int, list[str]] = {}
    for township, name in rows.order_by("id").values_list("region_id", "user__display_name"):
        found.setdefault(township, []).append(name)
    return found
