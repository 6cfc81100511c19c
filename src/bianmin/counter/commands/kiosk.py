"""自助机的一次使用: begun by the first touch that says something, gone with the person.

No event is written: a visit is nobody's act. What is done in it (a number taken, a case looked up,
a rating given) leaves its own trace or count.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bianmin.counter.models import KioskVisit
from bianmin.counter.queries.kiosk import hash_of, idle
from bianmin.sites.models import Site


def begin_visit(site: Site, *, kept: Mapping[str, Any], at: datetime) -> tuple[KioskVisit, str]:
    """开始使用: return the visit with the secret that the browser holds."""
    secret = secrets.token_hex(16)
    visit = KioskVisit(
        unit=site.unit, site=site, secret_hash=hash_of(secret), kept=dict(kept), touched_at=at
    )
    KioskVisit.objects.bulk_create([visit])
    return visit, secret


def keep(visit: KioskVisit, kept: Mapping[str, Any], *, at: datetime) -> None:
    """记着: put what was just said in the place of what was kept."""
    here = KioskVisit.objects.filter(unit=visit.unit, pk=visit.pk)
    here.update(kept=dict(kept), touched_at=at)


def touch(visit: KioskVisit, *, at: datetime) -> None:
    """还在用: the minute begins again."""
    here = KioskVisit.objects.filter(unit=visit.unit, pk=visit.pk, touched_at__lt=at)
    here.update(touched_at=at)


def end_visit(site: Site, secret: str) -> None:
    """用完: forget it at once, whether its minute is over or not."""
    KioskVisit.objects.filter(unit=site.unit, secret_hash=hash_of(secret)).delete()


def forget_visits(unit: int, *, at: datetime) -> int:
    """清理: the visits that nobody ended; since their minute was over nothing read them."""
    return KioskVisit.objects.filter(unit=unit, touched_at__lte=at - idle()).delete()[0]
