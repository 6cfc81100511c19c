"""Turning a browser's session into an account's: the one place where anybody comes in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login

from bianmin.accounts.commands import start_staff_session
from bianmin.accounts.factors import PASSED
from bianmin.accounts.limits import CITIZEN_IDLE, STAFF_IDLE
from bianmin.accounts.models import User
from bianmin.accounts.queries import actor_of
from bianmin.web.entrance.middleware import SEEN, SEEN_EVERY
from bianmin.web.entrance.next_page import landing, next_page
from bianmin.wire.requests import Request

BACKEND = "bianmin.accounts.backends.AccountBackend"


def let_citizen_in(request: Request, user: User) -> None:
    """Sign a resident in; the code of the phone was right."""
    login(request, user, backend=BACKEND)
    request.session.set_expiry(int(CITIZEN_IDLE.total_seconds()))


def hold_at_the_factor(request: Request, user: User) -> None:
    """Keep in mind whose password was right; nothing is open yet."""
    login(request, user, backend=BACKEND)
    request.session.pop(PASSED, None)
    request.session[SEEN] = int(request.at.timestamp())
    request.session.set_expiry(int(STAFF_IDLE.total_seconds()) + SEEN_EVERY)


def let_staff_in(request: Request, user: User) -> str:
    """Open the session whose second factor was right; return the page to go to."""
    request.session.cycle_key()
    request.session[PASSED] = user.pk
    actor = actor_of(user, at=request.at, channel="web")
    key: Any = request.session.session_key
    ended = start_staff_session(user, key=key, by=actor, at=request.at)
    if ended:
        messages.info(request, "您的账号在别处的登录已经退出。如果那不是您，请马上改密码")
    return next_page(request, landing(actor))
