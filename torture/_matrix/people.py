"""Who walks: every role of every unit, a resident, a stranger, a clerk with a password only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.test import Client

from bianmin.accounts.factors import PASSED
from bianmin.accounts.models import User
from bianmin.rules.roles import ADMINISTRATORS, RoleKind
from torture._matrix.planting import DRAFTS, Home, Mark, Planted

STRANGER, HALF = "stranger", "password only"
LANGUAGE = {"accept_language": "zh-hans"}
PART = {
    RoleKind.CITIZEN.value: frozenset({"online", "staff"}),
    RoleKind.AGENT.value: frozenset({"carried", "staff"}),
    RoleKind.STATION_CLERK.value: frozenset({"carried", "station", "staff"}),
}
"""Of their township these have only a part: their own, what they carry, what their desk took in."""


@dataclass
class Walker:
    """One visitor: a browser with its session, and a bearer token for the API."""

    kind: str  # a RoleKind's value, "citizen", "stranger" or "password only"
    place: str
    path: str  # of the region that is theirs; empty: nothing is
    user: User | None
    client: Client
    bearer: str = ""
    seen: set[str] = field(default_factory=set)  # marks found that are theirs

    def __str__(self) -> str:
        return f"{self.kind} of {self.place}" if self.place else self.kind

    def owns(self, home: Home) -> bool:
        """Say whether the township lies in what is theirs; written apart from the policies."""
        return bool(self.path) and home.path.startswith(self.path)

    def reaches(self, home: Home, of: str) -> bool:
        """Say whether this case or draft of the township is theirs."""
        return self.owns(home) and self._has(of)

    def may_read(self, mark: Mark) -> bool:
        own = self.user is not None and mark.user_id == self.user.pk
        return own or (bool(self.path) and mark.path.startswith(self.path) and self._has(mark.of))

    def _has(self, of: str) -> bool:
        if of in DRAFTS:
            return self.kind == DRAFTS[of].value
        return not of or of in PART.get(self.kind, {of})

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}


def everybody(planted: Planted) -> list[Walker]:
    """Return the whole cast; of the administrators none owns a case anywhere."""
    found = [Walker(STRANGER, "", "", None, _browser())]
    found += _of_townships(planted)
    for (place, kind), user in planted.cast.staff.items():
        region = planted.cast.units.get(place, planted.cast.city)
        path = "" if kind in ADMINISTRATORS else region.path
        found.append(_walker(planted, kind.value, place, path, user))
    return found


def one_of_each(people: list[Walker], *, turn: int) -> list[Walker]:
    """Return one walker of each kind, from another place each turn."""
    kinds: dict[str, list[Walker]] = {}
    for walker in people:
        kinds.setdefault(walker.kind, []).append(walker)
    return [group[turn % len(group)] for group in kinds.values()]


def _of_townships(planted: Planted) -> Iterator[Walker]:
    for home in planted.homes.values():
        for kind, user in home.town.staff.items():
            yield _walker(planted, kind.value, home.name, home.path, user)
        resident = home.town.resident
        assert resident is not None
        yield _walker(planted, RoleKind.CITIZEN.value, home.name, home.path, resident)
        yield _without_bearer(home)
        half = home.town.staff[RoleKind.CLERK]
        yield Walker(HALF, home.name, "", half, _browser(half))


def _walker(planted: Planted, kind: str, place: str, path: str, user: User) -> Walker:
    client = _browser(user, passed=True)
    return Walker(kind, place, path, user, client, planted.city_tokens[user.pk])


def _without_bearer(home: Home) -> Walker:
    """A clerk whose browser goes to the API: a cookie is no right there."""
    user = home.town.staff[RoleKind.CLERK]
    place = f"{home.name} without a bearer"
    return Walker(RoleKind.CLERK.value, place, home.path, user, _browser(user, passed=True))


def _browser(user: User | None = None, *, passed: bool = False) -> Client:
    client = Client(raise_request_exception=False, headers=LANGUAGE)
    if user is not None:
        client.force_login(user)
        if passed:
            session = client.session
            session[PASSED] = user.pk
            session.save()
    return client
