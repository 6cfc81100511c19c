"""离任与调动: rights end in the same second, posts and open matters go to a named person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bianmin.accounts import commands as accounts
from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Role, User
from bianmin.accounts.queries import holding_at
from bianmin.audit.commands import record
from bianmin.rules.errors import Invalid
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.workforce import policies
from bianmin.workforce.commands.handovers import make_handover
from bianmin.workforce.commands.reissuing import leave_posts
from bianmin.workforce.models import Absence, Departure, DutySign
from bianmin.workforce.models.people import LEAVINGS
from bianmin.workforce.queries import watches

WHYS = {
    "transfer": "调动",
    "resign": "辞职",
    "retire": "退休",
    "term": "届满",
    "dismiss": "辞退",
    "other": "其他",
}


@transaction.atomic
def depart(
    user: User, successor: User, *, why: str, reason: str, by: Actor, at: datetime
) -> list[Departure]:
    """离任: close the account in this second; the successor has every open matter and, where they
    were granted the items, the posts. Refused while a post would be left without anybody."""
    held = _held(user, at)
    _check(user, successor, held, why, reason, by=by, at=at)
    leave_posts(user, successor, held, by=by, at=at)
    departures = _leave_matters(user, successor, held, why, reason, by=by, at=at)
    accounts.dismiss(user, by=by, at=at, reason=reason)
    return departures


@transaction.atomic
def transfer(
    user: User,
    successor: User,
    *,
    to: Site,
    kind: RoleKind,
    reason: str,
    by: Actor,
    at: datetime,
) -> Role:
    """调动: end the posts at the old site as in 离任, and begin at the new one, without a grant:
    what somebody may take is said anew for each site."""
    held = [role for role in _held(user, at) if role.site_id != to.pk]
    _check(user, successor, held, "transfer", reason, by=by, at=at)
    leave_posts(user, successor, held, by=by, at=at)
    _leave_matters(user, successor, held, "transfer", reason, by=by, at=at)
    accounts.end_roles(user, by=by, at=at, reason=reason, roles=held)
    return accounts.give_role(user, kind, to.region, site=to, by=by, at=at)


def _held(user: User, at: datetime) -> list[Role]:
    rows = Role.objects.filter(holding_at(at), user=user).select_related("region", "site")
    return list(rows.order_by("id"))


def _check(
    user: User,
    successor: User,
    held: Iterable[Role],
    why: str,
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    for role in held:
        require(policies.may_run(by, role.region))
    wrong = {}
    if why not in LEAVINGS:
        wrong["why"] = "请选离任原因"
    if not reason.strip():
        wrong["reason"] = "请写明情况"
    if successor.pk == user.pk or not successor.is_active:
        wrong["successor"] = "请另选一位在岗的同事接手"
    elif watches.is_away(successor, at=at):
        wrong["successor"] = "这位同事正离岗，请选在岗的同事接手"
    elif not Role.objects.filter(holding_at(at), user=successor).exists():
        wrong["successor"] = "接手的人要有岗位"
    if wrong:
        raise Invalid("有几处要改一改", wrong)


def _leave_matters(
    user: User,
    successor: User,
    held: Iterable[Role],
    why: str,
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> list[Departure]:
    roles = list(held)
    at_site = {role.site_id: role for role in roles if role.site_id is not None}
    _end_absences(user, at=at)
    for unit in sorted({role.region.unit for role in roles}):
        make_handover(unit, user, successor, cause="departure", by=by, at=at, reason=reason)
    departures = Departure.objects.bulk_create(
        Departure(
            unit=role.region.unit,
            user=user,
            site_id=site,
            kind=role.kind,
            why=why,
            reason=reason.strip()[:200],
            left_at=at,
            successor=successor,
        )
        for site, role in at_site.items()
    )
    for site, role in at_site.items():
        unit = role.region.unit
        signs = DutySign.objects.filter(unit=unit, user=user, site_id=site, left_at__isnull=True)
        signs.update(left_at=at)
        facts = {"site": site, "why": why, "successor": successor.pk}
        record(f"user:{user.pk}", "depart", unit=unit, by=by, at=at, reason=reason, departure=facts)
    return departures


def _end_absences(user: User, *, at: datetime) -> None:
    """Nothing comes back to who has left: what the stand-ins have stays theirs."""
    mine = Absence.objects.filter(unit__in=watches.everywhere(), user=user)
    mine.filter(handed_at__isnull=False, returned_at__isnull=True).update(returned_at=at)
    mine.filter(handed_at__isnull=True, state__in=["asked", "approved"]).update(state="withdrawn")
