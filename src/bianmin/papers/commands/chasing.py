"""催张贴: a site is told that its walls are out of date, unseen or never noted; once a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.queries import staff_at
from bianmin.audit.commands import record
from bianmin.papers.policies import AT_SITE, may_chase
from bianmin.papers.queries import Wanting, chases_of, walls_subject, wanting_at
from bianmin.rules.errors import Conflict
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.workforce.commands.alarms import tell_staff

CHASED = "chase_prints"
WALLS = "/me/prints/"


@transaction.atomic
def chase_prints(sites: Sequence[Site], *, by: Actor, at: datetime) -> int:
    """催: tell the people of these sites what is wanted; return how many sites were told.

    A site that lacks nothing, or was told today, is passed over; Conflict when that is all of them.
    """
    wanting, told = wanting_at(sites), chases_of(sites)
    chased = 0
    for site in sites:
        require(may_chase(by, site))
        last, want = told.get(site.pk), wanting[site.pk]
        if not want.anything or (last is not None and localdate(last.at) == localdate(at)):
            continue
        _tell(site, want, by=by, at=at)
        chased += 1
    if not chased:
        raise Conflict("这些站点今天催过了，或者没有要催的")
    return chased


def _tell(site: Site, want: Wanting, *, by: Actor, at: datetime) -> None:
    record(
        walls_subject(site.pk),
        CHASED,
        unit=site.unit,
        by=by,
        at=at,
        old=want.old,
        unseen=want.unseen,
        hanging=want.hanging,
    )
    owed = want.old + want.unseen
    told = {"count": min(owed, 99)} if owed else {}
    tell_staff(
        staff_at(site.pk, *AT_SITE, at=at).select_related("person"),
        "prints_chased",
        unit=site.unit,
        act=f"walls:{site.pk}:{localdate(at)}",
        at=at,
        site=site.name,
        link=WALLS,
        **told,
    )
