"""T01 to T07: every route as every role; the full walk is in `make torture NAME=matrix`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import path
from torture import matrix
from torture._matrix import addresses, planting, routes
from torture._matrix.addresses import UnknownParameter
from torture._matrix.routes import Route, Undeclared

from bianmin.config.urls import urlpatterns
from bianmin.wire.access import Access

pytestmark = [pytest.mark.fault, pytest.mark.django_db]
SEED = 3


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: Any) -> Iterator[planting.Planted]:
    """Plant once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield matrix.plant_all()
        transaction.set_rollback(True)


def test_every_route_says_who_may_come_and_the_walk_knows_its_objects(
    planted: planting.Planted,
) -> None:
    everything = routes.all_routes()
    assert all(route.access for route in everything)
    assert matrix.known_routes(planted) == everything


def test_no_route_shows_faults_or_writes_what_is_somebody_elses(planted: planting.Planted) -> None:
    with matrix.quiet():
        found = matrix.walk_once(planted, seed=SEED)
    assert found["violations"] == []
    assert 2 * found["probes"] > found["routes"]
    assert found["own_marks_seen"] > 2  # a few of the roles see some: it is not blind


def test_every_personal_field_is_marked_in_every_township(planted: planting.Planted) -> None:
    assert planting.unplanted(planted) == []
    assert len(list(planting.sealed_fields())) > 15


def test_the_walk_sees_what_is_wrong(planted: planting.Planted) -> None:
    with matrix.quiet():
        assert all(matrix.controls(planted, seed=SEED).values())


def test_a_parameter_that_the_walk_does_not_know_fails_with_what_to_add(
    planted: planting.Planted,
) -> None:
    new = Route("desk:shelf", "GET", "/desk/shelves/{shelf}/", Access("public"))
    with pytest.raises(UnknownParameter, match=r'add "desk:shelf.shelf" to PRIVATE'):
        list(addresses.addresses_of(new, planted))


def test_a_view_without_a_declaration_fails_with_what_to_add(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    routes.all_routes()
    monkeypatch.setattr(
        "torture._matrix.routes.views",
        lambda: [(f"/{p.pattern}", "x", p.callback) for p in [path("new/", lambda request: None)]],
    )
    with pytest.raises(Undeclared, match="/new/ declares nobody"):
        routes.all_routes()
    assert urlpatterns


def test_an_operation_without_a_declaration_is_refused_and_named() -> None:
    from bianmin.api import app

    assert not app.undeclared(None)  # type: ignore[arg-type]
    assert app.api.auth == [app.undeclared]
    assert all(route.access for route in routes.operations())
