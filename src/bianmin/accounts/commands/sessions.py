"""会话: ending every way in that an account has open."""

from __future__ import annotations

from datetime import datetime

from bianmin.accounts.models import ApiToken, Session, User


def end_sessions(user: User, *, but: str | None = None) -> int:
    """退出登录: end the account's sessions, all but the one that asks; return how many."""
    open_sessions = Session.objects.filter(user_id=user.pk)
    return open_sessions.exclude(session_key=but).delete()[0]


def end_access(user: User, *, at: datetime) -> None:
    """收回权限: end sessions and tokens; the next request of either is refused."""
    end_sessions(user)
    ApiToken.objects.filter(user_id=user.pk, revoked_at__isnull=True).update(revoked_at=at)
