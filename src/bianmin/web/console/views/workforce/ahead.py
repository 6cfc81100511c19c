"""往后: which posts will have nobody free, and whose grants run out, before it happens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from bianmin.regions.models import Region
from bianmin.web.console.views.workforce import reach
from bianmin.wire.requests import Request
from bianmin.workforce.queries import gaps, lapsing
from bianmin.workforce.queries.duty import Duty

SHOWN = 20
WEEK = timedelta(days=6)


def ahead(request: Request, region: Region, now: Sequence[Duty]) -> dict[str, Any]:
    """Return what a county sees of its grants, and a township of its coming days besides."""
    if region.level == "city":
        return {}
    lapses = lapsing.lapses(reach.below(region), at=request.at)
    found: dict[str, Any] = {"lapses": lapses[:SHOWN], "lapse_count": len(lapses)}
    if region.level == "township":
        today = localdate(request.at)
        coming = gaps.coming([d.post for d in now], today, today + WEEK, at=request.at)
        found |= {"gaps": coming[:SHOWN], "gap_count": len(coming)}
    return found
