"""Which objects the parameters of a route name, and whose they are.

A route whose parameter is not known here fails the walk with the sentence that says what to add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bianmin.rules.roles import RoleKind
from torture._matrix.planting import Home, Planted
from torture._matrix.routes import Route

CASES = ("carried", "station", "finished", "online", "denied", "forwarded", "proposed")
WITH_FILES = ("carried", "online")


@dataclass(frozen=True)
class Address:
    """The parameters of one object, and the township whose it is (None: everybody's)."""

    values: Mapping[str, str]
    home: Home | None = None
    case: str = ""

    @property
    def is_secret(self) -> bool:
        """Whether the address itself is the right: whoever has it may come in."""
        return "tracking" in self.values or "secret" in self.values


Makes = Callable[[Home, str], str]

PRIVATE: Mapping[str, Makes] = {
    "number": lambda home, case: home.cases[case].number,
    "file": lambda home, case: str(home.files[case].pk),
    "draft": lambda home, case: str(home.drafts["agent"][0].pk),
    "token": lambda home, case: str(_clerks_token(home)),
    "console:unit.pk": lambda home, case: str(home.town.region.parent_id),
    "console:township.pk": lambda home, case: str(home.town.region.pk),
    "console:site.pk": lambda home, case: str(home.town.center.pk),
}
"""Parameters that name something of one township; by name, or by route and name."""

SECRET: Mapping[str, Makes] = {
    "api:/tracking/{code}.code": lambda home, case: home.tracking[case],
    "api:/tracking/{code}/correction.code": lambda home, case: home.tracking[case],
    "api:/tracking/{code}/withdrawal.code": lambda home, case: home.tracking[case],
}
"""Parameters that are a secret of one case: the holder is let in."""

PUBLIC: Mapping[str, Callable[[Planted], str]] = {
    "api:/items/{code}.code": lambda planted: planted.cast.version.item.code,
    "api:/items/{code}/versions/{number}.code": lambda planted: planted.cast.version.item.code,
    "api:/items/{code}/versions/{number}.number": lambda planted: "1",
    "api:/regions/{parent}/children.parent": lambda planted: str(planted.cast.city.pk),
    "api:/sites/{site}.site": lambda planted: str(_a_site(planted)),
}
"""Parameters that name what everybody may read."""


class UnknownParameter(AssertionError):
    """A new route names something the walk has no example of."""


def addresses_of(route: Route, planted: Planted) -> Iterator[Address]:
    """Yield every object that the route can name in this cast."""
    if not route.parameters:
        yield Address({})
        return
    public = {name: _find(PUBLIC, route, name) for name in route.parameters}
    if all(public.values()):
        yield Address({name: make(planted) for name, make in public.items() if make})
        return
    makers = {name: _private(route, name) for name in route.parameters}
    for home in planted.homes.values():
        for case in WITH_FILES if "file" in makers else CASES:
            values = {name: make(home, case) for name, make in makers.items()}
            yield Address(values, home, case)
            if not {"number", "code", "file"} & set(values):
                break  # the same whichever case


def holds_secret(route: Route) -> bool:
    return any(_find(SECRET, route, name) for name in route.parameters)


def _private(route: Route, name: str) -> Makes:
    found = _find(SECRET, route, name) or _find(PRIVATE, route, name)
    if found is None:
        raise UnknownParameter(
            f"{route.name} ({route.template}) has a parameter <{name}> that the access matrix does "
            f'not know: add "{route.name}.{name}" to PRIVATE, SECRET or PUBLIC in '
            "torture/_matrix/addresses.py, with an object of each township (and plant one there)"
        )
    return found


def _find(table: Mapping[str, Callable[..., str]], route: Route, name: str) -> Makes | None:
    return table.get(f"{route.name}.{name}") or table.get(name)


def _clerks_token(home: Home) -> int:
    user = home.town.staff[RoleKind.CLERK]
    return int(user.tokens.order_by("id").values_list("pk", flat=True)[0])


def _a_site(planted: Planted) -> int:
    return int(next(iter(planted.homes.values())).town.center.pk)
