"""第二重验证: enrolling and checking what staff hold besides their password."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from bianmin.accounts import factors, policies
from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import tallies
from bianmin.accounts.commands.sessions import end_access
from bianmin.accounts.factors import PASSKEY, TOTP, FactorAdapter
from bianmin.accounts.limits import WRONG_FACTORS
from bianmin.accounts.models import User
from bianmin.audit.commands import record
from bianmin.rules.errors import Conflict
from bianmin.rules.verdict import ALLOWED, Verdict, require

WRONG = Verdict("动态码不对或已用过，请等下一组数字再试")
LOCKED = Verdict("试错太多，已锁定 15 分钟，请稍后再试")


@transaction.atomic
def enrol_totp(user: User, secret: str, digits: str, *, by: Actor, at: datetime) -> Verdict:
    """绑定动态码: keep the secret once the phone has shown that it knows it."""
    User.objects.select_for_update().get(pk=user.pk)
    if Authenticator.objects.filter(user_id=user.pk, type=TOTP).exists():
        raise Conflict("这个账号已经绑定了动态码")
    if not tallies.count(WRONG_FACTORS, str(user.pk), at=at):
        return LOCKED
    step = factors.step_of(secret, digits, at=at)
    if step is None:
        return WRONG
    tallies.forget(WRONG_FACTORS, str(user.pk))
    data = {"secret": FactorAdapter().encrypt(secret), "step": step}
    Authenticator.objects.create(user=user, type=TOTP, data=data, created_at=at, last_used_at=at)
    record(f"user:{user.pk}", "enrol_factor", unit=0, by=by, at=at, factor=TOTP.value)
    return ALLOWED


@transaction.atomic
def enrol_passkey(
    user: User, name: str, credential: dict[str, Any], *, by: Actor, at: datetime
) -> None:
    """绑定通行密钥: keep a credential that the surface has checked against its challenge."""
    data = {"name": name[:40], "credential": credential}
    Authenticator.objects.create(user=user, type=PASSKEY, data=data, created_at=at, last_used_at=at)
    record(f"user:{user.pk}", "enrol_factor", unit=0, by=by, at=at, factor=PASSKEY.value)


@transaction.atomic
def check_totp(user: User, digits: str, *, at: datetime) -> Verdict:
    """核对动态码: right, and newer than any that was used before (RFC 6238, 5.2)."""
    if not tallies.count(WRONG_FACTORS, str(user.pk), at=at):
        return LOCKED
    held = Authenticator.objects.select_for_update().filter(user_id=user.pk, type=TOTP).first()
    if held is None:
        return WRONG
    step = factors.step_of(FactorAdapter().decrypt(held.data["secret"]), digits, at=at)
    used = step is not None and step <= held.data.get("step", 0)
    shared = settings.BIANMIN_TRIAL and user.is_demo  # many visitors, one demo account
    if step is None or (used and not shared):
        return WRONG
    data = held.data | {"step": step}
    Authenticator.objects.filter(pk=held.pk).update(data=data, last_used_at=at)
    tallies.forget(WRONG_FACTORS, str(user.pk))
    return ALLOWED


@transaction.atomic
def note_passkey(factor: Authenticator, *, at: datetime) -> None:
    """核对通行密钥: keep when it was used last; the surface has checked the answer."""
    Authenticator.objects.filter(pk=factor.pk).update(last_used_at=at)
    tallies.forget(WRONG_FACTORS, str(factor.user_id))


@transaction.atomic
def reset_factors(user: User, *, by: Actor, at: datetime, reason: str) -> None:
    """重置第二重验证: for a lost phone; the account enrols anew before it reaches anything."""
    require(policies.may_reset_factor(by, user))
    Authenticator.objects.filter(user_id=user.pk).delete()
    end_access(user, at=at)
    record(f"user:{user.pk}", "reset_factors", unit=0, by=by, at=at, reason=reason)
