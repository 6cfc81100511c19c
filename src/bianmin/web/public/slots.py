"""时段的写法: a half-hour as twelve digits of local time in an address."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404

from bianmin.rules.clock import SHANGHAI

SLOT = "%Y%m%d%H%M"


def text_of(starts_at: datetime) -> str:
    return starts_at.astimezone(SHANGHAI).strftime(SLOT)


def moment_of(slot: str) -> datetime:
    """Read the half-hour of an address; 404 for what is none."""
    try:
        found = datetime.strptime(slot, SLOT)
    except ValueError:
        raise Http404 from None
    if len(slot) != 12:
        raise Http404
    return found.replace(tzinfo=SHANGHAI)
