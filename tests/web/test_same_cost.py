"""No page and no program's answer costs more questions when there is more of everything.

Every address that is read is asked by the widest role that may, in a small world and again after
villages, sites, items, people and cases have multiplied. A list that asks once for each line fails
here without anybody having written a test for it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from torture import matrix
from torture._matrix import planting
from torture._matrix.addresses import Address, addresses_of
from torture._matrix.people import Walker, everybody
from torture._matrix.planting import Home, Planted
from torture._matrix.routes import Route

from bianmin.accounts.models import User
from bianmin.cases import queries
from bianmin.ground import remembered
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.wire.middleware import ServerTime
from bianmin.workforce.commands.absences import ask_absence
from tests import make
from tests.cases.test_entrusted import let
from tests.make import MONDAY_9AM

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore:.*access matrix does not know"),  # said by the matrix
]
HERE = "河湾镇"
TIMES = 2
COUNT_ONCE_MORE = 1
"""A list that was empty or short asks for its rows, or how many there are, once it is longer."""


def test_no_answer_asks_more_questions_of_a_fuller_world(db: Any) -> None:
    planted = matrix.plant_all()
    home = planted.homes[HERE]
    walkers = [w for w in everybody(planted) if w.path and home.path.startswith(w.path)]
    walkers += [w for w in everybody(planted) if w.kind == "stranger"]
    probes = list(probes_of(planted, walkers))
    with matrix.quiet(), mock.patch.object(ServerTime, "now", staticmethod(lambda: MONDAY_9AM)):
        entrust(probes, 1)
        small = costs(probes)
        grow(planted, home)
        entrust(probes, TIMES)
        full = costs(probes)
        with mock.patch.object(queries, "SHOWN", ("item",)):
            careless = costs([probe for probe in probes if probe[1].name == "desk:worklist"])
    both = small.keys() & full.keys()
    more = {
        name: (small[name], full[name])
        for name in both
        if full[name] > small[name] + COUNT_ONCE_MORE
    }
    assert not more, "\n".join(
        f"{route} as {who}: {few} questions, then {many}"
        for (route, who), (few, many) in sorted(more.items())
    )
    assert any(route == "public:family" for route, _ in both)
    assert len({route for route, _ in both}) > 60  # it has looked
    assert any(many > small[name] + COUNT_ONCE_MORE for name, many in careless.items())


def probes_of(planted: Planted, walkers: list[Walker]) -> list[tuple[Walker, Route, Address]]:
    """Each address that is read, by the widest role, of one object here."""
    found = []
    for route in matrix.known_routes(planted):
        if not route.is_read:
            continue
        here = [
            address
            for address in addresses_of(route, planted)
            if not address.is_void and (address.home is None or address.home.name == HERE)
        ]
        admitted = [w for w in walkers if here and route.admits(frozenset({w.kind}))]
        for walker in admitted[:1]:
            own = [a for a in here if a.home is None or walker.reaches(a.home, a.of)]
            found.append((walker, route, (own or here)[0]))
    return found


def costs(probes: list[tuple[Walker, Route, Address]]) -> dict[tuple[str, str], int]:
    """How many statements each answer took; what was refused is left out."""
    found: dict[tuple[str, str], int] = {}
    for walker, route, address in probes:
        path = route.path(address.values)
        remembered.forget_all()
        reset_queries()  # the log is full after nine thousand, and then counts nothing
        with CaptureQueriesContext(connection) as captured:
            answer = walker.client.get(path, headers=walker.headers())
        if answer.status_code == 200:
            found[route.name, walker.kind] = len(captured)
    return found


def grow(planted: Planted, home: Home) -> None:
    """Some times more villages, sites, staff, items, people and cases of every kind."""
    town = home.town
    for n in range(TIMES * 2):
        village = make.region(f"新村{n}", town.region, kind="村")
        station = make.site(village, kind="station")
        make.cover(station, village)
        make.user(RoleKind.STATION_CLERK, at_site=station)
        away(make.user(RoleKind.AGENT, at_site=station), station)
        for kind in (RoleKind.CLERK, RoleKind.REVIEWER):
            make.user(kind, at_site=town.center)
        make.version(units=(1, 2, 9))
        make.region(f"新乡{n}", planted.cast.units[home.unit], kind="镇")
    for n in range(TIMES):
        again = replace(
            home, name=f"{HERE}{n}", cases={}, files={}, tracking={}, drafts={}, tokens={}
        )
        with (  # nobody is away, or sent a code, twice at once
            mock.patch.object(planting, "_absence"),
            mock.patch("torture._matrix.planting.accounts.send_code"),
        ):
            planting._fill(planted, again)
    cache.clear()


def entrust(probes: list[tuple[Walker, Route, Address]], times: int) -> None:
    """Whoever looks acts for relatives, each time for an item of its own; as many have ended."""
    user = next(walker.user for walker, route, _ in probes if route.name == "public:family")
    assert user is not None
    for n in range(times * 2):
        ended = {"ended_at": MONDAY_9AM, "end": "revoked"} if n % 2 else {}
        code = make.version().item.code
        let(make.person(), user.person, areas=[], items=[code], **ended)


def away(user: User, site: Site) -> None:
    """Somebody asks for a day off."""
    tomorrow = MONDAY_9AM + timedelta(days=1)
    ask_absence(
        user,
        site,
        kind="leave",
        starts_at=tomorrow,
        ends_at=tomorrow + timedelta(days=1),
        reason="家里有事",
        by=make.actor(user),
        at=MONDAY_9AM,
    )
