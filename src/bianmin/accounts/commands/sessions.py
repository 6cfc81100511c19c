"""会话: ending every way in that an account has open."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import ApiToken, Session, User
from bianmin.audit.commands import record


def end_sessions(user: User, *, but: str | None = None) -> int:
    """退出登录: end the account's sessions, all but the one that asks; return how many."""
    open_sessions = Session.objects.filter(user_id=user.pk)
    return open_sessions.exclude(session_key=but).delete()[0]


def end_access(user: User, *, at: datetime) -> None:
    """收回权限: end sessions and tokens; the next request of either is refused."""
    end_sessions(user)
    ApiToken.objects.filter(user_id=user.pk, revoked_at__isnull=True).update(revoked_at=at)


@transaction.atomic
def start_staff_session(user: User, *, key: str, by: Actor, at: datetime) -> int:
    """上岗: one person, one open session; return how many others were ended by this one."""
    ended = 0 if user.is_demo else end_sessions(user, but=key)
    record(f"user:{user.pk}", "sign_in", unit=unit_of(by), by=by, at=at, ended=ended)
    return ended


def unit_of(actor: Actor) -> int:
    """单位: the reporting unit whose trail an account's own acts belong to."""
    return actor.roles[0].unit if actor.roles else 0
