"""Who acts: in each township a resident and a clerk, with bearer tokens and a signed-in browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from django.test import Client
from django.utils import timezone
from tests import make, world

from bianmin.accounts.commands.tokens import issue_token
from bianmin.accounts.factors import PASSED
from bianmin.accounts.models import User
from bianmin.rules.roles import RoleKind


@dataclass(frozen=True)
class Neighbour:
    """What one client thread needs to act for a resident and for two clerks of their centre."""

    item: str
    version: int
    village: int
    resident_bearer: str
    clerk_bearer: str
    colleague_bearer: str
    clerk_cookie: str


def neighbours(count: int) -> list[Neighbour]:
    """Build the cast and return one neighbour for each thread, from township after township."""
    cast = world.build()
    towns = list(cast.townships.values())
    return [_neighbour(cast, towns[n % len(towns)]) for n in range(count)]


def _neighbour(cast: world.World, town: world.Township) -> Neighbour:
    resident = make.user(who=make.person(village=town.village))
    clerk = town.staff[RoleKind.CLERK]
    return Neighbour(
        cast.version.item.code,
        cast.version.number,
        town.village.pk,
        _token(resident),
        _token(clerk),
        _token(make.user(RoleKind.CLERK, at_site=town.center)),
        signed_in(clerk),
    )


def _token(user: User) -> str:
    now = timezone.now()
    return issue_token(user, label="拷问", by=make.actor(user, at=now), at=now)


def signed_in(user: User) -> str:
    """Return the session key of a browser that has shown both factors."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[PASSED] = user.pk
    session.save()
    return str(session.session_key)


def identity_numbers(thread: int) -> Iterator[str]:
    """Yield synthetic identity numbers that no other thread uses."""
    for serial in cycle(range(1000)):
        yield make.id_number(serial, area=f"37158{thread % 10}")
