"""Who may open a route: declared on every view, enforced before the view runs.

A view without a declaration is refused by the middleware and fails the suite. The declaration
is the coarse gate; what the person may do with one object is the context's policy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from bianmin.rules.roles import RoleKind

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """The declared audience of one route. `why` says why a route without sign-in is safe."""

    kind: Literal["public", "capability", "signed_in", "citizen", "staff"]
    roles: frozenset[RoleKind] = frozenset()
    why: str = ""


def _declare(access: Access) -> Callable[[View], View]:
    def declare(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return declare


def public(why: str) -> Callable[[View], View]:
    """Open to everybody, because it shows or takes only what everybody may see or send."""
    return _declare(Access("public", why=why))


def capability(why: str) -> Callable[[View], View]:
    """Open to whoever holds the secret in the address."""
    return _declare(Access("capability", why=why))


def signed_in(view: View) -> View:
    """Open to every account."""
    return _declare(Access("signed_in"))(view)


def citizen(view: View) -> View:
    """Open to a signed-in resident (staff are residents too, as themselves)."""
    return _declare(Access("citizen"))(view)


def staff(*roles: RoleKind) -> Callable[[View], View]:
    """Open to accounts that hold one of these roles at the moment of the request."""
    if not roles:
        raise ValueError("name the roles")
    return _declare(Access("staff", roles=frozenset(roles)))


def of(view: object) -> Access | None:
    """Return the declaration of a view, or None if there is none."""
    return getattr(view, "access", None)
