"""服务范围: which station and which points serve a village, from a day on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from bianmin.audit.commands import record
from bianmin.regions.models import Region
from bianmin.regions.policies import Acting
from bianmin.rules.verdict import require
from bianmin.sites import policies
from bianmin.sites.models import Coverage, Site
from bianmin.sites.queries import STATION_MODES


@transaction.atomic
def cover_village(site: Site, village: Region, *, mode: str, by: Acting, at: datetime) -> Coverage:
    """纳入服务范围: let a site serve a village from today on.

    A village has one station: the one that served it until yesterday serves it no more. Points
    come besides.
    """
    require(policies.may_cover(by, site, village, mode))
    today = localdate(at)
    Region.objects.select_for_update().get(pk=village.pk)  # one change of a village at a time
    before = Coverage.objects.filter(village=village, valid_to__isnull=True)
    same = before.filter(site=site)
    stations = before.filter(mode__in=STATION_MODES) if mode in STATION_MODES else before.none()
    end_coverage(same | stations, today=today)
    made = Coverage.objects.create(site=site, village=village, mode=mode, valid_from=today)
    subject = f"site:{site.pk}"
    record(subject, "cover_village", unit=site.unit, by=by, at=at, village=village.pk, mode=mode)
    return made


def end_coverage(rows: QuerySet[Coverage], *, today: date) -> None:
    """End what began before today yesterday; forget what began today."""
    chosen = list(rows.values_list("pk", "valid_from"))
    earlier = [pk for pk, began in chosen if began < today]
    Coverage.objects.filter(pk__in=earlier).update(valid_to=today - timedelta(days=1))
    Coverage.objects.filter(pk__in=[pk for pk, began in chosen if began >= today]).delete()
