"""验证码: signing residents in by a code sent to their phone.

Every well-formed number is answered alike: a code goes out, and the account is opened when the
code comes back. So neither words nor time tell who is known here.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.commands import tallies
from bianmin.accounts.limits import (
    CODE_GAP,
    CODE_LASTS,
    CODE_TRIES,
    CODES_A_DAY,
    CODES_FROM_ADDRESS,
    CODES_IN_ALL,
    GRANTS_A_DAY,
    PREFILLS_A_DAY,
    REVOKE_GAP,
    REVOKES_A_DAY,
    REVOKES_FROM_HERE,
    WRONG_CODES,
)
from bianmin.accounts.models import Person, SignInCode, User
from bianmin.audit.commands import record
from bianmin.ground.crypto import keyed_hash
from bianmin.ground.ids import new_id
from bianmin.messaging.commands import queue_sms
from bianmin.rules import identity
from bianmin.rules.errors import TooMany

SIGN_IN, GRANT, REVOKE, PREFILL = "sign_in", "grant", "revoke", "prefill"
"""用途: a code opens only what it was sent for."""

A_DAY = {
    SIGN_IN: CODES_A_DAY,
    GRANT: GRANTS_A_DAY,
    REVOKE: REVOKES_A_DAY,
    PREFILL: PREFILLS_A_DAY,
}
"""每日: each purpose has its own allowance, so nobody uses up what stops them."""

OTHER_WAYS = "这个手机号今天获取验证码的次数已用完，请明天再试，或到窗口办理"
USED_UP = {
    SIGN_IN: OTHER_WAYS,
    GRANT: OTHER_WAYS,
    PREFILL: "今天给本人发的验证码太多了，请照本人说的填",
    REVOKE: "有人给这个手机号要了太多验证码，今天不再发；请换别的办法停，见下面",
}
"""次数用完: who wants to stop is never told to come back tomorrow."""

WRONG = "验证码不对或已失效，请核对短信；5 次不对要重新获取"


@dataclass(frozen=True)
class Outcome:
    """结果: the account that may come in, or the sentence why not."""

    user: User | None = None
    reason: str = ""


@transaction.atomic
def send_code(phone: str, *, address: str, at: datetime) -> SignInCode:
    """发验证码: send six digits by SMS; an earlier code of this phone is void from now on."""
    mobile = identity.parse_mobile(phone)
    return send_digits(mobile, SIGN_IN, "sign_in_code", {}, address=address, at=at)


@transaction.atomic
def send_digits(
    mobile: str,
    purpose: str,
    template: str,
    params: Mapping[str, object],
    *,
    address: str,
    at: datetime,
) -> SignInCode:
    """发验证码: for one purpose, which alone it opens; each has its own gap and limits, so that one
    neither uses up another nor betrays that it was sent."""
    phone_hash = keyed_hash("phone", mobile)
    _refuse_flood(purpose, mobile, address, at)
    if purpose == REVOKE:
        _refuse_haste_from_here(mobile, address, at)
    else:
        _take_the_place(phone_hash, purpose, at)
    digits = f"{secrets.randbelow(1_000_000):06d}"
    code_id = new_id()
    code = SignInCode.objects.create(
        id=code_id,
        phone=mobile,
        phone_hash=phone_hash,
        code_hash=_code_hash(code_id, digits, purpose),
        purpose=purpose,
        sent_at=at,
        expires_at=at + CODE_LASTS,
    )
    queue_sms(
        unit=0,
        to=code.phone,
        template=template,
        params={"code": digits, **params},
        dedupe_key=f"code:{code_id}",
        at=at,
    )
    return code


def _take_the_place(phone_hash: bytes, purpose: str, at: datetime) -> None:
    """换新码: one minute between two, and the earlier one is void."""
    earlier = SignInCode.objects.filter(phone_hash=phone_hash, purpose=purpose)
    last = earlier.order_by("-sent_at").values_list("sent_at", flat=True).first()
    if last is not None and at - last < CODE_GAP:
        raise _too_soon(int((last + CODE_GAP - at).total_seconds()) + 1)
    live = earlier.filter(used_at__isnull=True, expires_at__gt=at)
    live.update(expires_at=at)


def _refuse_haste_from_here(mobile: str, address: str, at: datetime) -> None:
    """停止委托的码: the gap is this address's own and no code makes another void, so that nobody
    keeps the real person from stopping by asking for codes in their place."""
    here = f"{address}:{mobile}"
    if not tallies.count(REVOKE_GAP, here, at=at):
        raise _too_soon(int(CODE_GAP.total_seconds()))
    if not tallies.count(REVOKES_FROM_HERE, here, at=at):
        raise TooMany("在这里给这个手机号发验证码的次数用完了，请换别的办法停，见下面")


def _too_soon(wait: int) -> TooMany:
    return TooMany(f"刚发过验证码，请 {wait} 秒后再获取", retry_after=wait)


@transaction.atomic
def enter_by_code(code_id: int, digits: str, *, address: str, at: datetime) -> Outcome:
    """验证码登录: return the account of the phone when the digits are right, opening it if new.

    A wrong try counts even though the request is refused: the caller keeps its writes.
    """
    code, reason = spend(code_id, digits, SIGN_IN, address=address, at=at)
    return Outcome(reason=reason) if code is None else Outcome(user=_account_of(code, at=at))


def spend(
    code_id: int | None, digits: str, purpose: str, *, address: str, at: datetime
) -> tuple[SignInCode | None, str]:
    """用验证码: return the code when the digits are right, once; else the sentence why not.

    A wrong try counts even though the request is refused: the caller keeps its writes.
    """
    if not tallies.count(WRONG_CODES, address, at=at):
        return None, "试错太多，请 15 分钟后再试"
    known = code_id or 0
    live = SignInCode.objects.filter(
        pk=known, purpose=purpose, used_at__isnull=True, expires_at__gt=at, tries__lt=CODE_TRIES
    )
    if not live.update(tries=F("tries") + 1):
        return None, WRONG
    code = SignInCode.objects.get(pk=known)
    if not hmac.compare_digest(bytes(code.code_hash), _code_hash(code.pk, digits, purpose)):
        return None, WRONG
    SignInCode.objects.filter(pk=known).update(used_at=at)
    tallies.give_back(WRONG_CODES, address)
    return code, ""


def citizen_login(phone_hash: bytes) -> str:
    """账号名: what a resident's account is called; the phone cannot be read from it."""
    return f"phone:{phone_hash.hex()}"


def _refuse_flood(purpose: str, mobile: str, address: str, at: datetime) -> None:
    """Count in one order everywhere, so that two requests never wait for each other."""
    if not tallies.count(A_DAY[purpose], mobile, at=at):
        raise TooMany(USED_UP[purpose])
    if not tallies.count(CODES_FROM_ADDRESS, f"{purpose}:{address}", at=at):
        raise TooMany("获取验证码太频繁，请一小时后再试")
    if not tallies.count(CODES_IN_ALL, "", at=at):
        raise TooMany("现在获取验证码的人太多，请稍后再试")


def _code_hash(code_id: int, digits: str, purpose: str) -> bytes:
    return keyed_hash("sign_in_code", f"{purpose}:{code_id}:{digits}")


def _account_of(code: SignInCode, *, at: datetime) -> User:
    login = citizen_login(bytes(code.phone_hash))
    found = User.objects.filter(login=login).first()
    return found or _open_account(code, login, at)


def _open_account(code: SignInCode, login: str, at: datetime) -> User:
    """Open an account with a person of its own; who it is, they say when they first apply."""
    person = Person.objects.create(name="", phone=code.phone, phone_hash=code.phone_hash)
    user = User.objects.create(
        login=login,
        display_name="群众",
        person=person,
        joined_at=at,
        password=make_password(None),
    )
    record(f"user:{user.pk}", "open_account", unit=0, by=SYSTEM, at=at)
    return user
