"""What every session passes before anybody is told who acts: idleness and the second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from bianmin.accounts.factors import needs_second_factor
from bianmin.accounts.limits import STAFF_IDLE
from bianmin.accounts.models import User
from bianmin.wire.refusals import is_api, problem
from bianmin.wire.requests import Request

GetResponse = Callable[[HttpRequest], HttpResponseBase]

SEEN = "seen"
SEEN_EVERY = 60  # seconds between two notes of the same session

OPEN_TO_HALF = frozenset(
    {
        "entrance:factor",
        "entrance:factor_passkey",
        "entrance:factor_setup",
        "entrance:factor_setup_passkey",
        "entrance:sign_out",
    }
)
"""What a session reaches that has shown a password only."""


class IdleStaff:
    """End a staff session that nobody has used for a quarter of an hour."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and user.is_staff_member:
            self._note(request)
        return self.get_response(request)

    @staticmethod
    def _note(request: HttpRequest) -> None:
        now = int(cast(Request, request).at.timestamp())
        idle = now - request.session.get(SEEN, now)
        if idle > STAFF_IDLE.total_seconds():
            logout(request)
        elif idle >= SEEN_EVERY or SEEN not in request.session:
            request.session[SEEN] = now


class SecondFactor:
    """Take a session that has shown only a password for a stranger's, and send it on.

    The account is set aside as `half_user`: no page, and no mistake in one, can act for it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        half: User | None = None
        user = request.user
        if user.is_authenticated and needs_second_factor(request.session, user):
            half = user
            request.user = AnonymousUser()
        request.half_user = half  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if half_user(request) is None or (match and match.view_name in OPEN_TO_HALF):
            return None
        if is_api(request):
            return problem(401, "请先完成第二重验证")
        return redirect("entrance:factor")


def half_user(request: HttpRequest) -> User | None:
    """Return the account that has shown its password but no second factor yet."""
    return getattr(request, "half_user", None)
