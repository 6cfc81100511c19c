"""发布年度放假安排: sign a year's notice and put it in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bianmin.audit.commands import record
from bianmin.calendars import notices, policies, queries
from bianmin.calendars.models import CalendarDay, CalendarYear
from bianmin.calendars.notices import Notice, Source
from bianmin.calendars.policies import Publisher
from bianmin.ground import crypto
from bianmin.rules.verdict import require

WHOLE_CITY = 0


@transaction.atomic
def publish_year(notice: Notice, *, by: Publisher, at: datetime) -> bool:
    """发布: put one year's notice in force; False when the same is in force already.

    A later notice for the same year (a holiday made longer) stands in place of the first. Cases
    that wait for the year find their dates by the job of their own context.
    """
    require(policies.may_publish_year(by))
    stored = _as_stored(notice)
    row = CalendarYear.objects.select_for_update().filter(year=notice.year).first()
    before = queries.published().years.get(notice.year) if row else None
    if before == stored:
        return False
    _write(stored, at=at)
    record(
        f"calendar:{notice.year}",
        "publish_year",
        unit=WHOLE_CITY,
        by=by,
        at=at,
        source=stored.source,
        digest=notices.digest(stored),
        replaces=row is not None,
        added=_iso(_marked(stored) - _marked(before)),
        removed=_iso(_marked(before) - _marked(stored)),
    )
    transaction.on_commit(queries.forget)
    return True


@transaction.atomic
def publish_shipped(*, by: Publisher, at: datetime) -> list[int]:
    """装入随附年度: publish every shipped year that the database lacks; return those years."""
    there = set(CalendarYear.objects.values_list("year", flat=True))
    missing = [notice for year, notice in notices.shipped().items() if year not in there]
    for notice in missing:
        publish_year(notice, by=by, at=at)
    return [notice.year for notice in missing]


def _write(notice: Notice, *, at: datetime) -> None:
    key_id = crypto.current_key_id()
    CalendarDay.objects.filter(year_id=notice.year).delete()
    CalendarYear.objects.update_or_create(
        year=notice.year,
        defaults={
            "source": notice.source,
            "published_by": notice.published_by,
            "loaded_at": at,
            "key_id": key_id,
            "signature": crypto.mac(queries.PURPOSE, notices.canonical(notice), key_id),
        },
    )
    days = ((notice.rest, False), (notice.makeup, True))
    CalendarDay.objects.bulk_create(
        CalendarDay(year_id=notice.year, day=day, name=name, is_workday=is_workday)
        for named, is_workday in days
        for day, name in named.items()
    )


def _as_stored(notice: Notice) -> Notice:
    """Return the notice as its rows give it back: all sources in one line."""
    return Notice(
        notice.year,
        notice.published_by,
        (Source(notice.source),),
        dict(notice.rest),
        dict(notice.makeup),
    )


def _marked(notice: Notice | None) -> set[tuple[str, str]]:
    if notice is None:
        return set()
    rest = {(day.isoformat(), "休") for day in notice.rest}
    return rest | {(day.isoformat(), "班") for day in notice.makeup}


def _iso(days: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{day} {mark}" for day, mark in sorted(days)]
