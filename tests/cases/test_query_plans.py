"""The partial indexes of cases are used: each by the question it was made for, over a full table.

A partial index is used only by a query that carries the index's own predicate; a question asked
in other words reads the whole table, and no test of its answer would tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from bianmin.cases import deliveries, queries
from bianmin.cases.models import IN_HAND, Case
from bianmin.cases.publicity import decided_alike
from bianmin.ground.crypto import keyed_hash
from bianmin.ops.processes import until
from bianmin.reports.board import Scope
from bianmin.reports.todo import slow_cases
from bianmin.rules.roles import RoleKind
from bianmin.web.desk import counter, worklist
from tests import make, server
from tests.cases.paths import Path
from tests.world import World, build

COPIES = 5_000  # of one case in each of four townships
IN_HAND_OF = 20  # one copy of so many is still in hand
PEOPLE = 700
HANDLERS = 40
TOWNSHIPS = 11  # of one unit, which know no other region
TODAY = date(2026, 3, 2)

FILL = """
INSERT INTO cases_case ({columns})
SELECT {values} FROM cases_case old, generate_series(1, {copies}) AS n
"""
NEW = {
    "id": "row_number() OVER ()",
    "number": "'old' || row_number() OVER ()",
    "township_id": "CASE WHEN n % 3 = 0 THEN old.township_id ELSE 3000000 + n % {towns} END",
    "applicant_id": "1000000 + n % {people}",
    "agent_id": "CASE WHEN n % 2 = 0 THEN 2000000 + n % {people} END",
    "channel": "CASE WHEN n % 2 = 0 THEN 'agent' ELSE 'online' END",
    "tracking_hash": "sha256(row_number() OVER ()::text::bytea)",
    "state": "CASE WHEN n % {hand} = 0 THEN 'received' WHEN n % {hand} = 1 THEN 'completed'"
    " ELSE 'delivered' END",
    "closed_at": "CASE WHEN n % {hand} > 0 THEN old.submitted_at END",
    "promise_due": "old.tell_by + n % 20",
    "submitted_at": "old.submitted_at - n * interval '1 hour'",
    "handler_id": "1 + n % {handlers}",
    "date_pending": "n % {hand} = 0 AND n % 3 = 0",
}


def fill() -> None:
    """Copy the few cases there are into thousands, nearly all of them long delivered."""
    columns = [field.column for field in Case._meta.concrete_fields]
    numbers = {"people": PEOPLE, "towns": TOWNSHIPS, "handlers": HANDLERS, "hand": IN_HAND_OF}
    values = [NEW.get(column, f"old.{column}").format(**numbers) for column in columns]
    with server.admin(connection.settings_dict["NAME"]) as admin:
        admin.execute("SET session_replication_role = replica")  # people and townships are made up
        text = FILL.format(columns=", ".join(columns), values=", ".join(values), copies=COPIES)
        admin.execute(text.encode())
        admin.execute("VACUUM ANALYZE")
        assert until(lambda: _all_seen(admin), seconds=30)


def _all_seen(admin: Any) -> bool:
    """Whether a scan of an index alone may skip nearly all pages, held up by nobody."""
    admin.execute("VACUUM ANALYZE cases_case")
    asked = "SELECT relallvisible > 0.9 * relpages FROM pg_class WHERE relname = 'cases_case'"
    return bool(admin.execute(asked).fetchone()[0])


def questions(cast: World) -> Iterator[tuple[str, QuerySet[Any], str]]:
    """Each question with the index that answers it."""
    path = Path(cast, cast.townships["河湾镇"])
    clerk, reviewer = path.actor(RoleKind.CLERK), path.actor(RoleKind.COUNTY_REVIEWER)
    at_station = path.actor(RoleKind.STATION_CLERK)
    unit, township = path.town.region.unit, path.town.region
    for key in worklist.KEYS:
        mine = worklist.in_tab(queries.in_hand(clerk), key).values_list("pk")[:50]
        yield f"the clerk's tab {key}", mine, "Only Scan using case_hand_town"
    first_page = queries.due_first(queries.in_hand(reviewer)).values_list("pk")[:50]
    yield "the county's first page", first_page, "Only Scan using case_hand_unit"
    station = worklist.in_tab(queries.in_hand(at_station), worklist.ALL)[:50]
    yield "the station's worklist", station, "case_hand_desk"
    yield "the programs' worklist", queries.open_cases(clerk)[:50], "case_hand_town"
    yield "the agent's day", queries.carried_by(2_000_002).filter(IN_HAND), "case_agent"
    yield "the agent's cases", queries.carried_by(2_000_002)[:20], "case_agent"
    yield "a resident's cases", queries.mine(1_000_001), "case_applicant"
    yield "late to tell", queries.late_to_tell(unit, TODAY)[:500], "case_tell_once"
    yield "waiting for a calendar", queries.without_date(unit), "case_date_pending"
    yield "what a handler leaves behind", queries.held_by(unit, 7), "case_open_of_handler"
    nobodys = deliveries.undelivered(clerk)
    yield "what nobody received", nobodys.values_list("pk")[:50], "case_undelivered"
    yield "what should have come", deliveries.late(nobodys, TODAY), "case_undelivered"
    late = Q(promise_due__lt=TODAY + timedelta(days=2), paused=False)
    county = Scope("unit", "东昌府区", (unit,))
    yield "the county's late cases", county.open_cases().filter(late), "case_open_in_unit"
    yield "late in their link", slow_cases(county, TODAY), "case_link_due"
    center = Scope("site", "中心", (unit,), township, path.town.center)
    first = center.open_cases().order_by("promise_due", "id")[:20]
    yield "a site's open cases", first, "case_worklist"
    alike = decided_alike(Case.objects.all(), Case.objects.filter(unit=unit)[0])[:5]
    yield "how it was decided before", alike, "case_decided_of_item"
    yield "what a bundle opened", Case.objects.filter(unit=unit, bundle_id=7), "case_of_bundle"
    hashed = keyed_hash("tracking", "x")
    yield "a link", Case.objects.filter(unit=unit, tracking_hash=hashed), "case_tracking"


@pytest.fixture
def cast(transactional_db: Any) -> World:
    cast = build()
    for town in cast.townships.values():
        make.submitted(town.center, town.village, of=cast.version)
    fill()
    return cast


def test_every_question_reads_its_index(cast: World) -> None:
    wrong = []
    asked = set()
    for name, rows, index in questions(cast):
        asked.add(index.split()[-1])
        bare = rows if rows._fields else rows.select_related(None)  # the joins are by primary key
        shown = bare.explain()
        if index not in shown or "Seq Scan on cases_case" in shown:
            wrong.append(f"{name} does not read {index}:\n{shown}")
    assert not wrong, "\n\n".join(wrong)
    assert {index.name for index in Case._meta.indexes if index.condition} <= asked
    plans = plans_of_lists(cast)
    assert all("case_hand_town" in shown for shown in plans), "\n\n".join(plans)
    assert "Index Only Scan using case_hand_town" in plans[0], plans[0]
    assert len(plans) == 3


def plans_of_lists(cast: World) -> list[str]:
    """How the counts over the tabs, and the two lists beside the intake, are read."""
    clerk = Path(cast, cast.townships["河湾镇"]).actor(RoleKind.CLERK)
    with CaptureQueriesContext(connection) as captured:
        worklist.counts(queries.in_hand(clerk))
        counter.brought_in(clerk)
        counter.due_soon(clerk, TODAY)
    asked = [query["sql"] for query in captured if "cases_case" in query["sql"]]
    with connection.cursor() as cursor:
        return ["\n".join(row[0] for row in explained(cursor, sql)) for sql in asked]


def explained(cursor: Any, sql: str) -> list[tuple[str]]:
    cursor.execute("EXPLAIN " + sql)
    return list(cursor.fetchall())
