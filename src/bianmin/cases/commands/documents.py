"""文书: every act that the law wants in writing issues its notice and takes its number.

Both stand or fall with the act: they are written in its transaction, the number last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.cases.models import Case, Notice
from bianmin.regions.queries import unit_name
from bianmin.rules import numbers
from bianmin.rules.documents import WORDS, NoticeKind
from bianmin.rules.numbers import DocumentKind


def issue(
    case: Case,
    kind: NoticeKind,
    *,
    by: Actor,
    at: datetime,
    lines: Sequence[dict[str, str]] = (),
    answer_by: date | None = None,
) -> str:
    """出文书: write the notice of an act and return its number."""
    number = take_number(case.unit, case.township_id, WORDS[kind], localdate(at).year)
    Notice.objects.bulk_create(
        [
            Notice(
                unit=case.unit,
                case=case,
                kind=kind.value,
                number=number,
                lines=list(lines),
                issued_at=at,
                issued_by=by.user_id,
                answer_by=answer_by,
            )
        ]
    )
    return number


def take_number(unit: int, township_id: int, kind: DocumentKind, year: int) -> str:
    """取文号: take the next number of the township, kind and year; concurrent takers wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_documentnumber (unit, township_id, kind, year, last)"
            " VALUES (%s, %s, %s, %s, 1) ON CONFLICT (unit, township_id, kind, year)"
            " DO UPDATE SET last = cases_documentnumber.last + 1"
            " RETURNING last, (SELECT name FROM regions_region WHERE id = township_id)",
            [unit, township_id, kind.value, year],
        )
        serial, township = cursor.fetchone()
    words = numbers.region_words(unit_name(unit), township)
    return numbers.document_number(words, kind, year, serial)
