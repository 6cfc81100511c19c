"""离岗: leave is asked for and decided, illness is told.

No leave is granted that would leave a window empty. Illness is not asked for: if nobody is left
to stand in, the next level hears of it in the same moment.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.audit.commands import record
from bianmin.ground.ids import new_id
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.verdict import first_denial, require
from bianmin.sites.models import Site
from bianmin.workforce import policies
from bianmin.workforce.commands import alarms
from bianmin.workforce.commands.standing_in import begin_absence
from bianmin.workforce.commands.turns import one_at_a_time
from bianmin.workforce.models import Absence, DutySign
from bianmin.workforce.models.duty import ABSENCES
from bianmin.workforce.queries import gaps, rotas, watches

LONGEST = timedelta(days=180)


@transaction.atomic
def ask_absence(
    user: User,
    site: Site,
    *,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Absence:
    """请假: ask to be away; whoever runs the site decides."""
    require(policies.may_report_absence(by, user, site.region))
    _check(kind, starts_at, ends_at, at)
    if starts_at < at - timedelta(minutes=5):
        raise Invalid("开始时间已经过了；临时离岗请点“现在就离岗”", {"starts_at": "填以后的时间"})
    absence = _create(user, site, kind, starts_at, ends_at, reason, False, by=by, at=at)
    record(
        f"user:{user.pk}",
        "ask_absence",
        unit=site.unit,
        by=by,
        at=at,
        absence=absence.pk,
        kind=kind,
    )
    return absence


@transaction.atomic
def decide_absence(
    absence: Absence, site: Site, *, approve: bool, answer: str = "", by: Actor, at: datetime
) -> Absence:
    """批假: approve what leaves no post empty; a refusal says why."""
    require(policies.may_decide_absence(by, absence, site.region))
    if approve:
        _refuse_gaps(absence, at=at)
    elif not answer.strip():
        raise Invalid("不同意要写明理由", {"answer": "请写明理由"})
    _decide(absence, "approved" if approve else "refused", answer, by=by, at=at)
    return absence


@transaction.atomic
def report_absence(
    user: User,
    site: Site,
    *,
    kind: str,
    ends_at: datetime,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Absence:
    """临时离岗: away from this moment (illness at 8:10); the stand-in is called and what is open
    handed over at once; if a post is empty then, the next level is told."""
    require(policies.may_report_absence(by, user, site.region))
    _check(kind, at, ends_at, at)
    absence = _create(user, site, kind, at, ends_at, reason, True, by=by, at=at)
    DutySign.objects.filter(unit=site.unit, user=user, left_at__isnull=True).update(left_at=at)
    record(
        f"user:{user.pk}",
        "report_absence",
        unit=site.unit,
        by=by,
        at=at,
        absence=absence.pk,
        kind=kind,
    )
    begin_absence(absence, site, by=by, at=at)
    posts = list(rotas.named_posts(user))
    alarms.watch_posts(site.unit, at=at, sites=Q(site_id__in={post.site_id for post in posts}))
    alarms.foretell(site.unit, posts, at=at)
    return absence


@transaction.atomic
def withdraw_absence(absence: Absence, *, by: Actor, at: datetime) -> Absence:
    """销假（未开始）: take back what was asked for and has not begun."""
    require(first_denial((by.user_id == absence.user_id, "只能撤回本人的请假")))
    if absence.handed_at is not None:
        raise Conflict("已经离岗了，回来请点“我回来了”")
    here = Absence.objects.filter(unit=absence.unit, pk=absence.pk, handed_at__isnull=True)
    if not here.filter(state__in=["asked", "approved"]).update(state="withdrawn"):
        raise Conflict("这条请假已经处理了")
    record(f"user:{absence.user_id}", "withdraw_absence", unit=absence.unit, by=by, at=at)
    absence.refresh_from_db(from_queryset=here)
    return absence


def _create(
    user: User,
    site: Site,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    is_sudden: bool,
    *,
    by: Actor,
    at: datetime,
) -> Absence:
    User.objects.select_for_update().get(pk=user.pk)  # one absence of a person at a time
    there = Absence.objects.filter(
        unit__in=watches.everywhere(),
        user=user,
        state__in=["asked", "approved"],
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
    )
    if is_sudden:
        there = there.filter(state="approved")
    if there.exists():
        raise Conflict("这段时间已经登记了离岗")
    return Absence.objects.create(
        id=new_id(),
        unit=site.unit,
        user=user,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip()[:200],
        is_sudden=is_sudden,
        state="approved" if is_sudden else "asked",
        asked_at=at,
        asked_by=by.user_id,
        decided_at=at if is_sudden else None,
        decided_by=by.user_id if is_sudden else None,
    )


def _refuse_gaps(absence: Absence, *, at: datetime) -> None:
    one_at_a_time(rotas.named_posts(absence.user))
    left = gaps.without(absence.user, absence.starts_at, absence.ends_at, at=at)
    if left:
        raise Conflict(
            f"批了这个假，{left[0].post.site.name}“{left[0].post.name}”{left[0].when}就"
            f"{left[0].words}了（共 {len(left)} 个半天），请先定好顶岗的人"
        )


def _check(kind: str, starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    if kind not in ABSENCES:
        raise Invalid("请选离岗的原因", {"kind": "请选一个"})
    if ends_at <= max(starts_at, at):
        raise Invalid("结束时间要晚于开始时间", {"ends_at": "结束时间要晚于开始时间"})
    if ends_at - starts_at > LONGEST:
        raise Invalid("一次最多登记 180 天", {"ends_at": "一次最多登记 180 天"})


def _decide(absence: Absence, state: str, answer: str, *, by: Actor, at: datetime) -> None:
    here = Absence.objects.filter(unit=absence.unit, pk=absence.pk)
    if not here.filter(state="asked").update(
        state=state, decided_at=at, decided_by=by.user_id, answer=answer.strip()[:200]
    ):
        raise Conflict("这条请假已经处理了")
    record(
        f"user:{absence.user_id}",
        "decide_absence",
        unit=absence.unit,
        by=by,
        at=at,
        absence=absence.pk,
        state=state,
    )
    absence.refresh_from_db(from_queryset=here)
