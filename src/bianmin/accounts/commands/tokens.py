"""接口令牌: bearer tokens for programs; the token is shown once and only its hash is kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from bianmin.accounts import policies
from bianmin.accounts.actor import Actor
from bianmin.accounts.models import ApiToken, User
from bianmin.audit.commands import record
from bianmin.ground.crypto import keyed_hash
from bianmin.rules.verdict import require

LONGEST = timedelta(days=365)


@transaction.atomic
def issue_token(
    user: User, *, label: str, by: Actor, at: datetime, lasts: timedelta = timedelta(days=90)
) -> str:
    """发令牌: return a new bearer token of this account; it holds the account's rights, no more."""
    require(policies.may_issue_token(by, user))
    token = f"bm_{secrets.token_urlsafe(32)}"
    row = ApiToken.objects.create(
        user=user,
        token_hash=keyed_hash("token", token),
        label=label[:40],
        created_at=at,
        expires_at=at + min(lasts, LONGEST),
    )
    record(f"user:{user.pk}", "issue_token", unit=0, by=by, at=at, token=row.pk)
    return token


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> None:
    """收回令牌: the next request with it is refused."""
    require(policies.may_revoke_token(by, token.user))
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at)
    record(f"user:{token.user_id}", "revoke_token", unit=0, by=by, at=at, token=token.pk)
