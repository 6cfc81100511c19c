"""Every HTML page of the product, each as somebody of the access matrix who may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from torture import matrix
from torture._matrix.addresses import addresses_of
from torture._matrix.people import Walker, everybody
from torture._matrix.routes import Route, all_routes
from torture._matrix.walk import Probe, Walk, nine_on_monday

OFTEN = frozenset({"desk:case", "public:tracked", "field:case"})
"""Pages that are another one in each state of the case: walked with each of the cast's cases."""

PHONES = frozenset({"public", "field", "me", "stranger", "citizen"})


@dataclass(frozen=True)
class Page:
    """One answer of the product: where, as whom, and what came."""

    route: Route
    walker: Walker
    path: str
    html: str
    answer: Any

    def __str__(self) -> str:
        return f"{self.route.name} as {self.walker} ({self.path})"

    @property
    def is_for_citizens(self) -> bool:
        return self.route.name.startswith("public:")

    @property
    def width(self) -> int:
        return 390 if self.route.name.partition(":")[0] in PHONES else 1280


@dataclass
class Pages:
    """What was found: every page, and the addresses that gave neither page nor file to anybody."""

    pages: list[Page]
    without: dict[str, str]


def every_page() -> Pages:
    """Plant the cast and ask for every address that a browser can be led to."""
    planted = matrix.plant_all()
    people, walk, found = everybody(planted), Walk(planted), Pages([], {})
    with matrix.quiet(), nine_on_monday():
        for route in all_routes():
            if route.is_read and not route.is_api:
                _visit(route, walk, people, found)
    return found


def _visit(route: Route, walk: Walk, people: list[Walker], found: Pages) -> None:
    seen, told = set[str](), ""
    for probe in _welcome(route, walk, people):
        if probe.address.of in seen:
            continue
        answer = walk.send(probe)
        if answer.status_code == 405:  # takes no GET
            return
        told = f"{answer.status_code} {answer.get('Content-Type', '')}"
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            seen.add(probe.address.of)
            path = route.path(probe.address.values)
            html = answer.content.decode()
            found.pages.append(Page(route, probe.walker, path, html, answer))
        elif answer.status_code == 200:
            return  # a file
        if seen and route.name not in OFTEN:
            return
    if not seen:
        found.without[route.name] = told


def _welcome(route: Route, walk: Walk, people: list[Walker]) -> Iterator[Probe]:
    """Yield who may read what there; those with a role first, for they see the most."""
    for address in addresses_of(route, walk.planted):
        if address.is_void or (address.home and address.home is not _first(walk)):
            continue
        for walker in [*people[1:], people[0]]:
            probe = Probe(walker, route, address)
            if not (probe.is_kept_out or probe.is_foreign):
                yield probe


def _first(walk: Walk) -> Any:
    return next(iter(walk.planted.homes.values()))
