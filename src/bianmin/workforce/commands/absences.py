"""离岗: leave is asked for and decided, illness is told; a stand-in takes over and gives back.

No leave is granted that would leave a window empty. Illness is not asked for: if nobody is left
to stand in, the next level hears of it in the same moment.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.models import User
from bianmin.audit.commands import record
from bianmin.ground.ids import new_id
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import first_denial, require
from bianmin.sites.models import Site
from bianmin.workforce import policies
from bianmin.workforce.commands import alarms
from bianmin.workforce.commands.handovers import make_handover
from bianmin.workforce.models import Absence, DutySign, Handover, HandoverItem, Post
from bianmin.workforce.models.duty import ABSENCES
from bianmin.workforce.queries import rotas, watches

KINDS = {
    "leave": "请假",
    "sick": "病假",
    "visit": "踏勘、上门",
    "meeting": "开会",
    "training": "培训",
    "trip": "出差",
}
LONGEST = timedelta(days=180)
OWN_PAGE = "/me/"
"""本人的页: where a message leads a colleague."""


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
        empty = rotas.without_cover(absence.user, absence.starts_at, absence.ends_at, at=at)
        if empty:
            post, half = empty[0]
            raise Conflict(
                f"批了这个假，{post.site.name}“{post.name}”{half.day:%m月%d日}"
                f"{'下午' if half.part else '上午'}就没有人了（共 {len(empty)} 个半天），"
                "请先定好顶岗的人"
            )
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
    alarms.watch_posts(site.unit, at=at, sites=_sites_of(user))
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
    alarms.tell_staff(
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


def stand_in_for(user: User, site: Site, *, at: datetime) -> tuple[User, Post | None]:
    """谁来顶: whoever covers the person's posts in the next half-day they would be on; else their
    B, else the head of the centre, else the county: open matters always have an owner."""
    posts = list(rotas.named_posts(user))
    day = localtime(at).date()
    plan = watches.planned(watches.township_of(posts), watches.everywhere(), day, at=at)
    for post in posts:
        for half in watches.half_days(post.site, day):
            if half.ends_at > at:
                cover = plan.covers(half, plan.away_at(half.starts_at, half.ends_at) | {user.pk})
                found = cover.get(post.pk)
                if found is not None:
                    return _user(found.person), post
    away = plan.away_at(at)
    for post in posts:
        for other in (post.a, post.b, post.c):
            if other and other.pk != user.pk and other.is_active and other.pk not in away:
                return _user(other.pk), post
    return last_resort(user, site, at=at), posts[0] if posts else None


def last_resort(user: User, site: Site, *, at: datetime) -> User:
    """兜底: who keeps open matters when no colleague of the post can."""
    for kind in (RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU, RoleKind.CITY_BUREAU):
        for head in alarms.heads_of(site, kind, at=at):
            if head.pk != user.pk:
                return head
    raise Conflict("没有人能接手在办事项，请先请县（市、区）审批局指定接手的人")


def site_of(user: User) -> Site | None:
    """所在站点: the site of the person's first post, else of their first role."""
    post = rotas.held_posts(user).first()
    if post is not None:
        return post.site
    role = (
        user.roles.filter(ends_at__isnull=True, site__isnull=False)
        .select_related("site__region")
        .order_by("id")
        .first()
    )
    return role.site if role else None


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
        alarms.tell_staff(
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
    return HandoverItem.objects.filter(unit=handover.unit, handover=handover).count()


def _sites_of(user: User) -> Q:
    return Q(site_id__in={post.site_id for post in rotas.held_posts(user)})


def _user(pk: int) -> User:
    return User.objects.select_related("person").get(pk=pk)
