"""通行矩阵的拷问: every route as every role of every unit, a resident and a stranger.

No route without a declaration, no foreign mark in any answer, no fault, no foreign write.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any
from unittest import mock

from django.db import transaction
from django.db.models import Q

from bianmin.cases import policies, queries
from bianmin.papers.printing import Printed
from bianmin.regions.queries import all_units
from bianmin.wire.middleware import DeclaredAccess
from torture._matrix.addresses import Address, UnknownParameter, addresses_of
from torture._matrix.chains import plant_chains
from torture._matrix.hall import plant_hall
from torture._matrix.lists import plant_lists
from torture._matrix.people import Walker, everybody, one_of_each
from torture._matrix.planting import Home, Planted, plant, unplanted
from torture._matrix.prints import plant_prints
from torture._matrix.routes import Route, all_routes
from torture._matrix.walk import Findings, Probe, Walk
from torture._matrix.workforce import plant_workforce
from torture.audit import own_database

FULL = 20_000
SHARE = 20  # of the roles one in so many walks a route in the suite
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS")
OWN_WRITES_A_TURN = 120
CONTROLLED = frozenset(
    {
        "desk:worklist",
        "desk:case",
        "desk:receipt",
        "desk:acceptance",
        "desk:completion",
        "api:/desk/cases/{number}",
        "api:/desk/cases/{number}/receipt",
        "api:/desk/cases/{number}/delivery",
    }
)
"""Routes on which the walk is tried with the protections off."""


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: walk everything in a database of its own; `violations` names every leak."""
    with own_database(), transaction.atomic(), quiet():
        planted = plant_all()
        found = walk_all(planted, seed=seed, n=n)
        found["controls_blind"] = controls(planted, seed=seed)
        transaction.set_rollback(True)
    blind = [name for name, saw in found["controls_blind"].items() if not saw]
    found["violations"] += [f"the walk does not see it when {name}" for name in blind]
    return found


def plant_all() -> Planted:
    planted = plant()
    plant_lists(planted)
    plant_workforce(planted)
    plant_prints(planted)
    plant_hall(planted)
    plant_chains(planted)
    return planted


def walk_all(planted: Planted, *, seed: int, n: int) -> dict[str, Any]:
    """Walk every read as everybody, then writes and reads in turns, until n probes were made."""
    walk, people, routes = Walk(planted), everybody(planted), all_routes()
    dice = random.Random(seed)
    walk.findings.violations += unplanted(planted)
    walk.read(reads(planted, routes, people, dice))
    walk.read(by_method(planted, routes, people[0], "HEAD"))  # leaves the trace of a reading
    for method in OTHER_METHODS:
        walk.write(by_method(planted, routes, people[0], method))
    turn = 0
    while walk.findings.probes < n or not turn:
        walkers = one_of_each(people, turn=turn)
        write_all(walk, routes, walkers, dice)
        walk.read(reads(planted, routes, walkers, dice))
        turn += 1
    return report(walk, people, routes)


def walk_once(planted: Planted, *, seed: int) -> dict[str, Any]:
    """Walk every route as a few of the roles, others at each route and from another unit;
    `make torture NAME=matrix` walks every route as every role."""
    walk, people, routes = Walk(planted), everybody(planted), known_routes(planted)
    dice = random.Random(seed)
    for turn, route in enumerate(routes):
        walk.read(
            reads(planted, [route], one_of_each(people, turn=turn)[turn % SHARE :: SHARE], dice)
        )
    write_all(walk, routes, one_of_each(people, turn=seed)[seed % SHARE :: SHARE], dice)
    return report(walk, people, routes)


def known_routes(planted: Planted) -> list[Route]:
    """Every route; one of whose objects the walk has no example fails with what to add."""
    unknown = []
    routes = all_routes()
    for route in routes:
        try:
            next(addresses_of(route, planted))
        except UnknownParameter as missing:
            unknown.append(str(missing))
    if unknown:
        raise UnknownParameter("\n".join(unknown))
    return routes


def report(walk: Walk, people: list[Walker], routes: list[Route]) -> dict[str, Any]:
    return {
        "violations": walk.findings.violations,
        "probes": walk.findings.probes,
        "routes": len(routes),
        "walkers": len(people),
        "statuses": {str(k): v for k, v in sorted(walk.findings.statuses.items())},
        "marks": len(walk.planted.marks),
        "own_marks_seen": len(set().union(*(walker.seen for walker in people))),
    }


def write_all(walk: Walk, routes: list[Route], walkers: list[Walker], dice: random.Random) -> None:
    for walker in walkers:
        walk.write(foreign_writes(walk.planted, routes, walker, dice))
    own = list(own_writes(walk.planted, routes, walkers, dice))
    dice.shuffle(own)
    walk.write_elsewhere(islice(own, OWN_WRITES_A_TURN))


def reads(
    planted: Planted, routes: list[Route], people: list[Walker], dice: random.Random
) -> Iterator[Probe]:
    """Every GET: an object of the walker's own if there is one, somebody else's, and nobody's."""
    for route in routes:
        if not route.is_read:
            continue
        found = list(addresses_of(route, planted))
        for walker in people:
            for address in _own_and_foreign(found, walker, dice):
                sought = None if address.values else _foreign_home(planted, walker, dice)
                yield Probe(walker, route, address, sought=sought)


def foreign_writes(
    planted: Planted, routes: list[Route], walker: Walker, dice: random.Random
) -> Iterator[Probe]:
    """Every write about something that is not theirs, or that their role may not do at all."""
    for route in routes:
        if route.is_read:
            continue
        found = [Probe(walker, route, address) for address in addresses_of(route, planted)]
        refused = [probe for probe in found if probe.is_foreign or probe.is_kept_out]
        if refused:
            yield dice.choice(refused)


def own_writes(
    planted: Planted, routes: list[Route], people: list[Walker], dice: random.Random
) -> Iterator[Probe]:
    """Writes that name no object, sent by those who may, about people of another township."""
    for walker in people:
        for route in routes:
            if route.is_read or route.parameters:
                continue
            probe = Probe(walker, route, Address({}), sought=_foreign_home(planted, walker, dice))
            if not probe.is_kept_out:
                yield probe


def by_method(
    planted: Planted, routes: list[Route], walker: Walker, method: str
) -> Iterator[Probe]:
    """Every address by a method that no route declares."""
    for route in {route.template: route for route in routes}.values():
        yield Probe(walker, route, next(iter(addresses_of(route, planted))), method=method)


def controls(planted: Planted, *, seed: int) -> dict[str, bool]:
    """Take the protections off one by one; say of each whether the walk sees that it is gone."""
    routes = [route for route in all_routes() if route.name in CONTROLLED]

    def seen(words: str) -> bool:
        return any(words in found for found in _short_walk(planted, routes, seed).violations)

    found = {}
    with _open_scope():
        found["every case is listed for everybody"] = seen("shows")
        found["every case answers to everybody's write"] = seen("was let in")
    with _open_scope(), mock.patch.object(policies, "reaches", lambda role, case: True):
        found["every case may be moved by everybody"] = seen("wrote")
    with mock.patch.object(DeclaredAccess, "process_view", lambda *args: None):
        found["no declaration is enforced"] = seen("was let in")
    return found


def _short_walk(planted: Planted, routes: list[Route], seed: int) -> Findings:
    walk, dice = Walk(planted), random.Random(seed)
    people = [w for w in everybody(planted) if w.kind in ("stranger", "clerk", "audit_admin")]
    walkers = people[:2] + people[-1:]
    walk.read(reads(planted, routes, walkers, dice))
    for walker in walkers:
        for _ in range(3):  # of several cases, some are in a state that lets them be moved
            walk.write(foreign_writes(planted, routes, walker, dice))
    return walk.findings


@contextmanager
def _open_scope() -> Iterator[None]:
    with mock.patch.object(queries, "_in_scope", lambda role: Q(unit__in=all_units())):
        yield


@contextmanager
def quiet() -> Iterator[None]:
    """Keep each request's line out of the terminal; print HTML, which the walk can read."""
    logging.disable(logging.CRITICAL)
    try:
        with (
            mock.patch("bianmin.papers.documents.print_pdf", _as_html),
            mock.patch("bianmin.papers.guides.print_pdf", _as_html),
            mock.patch("bianmin.papers.guides.kept", lambda html, draw: draw()),
        ):
            yield
    finally:
        logging.disable(logging.NOTSET)


def _as_html(html: str, **_: object) -> Printed:
    return Printed(html.encode(), 1, 0)


def _own_and_foreign(
    found: list[Address], walker: Walker, dice: random.Random
) -> Iterator[Address]:
    own, foreign, void = [], [], []
    for one in found:
        mine = one.home is None or walker.reaches(one.home, one.of)
        (void if one.is_void else own if mine else foreign).append(one)
    for group in (own, foreign, void):
        if group:
            yield dice.choice(group)


def _foreign_home(planted: Planted, walker: Walker, dice: random.Random) -> Home | None:
    foreign = [home for home in planted.homes.values() if not walker.owns(home)]
    return dice.choice(foreign) if foreign else None
