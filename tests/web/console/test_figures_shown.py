"""What a supervisor reads on a board is what somebody counts who reads the cases by SQL alone."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from bianmin.reports.board import Period
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests.cases.paths import Path
from tests.make import MONDAY_9AM
from tests.reports import by_sql, histories
from tests.reports.conftest import cast
from tests.reports.test_board import Places, again, lived, scopes
from tests.web.staff import Browser, text_of
from tests.world import World

__all__ = ["cast", "lived"]
pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 3, 16, 17, tzinfo=SHANGHAI)
LAST = TODAY.date()
DAYS = 30
LATE = (
    "SELECT count(*) FROM cases_case WHERE promise_due < %s AND NOT paused AND state IN"
    " ('accepted', 'review', 'review_correction', 'granted', 'denied', 'forwarded')"
    " AND (unit, township_id, site_id) IN (SELECT * FROM unnest(%s::int[], %s::int[], %s::int[]))"
)
CARD = re.compile(r'<section class="card kpi[^"]*"><h2>(.*?)</h2><p class="num">(.*?)<small>', re.S)
CELLS = re.compile(r"<t[hd][^>]*>(?:▼ )?(?:<a [^>]*>)?(.*?)(?:</a>)?</t[hd]>", re.S)


def test_every_figure_on_the_page_is_what_a_recount_says(lived: World) -> None:
    city = Browser(lived.staff["聊城市", RoleKind.CITY_OFFICE], at=TODAY)
    for (scope, belongs), path in zip(scopes(lived), addresses(lived), strict=True):
        page = city.get(path, days=DAYS).content.decode()
        counts = recounted(belongs, DAYS)
        assert counts["submitted"] > 0
        assert dict(CARD.findall(page)) == cards(counts, late(belongs)), scope.name
        days = [recounted(belongs, 1, ago) for ago in reversed(range(DAYS))]
        assert trend(page) == [(day["accepted"], day["completed"]) for day in days], scope.name


def test_the_parts_in_the_table_are_what_a_recount_of_each_says(lived: World) -> None:
    city = Browser(lived.staff["聊城市", RoleKind.CITY_OFFICE], at=TODAY)
    page = city.get("/console/city/", days=DAYS).content.decode()
    table = page.partition('<table class="heat">')[2].partition("</table>")[0]
    shown = {cells[0]: cells[1:] for cells in map(CELLS.findall, table.split("<tr>")[2:]) if cells}
    assert shown.keys() == lived.units.keys()
    for name, unit in lived.units.items():

        def belongs(key: by_sql.Key, number: int = unit.unit) -> bool:
            return key[0] == number

        counts = recounted(belongs, DAYS)
        told = cards(counts, late(belongs))
        assert shown[name] == [
            told["申请量"],
            told["办结量"],
            percent(counts, "completed_on_time", "completed_on_time", "completed_late"),
            percent(counts, "by_agent", "submitted"),
            percent(counts, "rated_well", "rated"),
            f"{counts['rated_poorly']:,}",
            percent(counts, "corrections", "submitted"),
            percent(counts, "one_place", "places_told"),
            percent(counts, "one_visit", "visits_told"),
            percent(counts, "on_net", "visits_told"),
            "—",  # nobody took a number
            told["超期在办"],
        ]


def test_a_withdrawal_and_a_slip_are_on_the_page_at_once(cast: World) -> None:
    """Who withdraws stays among those who applied; what was told stays told."""
    path = Path(cast, cast.townships["河湾镇"])
    head = Browser(path.town.staff[RoleKind.CENTER_HEAD], at=MONDAY_9AM)
    board = f"/console/townships/{path.town.region.pk}/"

    def belongs(key: by_sql.Key) -> bool:
        return key[2] == path.town.region.pk

    def shown() -> dict[str, str]:
        page = head.get(board, days=1).content.decode()
        told = dict(CARD.findall(page))
        counts = recounted(belongs, 1, last=MONDAY_9AM.date())
        assert told == cards(counts, late(belongs, MONDAY_9AM))
        return told

    case = path.into(State.RECEIVED)
    assert shown()["申请量"] == "1"
    path.into(State.DELIVERED)
    before = shown()
    assert (before["申请量"], before["办结量"]) == ("2", "1")
    path.ask(case)
    histories.withdraw(path, case)
    assert shown() == before
    page = text_of(head.get(board, days=1, list="open"))
    assert case.number not in page


def addresses(cast: World) -> list[str]:
    town = cast.townships["河湾镇"]
    return [
        "/console/city/",
        f"/console/units/{cast.units['东昌府区'].pk}/",
        f"/console/townships/{town.region.pk}/",
        f"/console/sites/{town.center.pk}/",
    ]


def recounted(belongs: Places, days: int, ago: int = 0, *, last: date = LAST) -> Counter[str]:
    """Count again, by SQL, so many days of which the last was so many days ago."""
    last -= timedelta(days=ago)
    return again(Period(last - timedelta(days=days - 1), last), belongs)


def cards(counts: Counter[str], late: int) -> dict[str, str]:
    """The six cards, worked out here a second time."""
    signless = {
        "按时办结率": percent(counts, "completed_on_time", "completed_on_time", "completed_late"),
        "代办占比": percent(counts, "by_agent", "submitted"),
        "好评率": percent(counts, "rated_well", "rated"),
    }
    return {
        "申请量": f"{counts['submitted']:,}",
        "办结量": f"{counts['completed']:,}",
        **{name: words.rstrip("%") for name, words in signless.items()},
        "超期在办": f"{late:,}",
    }


def percent(counts: Counter[str], part: str, *whole: str) -> str:
    base = sum(counts[name] for name in whole)
    return f"{round(100 * counts[part] / base, 1):.1f}%" if base else "—"


def late(belongs: Places, at: datetime = TODAY) -> int:
    keys = {key for unit in (1, 2, 9) for key in by_sql.counted(unit) if belongs(key)}
    places = sorted({(key[0], key[2], key[3]) for key in keys})
    columns = [list(column) for column in zip(*places, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(LATE, [at.date(), *columns])
        return int(cursor.fetchone()[0])


def trend(page: str) -> list[tuple[int, int]]:
    table = page[page.index("<summary>看数字</summary>") :].partition("</table>")[0]
    rows = re.findall(r'<td class="num">(\d+)</td><td class="num">(\d+)</td>', table)
    return [(int(accepted), int(completed)) for accepted, completed in rows]
