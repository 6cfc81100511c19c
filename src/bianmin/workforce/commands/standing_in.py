"""顶岗与回岗: when an absence begins, what is open goes to the stand-in; when it ends, it comes
back. Both happen at once when somebody tells it, and by the clock when it was granted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.audit.commands import record
from bianmin.rules.errors import Conflict
from bianmin.rules.verdict import first_denial, require
from bianmin.sites.models import Site
from bianmin.workforce.commands.alarms import tell_staff
from bianmin.workforce.commands.handovers import make_handover
from bianmin.workforce.models import Absence, Handover, HandoverItem
from bianmin.workforce.models.duty import KINDS
from bianmin.workforce.queries.stand_ins import site_of, stand_in_for

OWN_PAGE = "/me/"
"""本人的页: where a message leads a colleague."""
MATTERS = ("case", "carried")
"""在办: what a message counts of a list."""


@transaction.atomic
def begin_absence(absence: Absence, site: Site, *, by: Actor, at: datetime) -> Handover | None:
    """顶岗: give what is open to the stand-in, who is told; None when somebody did it already."""
    here = Absence.objects.filter(unit=absence.unit, pk=absence.pk)
    if not here.filter(state="approved", handed_at__isnull=True).update(handed_at=at):
        return None
    absence.refresh_from_db(from_queryset=here.select_related("user__person"))
    user = absence.user
    taker, post = stand_in_for(user, site, at=at)
    reason = f"{KINDS[absence.kind]}，{localtime(absence.ends_at):%m月%d日 %H:%M}前"
    handover = make_handover(
        absence.unit, user, taker, cause="absence", absence=absence, by=by, at=at, reason=reason
    )
    count = _count(handover)
    tell_staff(
        [taker],
        "stand_in",
        unit=absence.unit,
        act=f"stand_in:{absence.pk}",
        at=at,
        agent=user.display_name,
        site=post.site.name if post else site.name,
        post=post.name if post else "在办事项",
        count=str(count) if count else "",
        link=OWN_PAGE,
    )
    return handover


@transaction.atomic
def end_absence(absence: Absence, *, by: Actor, at: datetime) -> Absence:
    """回岗: end the absence now (or at its end) and give back what is still open of the list."""
    require(
        first_denial(
            (by.is_system or by.user_id == absence.user_id, "请本人点“我回来了”"),
        )
    )
    here = Absence.objects.filter(unit=absence.unit, pk=absence.pk)
    ends_at = min(absence.ends_at, max(at, absence.starts_at + timedelta(seconds=1)))
    if not here.filter(handed_at__isnull=False, returned_at__isnull=True).update(
        returned_at=at, ends_at=ends_at
    ):
        raise Conflict("这次离岗已经结束了")
    absence.refresh_from_db(from_queryset=here.select_related("user__person"))
    for handover in _given_for(absence):
        _give_back(handover, absence, by=by, at=at)
    record(f"user:{absence.user_id}", "end_absence", unit=absence.unit, by=by, at=at)
    return absence


def begin_due(unit: int, *, at: datetime) -> int:
    """到点交接: hand over for every approved absence that has begun; return how many."""
    due = Absence.objects.filter(
        unit=unit, state="approved", handed_at__isnull=True, starts_at__lte=at, ends_at__gt=at
    ).select_related("user")
    begun = 0
    for absence in due:
        site = site_of(absence.user)
        if site is not None and begin_absence(absence, site, by=SYSTEM, at=at):
            begun += 1
    return begun


def end_due(unit: int, *, at: datetime) -> int:
    """到点归还: end every absence whose time is over; return how many."""
    due = Absence.objects.filter(
        unit=unit, handed_at__isnull=False, returned_at__isnull=True, ends_at__lte=at
    )
    for absence in due:
        end_absence(absence, by=SYSTEM, at=at)
    return len(due)


def _given_for(absence: Absence) -> list[Handover]:
    rows = Handover.objects.filter(unit=absence.unit, absence=absence, cause="absence")
    return list(rows.select_related("giver__person", "taker__person"))


def _give_back(handover: Handover, absence: Absence, *, by: Actor, at: datetime) -> None:
    """What the stand-in still has of the list goes back to its first owner, if they are there."""
    if not handover.giver.is_active or not handover.taker.is_active:
        return
    listed = set(
        HandoverItem.objects.filter(unit=handover.unit, handover=handover).values_list(
            "subject", flat=True
        )
    )
    back = make_handover(
        handover.unit,
        handover.taker,
        handover.giver,
        cause="return",
        absence=absence,
        only=listed,
        by=SYSTEM,
        at=at,
        reason="回岗",
    )
    count = _count(back)
    if count:
        tell_staff(
            [handover.giver],
            "handed_back",
            unit=handover.unit,
            act=f"handed_back:{back.pk}",
            at=at,
            agent=handover.taker.display_name,
            count=str(count),
            link=OWN_PAGE,
        )


def _count(handover: Handover) -> int:
    items = HandoverItem.objects.filter(unit=handover.unit, handover=handover)
    return items.filter(kind__in=MATTERS).count()
