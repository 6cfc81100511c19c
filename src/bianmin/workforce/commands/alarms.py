"""空岗提醒: find posts without anybody, tell the next level at once, then the one above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.models import Role, User
from bianmin.accounts.queries import holding_at
from bianmin.audit.commands import Trace, record, record_many
from bianmin.messaging.commands import queue_sms
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.workforce import policies
from bianmin.workforce.models import EmptyPost
from bianmin.workforce.queries import duty, watches
from bianmin.workforce.queries.duty import Duty, Presence

PATIENCE = timedelta(minutes=15)  # with the centre, before the county is told


@transaction.atomic
def watch_posts(unit: int, *, at: datetime, sites: Q | None = None) -> list[EmptyPost]:
    """巡岗: note and tell every post of a unit (or of some sites) that is empty now; end the alarms
    of posts that are manned again; tell the county what a centre has not mended in time."""
    where = sites if sites is not None else Q(site__unit=unit)
    now = duty.duties(where, (unit,), at=at)
    found = _found(unit, [one for one in now if one.presence is Presence.EMPTY], at=at)
    _end(unit, [one.post.pk for one in now if one.presence is Presence.ON], by=SYSTEM, at=at)
    _escalate(unit, at=at)
    return found


def close_manned(site: Site, *, by: Actor, at: datetime) -> None:
    """解除: end the alarms of a site's posts that somebody is at now."""
    now = duty.at_site(site, at=at)
    _end(site.unit, [one.post.pk for one in now if one.presence is Presence.ON], by=by, at=at)


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


def heads_of(site: Site, kind: RoleKind, *, at: datetime) -> list[User]:
    """上一级: who is told of the site's troubles: its centre's head, or the county's bureau."""
    above = [int(part) for part in site.region.path.strip("/").split("/")]
    held = Role.objects.filter(
        holding_at(at), kind=kind.value, region_id__in=above, user__is_active=True
    )
    users = User.objects.filter(pk__in=held.values("user_id"))
    return list(users.select_related("person").order_by("id"))


def tell_staff(
    users: Iterable[User], template: str, *, unit: int, act: str, at: datetime, **params: object
) -> None:
    """通知同事: one SMS to each; who has no phone is told on their page."""
    for user in users:
        phone = user.person.phone
        if phone:
            queue_sms(
                unit=unit,
                to=phone,
                template=template,
                params=params,
                dedupe_key=f"{act}:{user.pk}"[:120],
                at=at,
            )


def _found(unit: int, empty: Sequence[Duty], *, at: datetime) -> list[EmptyPost]:
    day = at.astimezone(SHANGHAI).date()
    known = set(EmptyPost.objects.filter(unit=unit, day=day).values_list("post_id", "half"))
    fresh = []
    for one in empty:
        half = watches.half_now(one.post.site, at)
        if half is not None and (one.post.pk, half.part) not in known:
            told = RoleKind.CENTER_HEAD if heads_of(
                one.post.site, RoleKind.CENTER_HEAD, at=at
            ) else RoleKind.COUNTY_BUREAU  # fmt: skip
            fresh.append(
                EmptyPost(
                    unit=unit,
                    post=one.post,
                    site=one.post.site,
                    day=day,
                    half=half.part,
                    cause="unsigned" if one.post.signs else "away",
                    found_at=at,
                    told="center" if told is RoleKind.CENTER_HEAD else "county",
                    told_at=at,
                )
            )
    EmptyPost.objects.bulk_create(fresh, ignore_conflicts=True)
    for alarm in fresh:
        _tell(alarm, at=at)
    traces = (
        Trace(f"post:{alarm.post_id}", "found_empty", unit, facts={"cause": alarm.cause})
        for alarm in fresh
    )
    record_many(traces, by=SYSTEM, at=at)
    return fresh


def _tell(alarm: EmptyPost, *, at: datetime) -> None:
    kind = RoleKind.CENTER_HEAD if alarm.told == "center" else RoleKind.COUNTY_BUREAU
    tell_staff(
        heads_of(alarm.site, kind, at=at),
        "empty_post",
        unit=alarm.unit,
        act=f"empty:{alarm.post_id}:{alarm.day}:{alarm.half}:{alarm.told}",
        at=at,
        site=alarm.site.name,
        post=alarm.post.name,
    )


def _end(unit: int, posts: Sequence[int], *, by: Actor, at: datetime) -> None:
    if posts:
        EmptyPost.objects.filter(unit=unit, post_id__in=posts, closed_at__isnull=True).update(
            closed_at=at, closed_by=by.user_id, remedy="已有人到岗"
        )


def _escalate(unit: int, *, at: datetime) -> None:
    day = at.astimezone(SHANGHAI).date()
    waiting = duty.open_alarms((unit,), day).filter(told="center", told_at__lte=at - PATIENCE)
    for alarm in waiting:
        here = EmptyPost.objects.filter(unit=unit, pk=alarm.pk, told="center")
        if here.update(told="county", told_at=at):
            alarm.told = "county"
            _tell(alarm, at=at)
