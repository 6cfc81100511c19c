"""等候的统计: how many came on each day, how long they waited; read from the rollup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bianmin.counter.models import WaitDay
from bianmin.sites.models import Site


@dataclass(frozen=True)
class DayOfWaits:
    """一天的等候: the counts of a site's day, with their means."""

    row: WaitDay

    @property
    def day(self) -> date:
        return self.row.day

    @property
    def mean_wait(self) -> int | None:
        """平均等候: minutes until the first call; None where nobody was called."""
        return round(self.row.wait_seconds / self.row.called / 60) if self.row.called else None

    @property
    def mean_service(self) -> int | None:
        """平均办理: minutes at the window; None where nothing was timed."""
        return round(self.row.service_seconds / self.row.served / 60) if self.row.served else None


def days_of(site: Site, first: date, last: date) -> list[DayOfWaits]:
    """每天的等候: the latest day first; days on which nobody came are left out."""
    rows = WaitDay.objects.filter(unit=site.unit, site=site, day__gte=first, day__lte=last)
    return [DayOfWaits(row) for row in rows.order_by("-day")]
