"""签到: be on duty with one press, at the desk or by phone; and sign out."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.audit.commands import record
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.verdict import first_denial, require
from bianmin.sites.models import Site
from bianmin.workforce.commands.alarms import close_manned
from bianmin.workforce.models import DutySign
from bianmin.workforce.models.duty import CHANNELS
from bianmin.workforce.queries import arriving, watches


@transaction.atomic
def sign_in(site: Site, *, channel: str, ticket: str = "", by: Actor, at: datetime) -> DutySign:
    """签到: the person is at the site now; an alarm for a post of theirs ends.

    By phone, where the site has a window, only with the ticket that scanning its screen gives.
    """
    require(
        first_denial((by.user_id is not None and by.at_site(site.pk), f"您不在{site.name}的岗位上"))
    )
    if channel not in CHANNELS:
        raise Invalid(
            f"请选怎么签到：在{site.name}的窗口电脑上，还是用手机", {"channel": "请选一个"}
        )
    if channel == "phone" and arriving.needs_code(site, by):
        _check_ticket(site, ticket, by=by, at=at)
    user = User.objects.get(pk=by.user_id or 0)
    if watches.is_away(user, at=at):
        raise Conflict("您登记了离岗，先点“我回来了”再签到")
    sign = DutySign(
        unit=site.unit, site=site, user=user, day=localdate(at), channel=channel, signed_at=at
    )
    try:
        with transaction.atomic():
            sign.save(force_insert=True)
    except IntegrityError:
        raise Conflict("您今天已经签到了") from None
    record(f"user:{user.pk}", "sign_on", unit=site.unit, by=by, at=at, site=site.pk, how=channel)
    close_manned(site, by=by, at=at)
    return sign


@transaction.atomic
def sign_out(site: Site, *, by: Actor, at: datetime) -> None:
    """签退: the person has left the site."""
    left = DutySign.objects.filter(
        unit=site.unit, user_id=by.user_id or 0, site=site, day=localdate(at), left_at__isnull=True
    ).update(left_at=at)
    if not left:
        raise Conflict("您今天还没有签到")
    record(f"user:{by.user_id}", "sign_off", unit=site.unit, by=by, at=at, site=site.pk)


def _check_ticket(site: Site, ticket: str, *, by: Actor, at: datetime) -> None:
    if not ticket:
        raise Conflict("用手机签到请扫窗口电脑上的签到码，或者在窗口电脑上签到")
    if not arriving.is_here(site, ticket, by, at=at):
        raise Invalid("签到码过期了，请再扫一次屏幕上现在的码", {"ticket": "请再扫一次"})
