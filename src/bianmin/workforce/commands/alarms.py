"""空岗提醒: find posts without anybody, tell the next level at once, then the one above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.models import User
from bianmin.audit.commands import Trace, record, record_many
from bianmin.messaging.commands import queue_sms
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.workforce import policies
from bianmin.workforce.models import DutyCount, EmptyPost, Post
from bianmin.workforce.queries import duty, duty_counts, gaps, watches
from bianmin.workforce.queries.duty import Duty, Presence
from bianmin.workforce.queries.gaps import Gap
from bianmin.workforce.queries.people import heads_of

PATIENCE = timedelta(minutes=15)  # with the centre, before the county is told
MANNED = "已有人到岗"
PARTS = ("上午", "下午")


@transaction.atomic
def watch_posts(unit: int, *, at: datetime, sites: Q | None = None) -> list[EmptyPost]:
    """巡岗: note and tell every post of a unit (or of some sites) that is empty now; end the alarms
    of posts that are manned again; tell the county what a centre has not mended in time."""
    where = sites if sites is not None else Q(site__unit=unit)
    now = duty.duties(where, (unit,), at=at, are_named=False)
    if sites is None:
        _count(unit, now, at=at)
    empty = [one for one in now if one.presence is Presence.EMPTY]
    _end(unit, [one for one in now if one.presence is Presence.ON], by=SYSTEM, at=at)
    _escalate(unit, empty, at=at)
    _reopen(unit, empty, at=at)
    return _found(unit, empty, at=at)


def _count(unit: int, now: Sequence[Duty], *, at: datetime) -> None:
    """Keep how many posts of each township stand how, and forget townships without posts."""
    counted = duty_counts.by_township(now)
    DutyCount.objects.filter(unit=unit).exclude(township_id__in=counted).delete()
    DutyCount.objects.bulk_create(
        (
            DutyCount(
                unit=unit,
                township_id=township,
                counted_at=at,
                **{presence.value: counts[presence] for presence in Presence},
            )
            for township, counts in sorted(counted.items())
        ),
        update_conflicts=True,
        unique_fields=["unit", "township"],
        update_fields=["counted_at", *(presence.value for presence in Presence)],
    )


def foretell(unit: int, posts: Sequence[Post], *, at: datetime) -> list[EmptyPost]:
    """预报空岗: note and tell at once which posts will have nobody in a half-day of today that has
    not begun: whoever hears at 8:10 that both are ill can still send somebody by 8:30. Of a post
    that is empty already nothing more is told."""
    day = at.astimezone(SHANGHAI).date()
    known = set(duty.open_alarms((unit,), day).values_list("post_id", flat=True))
    ahead: dict[int, Gap] = {}
    for gap in gaps.coming(posts, day, day, at=at):
        if gap.is_empty and gap.half.starts_at > at and gap.post.site.unit == unit:
            ahead.setdefault(gap.post.pk, gap)
    return _note(
        unit,
        [(gap.post, gap.half.part) for post, gap in ahead.items() if post not in known],
        dict.fromkeys(ahead, "away"),
        at=at,
        template="empty_ahead",
    )


def close_manned(site: Site, *, by: Actor, at: datetime) -> None:
    """解除: end the alarms of a site's posts that somebody is at now."""
    now = duty.at_site(site, at=at)
    _end(site.unit, [one for one in now if one.presence is Presence.ON], by=by, at=at)


@transaction.atomic
def answer_alarm(alarm: EmptyPost, *, remedy: str, by: Actor, at: datetime) -> None:
    """处置空岗: whoever runs the site says what was done."""
    require(policies.may_run(by, alarm.site.region))
    if not remedy.strip():
        raise Invalid("请写明怎么安排的", {"remedy": "请写明怎么安排的"})
    still = EmptyPost.objects.filter(unit=alarm.unit, pk=alarm.pk, closed_at__isnull=True)
    if not still.update(closed_at=at, closed_by=by.user_id, remedy=remedy.strip()[:200]):
        raise Conflict("这条空岗提醒已经处置了")
    record(f"post:{alarm.post_id}", "answer_alarm", unit=alarm.unit, by=by, at=at, reason=remedy)


def tell_staff(
    users: Iterable[User], template: str, *, unit: int, act: str, at: datetime, **params: object
) -> bool:
    """通知同事: one SMS to each; who has no phone is told on their page. Return whether anybody is
    told something new."""
    queued = [
        queue_sms(
            unit=unit,
            to=user.person.phone,
            template=template,
            params=params,
            dedupe_key=f"{act}:{user.pk}"[:120],
            at=at,
        )
        for user in users
        if user.person.phone
    ]
    return any(queued)


def _found(unit: int, empty: Sequence[Duty], *, at: datetime) -> list[EmptyPost]:
    halves = ((one.post, watches.half_now(one.post.site, at)) for one in empty)
    now = [(post, half.part) for post, half in halves if half is not None]
    return _note(unit, now, {one.post.pk: one.cause for one in empty}, at=at)


def _note(
    unit: int,
    empty: Iterable[tuple[Post, int]],
    causes: Mapping[int, str],
    *,
    at: datetime,
    template: str = "empty_post",
) -> list[EmptyPost]:
    """Write and tell what is not known yet of the half-days of today."""
    day = at.astimezone(SHANGHAI).date()
    known = set(EmptyPost.objects.filter(unit=unit, day=day).values_list("post_id", "half"))
    fresh = [
        EmptyPost(
            unit=unit,
            post=post,
            site=post.site,
            day=day,
            half=half,
            cause=causes[post.pk],
            found_at=at,
            told=_level(post.site, at),
            told_at=at,
        )
        for post, half in empty
        if (post.pk, half) not in known
    ]
    EmptyPost.objects.bulk_create(fresh, ignore_conflicts=True)
    for alarm in fresh:
        _tell(alarm, template, at=at)
    traces = (
        Trace(f"post:{alarm.post_id}", "found_empty", unit, facts={"cause": alarm.cause})
        for alarm in fresh
    )
    record_many(traces, by=SYSTEM, at=at)
    return fresh


def _tell(
    alarm: EmptyPost, template: str = "empty_post", *, at: datetime, again: bool = False
) -> None:
    kind = RoleKind.CENTER_HEAD if alarm.told == "center" else RoleKind.COUNTY_BUREAU
    tell_staff(
        heads_of(alarm.site, kind, at=at),
        template,
        unit=alarm.unit,
        act=f"empty:{alarm.post_id}:{alarm.day}:{alarm.half}:{alarm.told}"
        + (f":{at:%H%M}" if again else ""),
        at=at,
        site=alarm.site.name,
        post=alarm.post.name,
        part=PARTS[alarm.half],
    )


def _end(unit: int, manned: Iterable[Duty], *, by: Actor, at: datetime) -> None:
    """End the alarms of this half-day for posts that somebody is at; later ones stay."""
    now: dict[int, list[int]] = defaultdict(list)
    for one in manned:
        half = watches.half_now(one.post.site, at)
        if half is not None:
            now[half.part].append(one.post.pk)
    for part, posts in now.items():
        EmptyPost.objects.filter(
            unit=unit, post_id__in=posts, half__lte=part, closed_at__isnull=True
        ).update(closed_at=at, closed_by=by.user_id, remedy=MANNED)


def _reopen(unit: int, empty: Sequence[Duty], *, at: datetime) -> None:
    """空岗又来: a post that was manned is empty again, or what was answered has not been done
    after some minutes: the centre hears of the one, the county of the other."""
    here = EmptyPost.objects.filter(
        unit=unit, day=at.astimezone(SHANGHAI).date(), closed_at__isnull=False
    )
    parts = {one.post.pk: watches.half_now(one.post.site, at) for one in empty}
    for alarm in here.filter(post_id__in=parts).select_related("post", "site__region"):
        half = parts[alarm.post_id]
        late = alarm.closed_at is not None and alarm.closed_at <= at - PATIENCE
        if half is None or half.part != alarm.half or not (late or alarm.remedy == MANNED):
            continue
        told = _level(alarm.site, at) if alarm.remedy == MANNED else "county"
        again = here.filter(pk=alarm.pk).update(
            closed_at=None, closed_by=None, remedy="", told=told, told_at=at
        )
        if again:
            alarm.told = told
            _tell(alarm, at=at, again=True)


def _escalate(unit: int, empty: Iterable[Duty], *, at: datetime) -> None:
    day = at.astimezone(SHANGHAI).date()
    waiting = duty.open_alarms((unit,), day).filter(
        told="center", told_at__lte=at - PATIENCE, post_id__in=[one.post.pk for one in empty]
    )
    for alarm in waiting:
        here = EmptyPost.objects.filter(unit=unit, pk=alarm.pk, told="center")
        if here.update(told="county", told_at=at):
            alarm.told = "county"
            _tell(alarm, at=at)


def _level(site: Site, at: datetime) -> str:
    """Who is told first: the centre's head, or the county where there is none who is there."""
    heads = [head.pk for head in heads_of(site, RoleKind.CENTER_HEAD, at=at)]
    gone = watches.away(watches.everywhere(), at, at + duty.MOMENT).filter(user_id__in=heads)
    away = set(gone.values_list("user_id", flat=True))
    return "center" if set(heads) - away else "county"
