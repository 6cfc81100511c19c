"""演示账号: what lets a visitor of a trial try every role. Production refuses all of it.

The account's row says so (`is_demo`), and `policies.may_sign_in` reads it on every request.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings

from bianmin.accounts.factors import TOTP, FactorAdapter, code_now
from bianmin.accounts.models import Role, User
from bianmin.accounts.queries import holding_at
from bianmin.rules.roles import LABELS, RoleKind

PASSWORD = "bianmin-demo-2020"


@dataclass(frozen=True)
class DemoLogin:
    """演示登录: one account to try a role with."""

    role: str
    place: str
    login: str


def secret_of(login: str) -> str:
    """Return the TOTP secret of a demo account: the same on every start of this deployment."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"demo {login}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:20]).decode()


def code_of(user: User, *, at: datetime) -> str:
    """Return the digits a visitor of the trial types; empty for every real account."""
    if not (settings.BIANMIN_TRIAL and user.is_demo):
        return ""
    return code_now(secret_of(user.login), at=at)


def authenticators(users: Iterable[User]) -> list[Authenticator]:
    """Return the unsaved second factors of demo accounts."""
    seal = FactorAdapter().encrypt
    return [
        Authenticator(user=user, type=TOTP, data={"secret": seal(secret_of(user.login))})
        for user in users
        if user.is_demo
    ]


def logins(*, at: datetime) -> list[DemoLogin]:
    """One demo account for every role, in the order of the roles; none in production."""
    if not settings.BIANMIN_TRIAL:
        return []
    held = Role.objects.filter(holding_at(at), user__is_demo=True, user__is_active=True)
    rows = (
        held.order_by("kind", "id")
        .distinct("kind")
        .values_list("kind", "site__name", "region__name", "user__login")
    )
    found = {RoleKind(kind): (site or region, login) for kind, site, region, login in rows}
    return [DemoLogin(LABELS[kind], *found[kind]) for kind in RoleKind if kind in found]
