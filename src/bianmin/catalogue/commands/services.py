"""配套服务的动作: say what a site has of the city's standard."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue import policies
from bianmin.catalogue.models import SiteServices
from bianmin.catalogue.services import standard
from bianmin.rules.errors import Invalid
from bianmin.rules.verdict import require
from bianmin.sites.models import Site


@transaction.atomic
def tell_services(site: Site, *, has: Collection[str], by: Actor, at: datetime) -> SiteServices:
    """登记配套服务: the whole list at once; raise Invalid for what the standard does not know."""
    require(policies.may_switch_at_site(by, site))
    known = standard().codes(site.kind)
    if unknown := set(has) - known:
        raise Invalid("标准里没有这一项", {"has": f"标准里没有：{'、'.join(sorted(unknown))}"})
    row, _ = SiteServices.objects.update_or_create(
        site=site, defaults={"has": sorted(has), "told_at": at, "told_by": by.user_id}
    )
    record(
        f"site:{site.pk}",
        "tell_services",
        unit=site.unit,
        by=by,
        at=at,
        has=len(row.has),
        lacks=sorted(standard().codes(site.kind, must=True) - set(has)),
    )
    return row
