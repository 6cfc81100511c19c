"""持证的问题: how many of those who should be trained hold a certificate that counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from bianmin.regions.models import Region
from bianmin.rules.exams import AUDIENCE, TARGET
from bianmin.workforce.models import Certificate
from bianmin.workforce.queries.people import roles_in
from bianmin.workforce.queries.watches import everywhere


@dataclass(frozen=True)
class Covered:
    """一片的持证率: of window staff and agents."""

    region: Region
    people: int
    certified: int

    @property
    def percent(self) -> float:
        return 100 * self.certified / self.people if self.people else 100.0

    @property
    def is_short(self) -> bool:
        return self.percent < TARGET


def covered(region: Region, parts: list[Region], *, at: datetime) -> list[Covered]:
    """持证率: by county or township, in two statements. A certificate that makes fit for nothing
    by itself (etiquette alone) does not count."""
    depth = region.path.count("/") + 1
    people: dict[str, set[int]] = defaultdict(set)
    rows = roles_in(region, at=at).filter(kind__in=[kind.value for kind in AUDIENCE])
    for user, path in rows.values_list("user_id", "region__path"):
        people["/".join(path.split("/")[:depth]) + "/"].add(user)
    holding = set(
        Certificate.objects.filter(
            unit__in=everywhere() if region.level == "city" else (0, region.unit),
            revoked_at__isnull=True, valid_until__gte=localdate(at),
        ).exclude(course__scope="none").values_list("user_id", flat=True)
    )  # fmt: skip
    return [
        Covered(part, len(people[part.path]), len(people[part.path] & holding)) for part in parts
    ]
