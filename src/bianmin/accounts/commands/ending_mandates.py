"""停止委托: by either side, by the principal's phone, at a window; and what both are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from bianmin.accounts import mandate_policies as policies
from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.commands.codes import REVOKE, send_digits, spend
from bianmin.accounts.mandates import SHOWN, live_at, principals_of
from bianmin.accounts.models import Mandate, Person, SignInCode
from bianmin.audit.commands import record
from bianmin.files.commands import erase_files
from bianmin.messaging.commands import queue_sms
from bianmin.rules import identity, mandates
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.mandates import End, Side, Way
from bianmin.rules.verdict import require

STOP = "/family/stop/"
"""停止的地址: where whoever did not mean it ends it with their phone."""


@transaction.atomic
def end_mandate(
    mandate: Mandate, *, side: Side, end: End, by: Actor, at: datetime, reason: str = ""
) -> Mandate:
    """停止委托: from this very moment; both are told."""
    require(policies.may_end(by, mandate, side))
    mandates.end_by(end, side)
    if side is Side.WINDOW and len(reason.strip()) < 2:
        raise Invalid("写明谁来停的", {"reason": "写明谁来停的、凭什么证件"})
    if not end_rows([mandate], end, by=by, at=at, reason=reason):
        raise Conflict("这份委托已经停了")
    return mandate


@transaction.atomic
def ask_end(phone: str, *, address: str, at: datetime) -> SignInCode:
    """要停止委托: send a code to a phone; every well-formed number is answered alike."""
    mobile = identity.parse_mobile(phone)
    return send_digits(mobile, REVOKE, "mandate_end_code", {}, address=address, at=at)


@transaction.atomic
def end_by_phone(
    code_id: int | None, digits: str, *, address: str, at: datetime
) -> tuple[int | None, str]:
    """手机停止委托: end all that was given by whoever has this phone; how many, or why not."""
    code, reason = spend(code_id, digits, REVOKE, address=address, at=at)
    if code is None:
        return None, reason
    people = list(principals_of(bytes(code.phone_hash)).values_list("pk", flat=True))
    theirs = Mandate.objects.filter(live_at(at), principal_id__in=people).exclude(way=Way.LAW)
    count = 0
    for mandate in theirs.select_related(*SHOWN).order_by("pk"):
        by = Actor(None, mandate.principal_id, "委托人", (), "link")
        count += end_rows([mandate], End.REVOKED, by=by, at=at, reason="手机验证码")
    return count, ""


def end_of_person(person: Person, *, by: Actor, at: datetime) -> None:
    """随人停止: whoever is forgotten lets nobody act and acts for nobody."""
    theirs = Q(principal=person) | Q(holder=person)
    rows = Mandate.objects.filter(theirs, ended_at__isnull=True).select_related(*SHOWN)
    end_rows(rows, End.REVOKED, by=by, at=at, reason="个人信息已删除", tells=False)
    for mandate in Mandate.objects.filter(theirs).select_related(*SHOWN):
        forget_papers(mandate, by=by, at=at, reason="个人信息已删除")


def forget_papers(mandate: Mandate, *, by: Actor, at: datetime, reason: str) -> None:
    """销毁委托书: what proved it; that there was one stays."""
    Mandate.objects.filter(pk=mandate.pk).update(document="")
    erase_files(unit_of(mandate), owner_of(mandate), by=by, at=at, reason=reason)


def owner_of(mandate: Mandate) -> str:
    """文件的主人: as files name it, and the trail too."""
    return f"mandate:{mandate.pk}"


@transaction.atomic
def close_expired(*, at: datetime) -> int:
    """到期停止: mark what ran out; it has held for nothing since its last day."""
    over = Mandate.objects.filter(
        granted_at__isnull=False, ended_at__isnull=True, ends_on__lt=localdate(at)
    )
    return end_rows(over.select_related(*SHOWN), End.EXPIRED, by=SYSTEM, at=at, tells=False)


def end_rows(
    rows: Iterable[Mandate],
    end: End,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    tells: bool = True,
) -> int:
    count = 0
    for mandate in list(rows):
        here = Mandate.objects.filter(pk=mandate.pk, ended_at__isnull=True)
        if not here.update(ended_at=at, end=end.value, ended_by=by.user_id):
            continue
        mandate.ended_at, mandate.end = at, end.value
        trace(mandate, "end", by=by, at=at, reason=reason, end=end.value)
        count += 1
        if tells and mandate.order is not None:
            told = {"link": f"/orders/{mandate.order}/"}
            tell_side(mandate, mandate.principal, "order_stopped", told, "ended", at=at)
        elif tells:
            other = {"tail": tail_of(mandate.principal)}
            tell_side(mandate, mandate.holder, "mandate_lost", other, "lost", at=at)
            other = {"tail": tail_of(mandate.holder)}
            tell_side(mandate, mandate.principal, "mandate_ended", other, "ended", at=at)
    return count


def tell_side(
    mandate: Mandate,
    to: Person,
    template: str,
    params: dict[str, Any],
    key: str,
    *,
    at: datetime,
    unit: int | None = None,
) -> None:
    if not to.phone:
        return
    queue_sms(
        unit=unit_of(mandate) if unit is None else unit,
        to=to.phone,
        template=template,
        params={name: value for name, value in params.items() if value},
        dedupe_key=f"mandate:{mandate.pk}:{key}:{at.timestamp():.6f}",
        at=at,
    )


def trace(
    mandate: Mandate, action: str, *, by: Actor, at: datetime, reason: str = "", **facts: Any
) -> None:
    record(
        owner_of(mandate),
        action,
        unit=unit_of(mandate),
        by=by,
        at=at,
        reason=reason,
        principal=mandate.principal_id,
        holder=mandate.holder_id,
        **facts,
    )


def unit_of(mandate: Mandate) -> int:
    """Where its trail lies: one unit for all of it, whatever happens to the people."""
    return mandate.site.unit if mandate.site else 0


def tail_of(person: Person) -> str:
    return person.phone.clear()[-4:] if person.phone else ""


def day_words(day: date) -> str:
    """日子: as a message says it."""
    return f"{day.year}年{day.month}月{day.day}日"
