"""自助机的一次使用: the one that a browser's secret opens, while somebody is there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from bianmin.counter.models import KioskVisit
from bianmin.ground.crypto import keyed_hash
from bianmin.sites.models import Site


def idle() -> timedelta:
    """没人碰: after so long without a touch whoever stands there is somebody else."""
    return timedelta(seconds=settings.BIANMIN_KIOSK_IDLE)


def visit_of(site: Site, secret: str, *, at: datetime) -> KioskVisit | None:
    """The visit at this site; None when it was ended or its minute is over."""
    found = KioskVisit.objects.filter(
        unit=site.unit, secret_hash=hash_of(secret), site=site, touched_at__gt=at - idle()
    )
    return found.first()


def hash_of(secret: str) -> bytes:
    return keyed_hash("kiosk", secret)
