"""口令: the first step of staff sign-in. A right password alone opens nothing but the second."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from bianmin.accounts import policies
from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import tallies
from bianmin.accounts.commands.codes import Outcome
from bianmin.accounts.commands.sessions import end_access
from bianmin.accounts.limits import WRONG_FROM_ADDRESS, WRONG_PASSWORDS
from bianmin.accounts.models import User
from bianmin.audit.commands import record
from bianmin.rules.errors import Invalid
from bianmin.rules.verdict import ALLOWED, Verdict

WRONG = "登录名或密码不对，连错 5 次会锁定 15 分钟"
LOCKED = "试错太多，已锁定 15 分钟，请稍后再试"


@transaction.atomic
def enter_by_password(login: str, password: str, *, address: str, at: datetime) -> Outcome:
    """口令登录: return the staff account when the password is right.

    An unknown name is counted, hashed and answered like a known one.
    """
    login = login.strip().lower()
    if not tallies.count(WRONG_FROM_ADDRESS, address, at=at):
        return Outcome(reason=LOCKED)
    if not tallies.count(WRONG_PASSWORDS, login, at=at):
        return Outcome(reason=LOCKED)
    user = User.objects.filter(login=login, is_staff_member=True).first()
    if user is None:
        make_password(password)  # takes as long as a check
        return Outcome(reason=WRONG)
    if not check_password(password, user.password):
        return Outcome(reason=WRONG)
    tallies.give_back(WRONG_FROM_ADDRESS, address)
    tallies.forget(WRONG_PASSWORDS, login)
    verdict = policies.may_sign_in(user)
    return Outcome(user=user) if verdict else Outcome(reason=verdict.reason)


@transaction.atomic
def set_password(user: User, password: str, *, by: Actor, at: datetime) -> None:
    """设口令: every open session and token of the account ends with the old password."""
    refuse_weak(password, user)
    User.objects.filter(pk=user.pk).update(password=make_password(password))
    end_access(user, at=at)
    record(f"user:{user.pk}", "set_password", unit=0, by=by, at=at)


@transaction.atomic
def change_password(user: User, old: str, new: str, *, by: Actor, at: datetime) -> Verdict:
    """改密码: by the holder, who shows the old one; wrong ones are counted as at sign-in."""
    if not tallies.count(WRONG_PASSWORDS, user.login, at=at):
        return Verdict(LOCKED)
    if not check_password(old, user.password):
        return Verdict("现在的密码不对")
    tallies.forget(WRONG_PASSWORDS, user.login)
    set_password(user, new, by=by, at=at)
    return ALLOWED


def refuse_weak(password: str, user: User) -> None:
    """弱口令: refuse with the sentences of the validators."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        sentence = "".join(error.messages)
        raise Invalid(sentence, {"password": sentence}) from None
