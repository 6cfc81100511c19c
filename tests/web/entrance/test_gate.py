"""T06: with a password only, every route of the product answers with the factor's page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from bianmin.web.entrance.middleware import OPEN_TO_HALF
from tests.web.entrance.doors import give_password, staff

pytestmark = pytest.mark.django_db
SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12}


def routes(
    patterns: list[URLPattern | URLResolver], prefix: str = "/", space: str = ""
) -> Iterator[tuple[str, str]]:
    """Every address of the product with the full name of its route."""
    for pattern in patterns:
        assert isinstance(pattern.pattern, RoutePattern)
        here = prefix + sample(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (space, pattern.namespace)))
            yield from routes(pattern.url_patterns, here, inner)
        else:
            yield here, ":".join(filter(None, (space, pattern.name)))


def sample(pattern: RoutePattern) -> str:
    """The route's text with its parameters filled in."""
    text = str(pattern)
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        value = SAMPLES.get(kind, "1")
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            text = text.replace(written, value)
    return text


def all_routes() -> list[tuple[str, str]]:
    return sorted(set(routes(get_resolver().url_patterns)))


def test_there_are_routes_to_walk() -> None:
    assert {name for _, name in all_routes()} >= OPEN_TO_HALF


@pytest.mark.parametrize("enrolled", [True, False])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_alone_reaches_nothing(method: str, enrolled: bool) -> None:
    client = Client()
    give_password(client, staff(enrolled=enrolled))
    for path, name in all_routes():
        if name in OPEN_TO_HALF:
            continue
        answer = getattr(client, method)(path, headers={"Idempotency-Key": "k"})
        if path.startswith("/api/"):
            assert answer.status_code == 401, (path, name)
        else:
            assert (answer.status_code, answer.headers.get("Location")) == (
                302,
                "/staff/factor/",
            ), (path, name)


def test_to_every_page_a_password_alone_is_a_stranger(client: Client) -> None:
    give_password(client, staff())
    page = client.get("/staff/factor/")
    assert page.wsgi_request.user.is_anonymous
    assert page.wsgi_request.actor.user_id is None  # type: ignore[attr-defined]


def test_signing_out_works_without_the_factor(client: Client) -> None:
    give_password(client, staff())
    assert client.post("/sign-out/")["Location"] == "/staff/"
    assert client.get("/staff/factor/")["Location"] == "/staff/"


def test_no_page_of_allauth_is_mounted() -> None:
    assert not [name for _, name in all_routes() if name.startswith(("account_", "mfa_"))]
