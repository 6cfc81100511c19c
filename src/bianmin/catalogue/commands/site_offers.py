"""站点开办的动作: switch an item off and on at one site; record a power given to one site."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue import policies
from bianmin.catalogue.lists import tier_of
from bianmin.catalogue.models import DirectedGrant, Offering, ServiceItem, SiteSuspension
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lists import Tier, check_delegation, check_reason
from bianmin.rules.verdict import require
from bianmin.sites.models import Site


@transaction.atomic
def suspend_at_site(
    site: Site, item: ServiceItem, *, reason: str, by: Actor, at: datetime
) -> SiteSuspension:
    """停办: the site does not offer an item of the list for the time being, with a reason."""
    require(policies.may_switch_at_site(by, site))
    said = check_reason(reason, why="请写明停办的理由")
    _listed(site, item)
    if SiteSuspension.objects.filter(site=site, item=item, ended_at__isnull=True).exists():
        raise Conflict("这个站点已经停办这个事项")
    row = SiteSuspension.objects.create(
        site=site, item=item, unit=site.unit, reason=said, began_at=at, began_by=by.user_id
    )
    record(
        f"site:{site.pk}", "suspend_item", unit=site.unit, by=by, at=at, reason=said,
        item=item.code,
    )  # fmt: skip
    return row


@transaction.atomic
def resume_at_site(site: Site, item: ServiceItem, *, reason: str, by: Actor, at: datetime) -> None:
    """恢复: the site offers the item again."""
    require(policies.may_switch_at_site(by, site))
    said = check_reason(reason, why="请写明恢复的理由")
    done = SiteSuspension.objects.filter(
        site=site, item=item, unit=site.unit, ended_at__isnull=True
    ).update(ended_at=at, ended_by=by.user_id, end_reason=said)
    if not done:
        raise Conflict("这个站点没有停办这个事项")
    record(
        f"site:{site.pk}", "resume_item", unit=site.unit, by=by, at=at, reason=said,
        item=item.code,
    )  # fmt: skip


@transaction.atomic
def grant_to_site(
    site: Site,
    item: ServiceItem,
    *,
    delegation: str,
    document: str,
    valid_from: date,
    by: Actor,
    at: datetime,
) -> DirectedGrant:
    """定向放权: one site handles an item by itself, by a document with a number."""
    require(policies.may_grant_to_site(by, site))
    if not delegation:
        raise Invalid("赋权记录不完整", {"delegation": "请选择下放、委托或授权"})
    check_delegation(Tier.TOWNSHIP, delegation, document)
    _listed(site, item)
    if DirectedGrant.objects.filter(site=site, item=item, valid_to__isnull=True).exists():
        raise Conflict("已经向这个站点放权办理这个事项")
    row = DirectedGrant.objects.create(
        site=site,
        item=item,
        unit=site.unit,
        delegation=delegation,
        document=document.strip(),
        valid_from=valid_from,
        granted_at=at,
        granted_by=by.user_id,
    )
    record(
        f"site:{site.pk}", "grant_power", unit=site.unit, by=by, at=at,
        item=item.code, document=row.document,
    )  # fmt: skip
    return row


@transaction.atomic
def end_grant(grant: DirectedGrant, *, reason: str, by: Actor, at: datetime) -> None:
    """收回放权."""
    require(policies.may_grant_to_site(by, grant.site))
    said = check_reason(reason, why="请写明收回的理由")
    done = DirectedGrant.objects.filter(pk=grant.pk, unit=grant.unit, valid_to__isnull=True).update(
        valid_to=localdate(at), end_reason=said
    )
    if not done:
        raise Conflict("这项放权已经收回")
    record(f"site:{grant.site_id}", "end_power", unit=grant.unit, by=by, at=at, reason=said)


def _listed(site: Site, item: ServiceItem) -> None:
    there = Offering.objects.filter(
        unit=site.unit, tier=tier_of(site), item=item, valid_to__isnull=True
    )
    if not there.exists():
        raise Conflict(f"本县目录里没有“{item.plain_name}”，站点只能在目录内开停")
