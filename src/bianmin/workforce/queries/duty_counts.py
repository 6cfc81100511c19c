"""在岗数: how the posts of counties and townships stand, out of the counts of the last walk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bianmin.workforce.models import DutyCount
from bianmin.workforce.queries.duty import Duty, Presence

TOWNSHIP = 3  # the step of a path at which a township stands: /city/unit/township/


@dataclass
class Standing:
    """现状: posts by how they stand; `counted_at` is the oldest count in it, None without any."""

    counts: Counter[Presence] = field(default_factory=Counter)
    counted_at: datetime | None = None

    def add(self, row: DutyCount) -> None:
        """Take in a township."""
        for presence in Presence:
            self.counts[presence] += getattr(row, presence.value)
        known = self.counted_at
        self.counted_at = row.counted_at if known is None else min(known, row.counted_at)


def standings(units: Collection[int], depth: int) -> dict[int, Standing]:
    """各地现状: by the region at this step of the path (2: units, 3: townships)."""
    found: dict[int, Standing] = {}
    for row in DutyCount.objects.filter(unit__in=units).select_related("township"):
        at_step = row.township.path.strip("/").split("/")[:depth]
        if len(at_step) == depth:
            found.setdefault(int(at_step[-1]), Standing()).add(row)
    return found


def by_township(now: Iterable[Duty]) -> dict[int, Counter[Presence]]:
    """按乡镇: count posts as they stand by the township they lie in."""
    found: dict[int, Counter[Presence]] = {}
    for one in now:
        path = one.post.site.region.path.strip("/").split("/")
        if len(path) >= TOWNSHIP:
            found.setdefault(int(path[TOWNSHIP - 1]), Counter())[one.presence] += 1
    return found
