"""授权到期提醒: whoever is on a rota hears a month before what they were granted runs out, and
the head when it has: from then on the stand-in is called, and no rota with them is published."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from bianmin.accounts.actor import SYSTEM
from bianmin.audit.commands import Trace, record_many
from bianmin.rules.roles import RoleKind
from bianmin.workforce.commands.alarms import tell_staff
from bianmin.workforce.queries import lapsing
from bianmin.workforce.queries.lapsing import Lapse
from bianmin.workforce.queries.people import heads_of

LEARNING = "/me/learning/"
"""学习页: where a message leads who has to pass again."""


@transaction.atomic
def tell_lapses(unit: int, *, at: datetime) -> list[Lapse]:
    """提醒: tell everybody of a unit once; return whom the head has just heard of."""
    fresh = []
    for one in lapsing.lapses(Q(site__unit=unit), at=at):
        if one.until is not None:
            _tell_person(one, unit, at=at)
        elif _tell_head(one, unit, at=at):
            fresh.append(one)
    traces = (
        Trace(f"user:{one.person.pk}", "found_lapsed", unit, facts={"post": one.post.pk})
        for one in fresh
    )
    record_many(traces, by=SYSTEM, at=at)
    return fresh


def _tell_person(one: Lapse, unit: int, *, at: datetime) -> None:
    tell_staff(
        [one.person],
        "grant_ends",
        unit=unit,
        act=f"grant_ends:{one.post.site_id}:{one.until}",
        at=at,
        site=one.post.site.name,
        due=f"{one.until:%m月%d日}",
        link=LEARNING,
    )


def _tell_head(one: Lapse, unit: int, *, at: datetime) -> bool:
    return tell_staff(
        heads_of(one.post.site, RoleKind.CENTER_HEAD, at=at)
        or heads_of(one.post.site, RoleKind.COUNTY_BUREAU, at=at),
        "grant_over",
        unit=unit,
        act=f"grant_over:{one.rota.pk}:{one.person.pk}",
        at=at,
        site=one.post.site.name,
        post=one.post.name,
        agent=one.person.display_name,
    )
