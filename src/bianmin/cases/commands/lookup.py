"""查进度: read a case's state by its number and the six digits, in words alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hmac import compare_digest
from typing import ClassVar

from django.db import connection

from bianmin.cases.models import Case
from bianmin.cases.standing import Standing, holder, standing
from bianmin.ground.crypto import keyed_hash
from bianmin.rules import lifecycle, numbers
from bianmin.rules.errors import Invalid, TooMany
from bianmin.rules.lifecycle import State

TRIES_PER_HOUR = 5


class WrongCode(Invalid):
    """对不上: the number and the code do not belong together; the try is counted."""

    keeps_writes: ClassVar[bool] = True


class TooManyTries(TooMany):
    """次数太多: five tries an hour for one number, right or wrong."""

    keeps_writes: ClassVar[bool] = True


@dataclass(frozen=True)
class Progress:
    """进度: what a stranger with number and code may read; no name, no document."""

    number: str
    item: str
    words: str
    state: State
    standing: Standing
    is_accepted: bool
    is_late: bool
    holder: str  # the office that has it now
    phone: str  # of that office


def look_up(number: str, code: str, *, at: datetime, today: date) -> Progress:
    """Return the words of state; WrongCode or TooManyTries, the same for unknown numbers."""
    return progress_of(case_of(number, code, at=at), today)


def case_of(number: str, code: str, *, at: datetime) -> Case:
    """对号: the case that number and code belong to; the try is counted.

    Raise WrongCode or TooManyTries, the same for unknown numbers.
    """
    try:
        known = numbers.parse_case_number(number)
    except Invalid as error:
        raise Invalid(str(error), {"number": str(error)}) from None
    if _count_try(str(known), at) > TRIES_PER_HOUR:
        raise TooManyTries("这个编号一小时内只能查 5 次，请过一会儿再试，或打窗口电话")
    case = (
        Case.objects.filter(
            unit=known.unit,
            number=str(known),
            query_code_hash=keyed_hash("query_code", f"{known}:{code.strip()}"),
        )
        .select_related("item", "site")
        .first()
    )
    if case is None:
        raise WrongCode("编号和查询码对不上，请对照收件凭证或短信", {"code": "请再核对一遍"})
    return case


def progress_of(case: Case, today: date) -> Progress:
    """进度: the words of state of a case whose number and code were shown."""
    state, now = State(case.state), standing(case, today)
    return Progress(
        number=case.number,
        item=case.item.plain_name,
        words=lifecycle.CITIZEN_WORDS[state],
        state=state,
        standing=now,
        is_accepted=case.clock_from is not None,
        is_late=now.is_open and now.due.on is not None and today > now.due.on,
        holder=holder(case),
        phone=case.site.phone,
    )


def check_code(case: Case, code: str, *, at: datetime) -> None:
    """对查询码: say whether the six digits are this case's; the try is counted like any other.

    Raise WrongCode or TooManyTries.
    """
    if _count_try(case.number, at) > TRIES_PER_HOUR:
        raise TooManyTries("这个编号一小时内只能试 5 次，请过一会儿再试，或打窗口电话")
    given = keyed_hash("query_code", f"{case.number}:{code.strip()}")
    if not compare_digest(given, bytes(case.query_code_hash)):
        raise WrongCode("查询码不对，请对照收件凭证或短信", {"code": "请再核对一遍"})


def _count_try(number: str, at: datetime) -> int:
    hour = at.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_lookuptry (number, hour, tries) VALUES (%s, %s, 1)"
            " ON CONFLICT (number, hour) DO UPDATE SET tries = cases_lookuptry.tries + 1"
            " RETURNING tries",
            [number, hour],
        )
        return int(cursor.fetchone()[0])


def forget_tries(*, at: datetime) -> int:
    """清理: forget the counters of hours that are over."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_lookuptry WHERE hour < %s", [at - timedelta(hours=2)])
        return int(cursor.rowcount)
