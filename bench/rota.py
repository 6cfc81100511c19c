"""排班: the rota of the whole city is drafted, opened, checked and published, beside bare reading.

The shipped regions: 136 centres with a window and a back office each, and a post for the agent of
each of the 5,897 villages at a station or a point, beside the stations' own windows.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from tests import server
from tests.web.staff import Browser

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import Role
from bianmin.accounts.queries import actor_of
from bianmin.ops.demo import world
from bianmin.ops.demo.people import People
from bianmin.ops.demo.rows import Mint
from bianmin.ops.demo.workforce.crew import crew_of
from bianmin.ops.demo.workforce.learning import teach
from bianmin.ops.demo.workforce.posts import man
from bianmin.regions.commands.importing import import_shipped
from bianmin.regions.models import Region
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.roles import RoleKind
from bianmin.workforce.commands.rotas import draft_rotas, publish_rotas
from bianmin.workforce.models import Post, Rota
from bianmin.workforce.queries import duty, rotas
from bianmin.workforce.queries.faults import wrong

SEED = 20200602
NOW = datetime(2026, 9, 21, 9, 0, tzinfo=SHANGHAI)  # a Monday


def run(*, cases: int) -> None:
    """The number of cases says nothing here."""
    name = f"rota_{os.getpid()}"
    with server.running():
        server.make_copy(name)
        server.use(name)
        try:
            settings.ALLOWED_HOSTS = ["testserver"]
            with transaction.atomic():
                _build()
            _measure()
        finally:
            server.drop(name)


def _build() -> None:
    opened = NOW - timedelta(days=60)
    import_shipped(by=SYSTEM, at=opened)
    world.lay_out(opened, print)
    world.staff_places(People(SEED), SEED, opened, 0)
    random = Random(SEED)
    man(teach(crew_of(), opened, NOW, random, Mint()), opened, NOW, random)
    Rota.objects.filter(published_at__isnull=True).delete()


def _measure() -> None:
    city = Region.objects.get(level="city")
    bureau = Role.objects.select_related("user").get(kind=RoleKind.CITY_BUREAU)
    by = actor_of(bureau.user, at=NOW, channel="web")
    browser = Browser(bureau.user, at=NOW)
    county = Region.objects.filter(level="unit").order_by("unit")[0]
    starts_on = (NOW + timedelta(days=7)).date()
    told: dict[str, Any] = {"by": by, "at": NOW}
    posts = Post.objects.filter(b__isnull=False).count()
    print(f"{posts:,} manned posts")
    print("| action | rotas | seconds | ms a rota | statements |\n|---|---:|---:|---:|---:|")
    _timed("draft the city", lambda: draft_rotas(city, starts_on=starts_on, **told))
    waiting = Q(starts_on=starts_on, b__isnull=False)
    rows = _timed("read the drafts (bare)", lambda: list(rotas.drafts(waiting)))
    _timed("check", lambda: wrong(rows, at=NOW), len(rows))
    _timed("publish, checked again", lambda: publish_rotas(rows, **told), len(rows))
    _timed("who is on now, city", lambda: duty.duties(Q(), world_units(), at=NOW, are_named=False))
    for title, path in (
        ("page: the city's posts", f"/console/workforce/places/{city.pk}/"),
        ("page: a county's posts", f"/console/workforce/places/{county.pk}/"),
        ("page: a county's rotas", f"/console/workforce/places/{county.pk}/rotas/"),
    ):
        _timed(title, lambda path=path: _opened(browser, path), 1)  # type: ignore[misc]


def world_units() -> tuple[int, ...]:
    return tuple(Region.objects.filter(level="unit").values_list("unit", flat=True))


def _opened(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


def _timed(name: str, act: Callable[[], Any], many: int = 0) -> Any:
    asked = itertools.count()

    def counted(execute: Any, sql: str, params: Any, is_many: bool, context: Any) -> Any:
        next(asked)
        return execute(sql, params, is_many, context)

    with connection.execute_wrapper(counted):
        started = time.perf_counter()
        done = act()
        took = time.perf_counter() - started
    count = many or len(done)
    each = took * 1000 / count
    print(f"| {name} | {count:,} | {took:.2f} | {each:.2f} | {next(asked)} |", flush=True)
    return done
