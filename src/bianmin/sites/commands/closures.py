"""停止办公: shut a site for a time beside its days of rest, and open it again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bianmin.audit.commands import record
from bianmin.regions.policies import Acting
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.verdict import require
from bianmin.sites import policies
from bianmin.sites.models import Site, SiteClosure
from bianmin.sites.queries import forget_closures


@transaction.atomic
def shut_site(
    site: Site, *, starts_at: datetime, ends_at: datetime, reason: str, by: Acting, at: datetime
) -> SiteClosure:
    """停止办公: announce from when to when, and why; its hours everywhere are without that time."""
    require(policies.may_shut_site(by, site))
    if ends_at <= starts_at or ends_at <= at:
        raise Invalid("停止办公要先开始、后结束，并且还没有过去", {"ends_at": "结束时间不对"})
    if not reason.strip():
        raise Invalid("请写明原因，群众看得到", {"reason": "请写明原因，群众看得到"})
    closure = SiteClosure.objects.create(
        site=site,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip()[:80],
        announced_at=at,
        announced_by=by.user_id,
    )
    record(
        f"site:{site.pk}",
        "shut_site",
        unit=site.unit,
        by=by,
        at=at,
        reason=closure.reason,
        starts_at=starts_at.isoformat(),
        ends_at=ends_at.isoformat(),
    )
    transaction.on_commit(forget_closures)
    forget_closures()
    return closure


@transaction.atomic
def lift_closure(closure: SiteClosure, *, by: Acting, at: datetime) -> None:
    """恢复办公: the closure does not hold any longer."""
    require(policies.may_shut_site(by, closure.site))
    mine = SiteClosure.objects.filter(pk=closure.pk, lifted_at__isnull=True)
    if not mine.update(lifted_at=at, lifted_by=by.user_id):
        raise Conflict("已经恢复办公了")
    record(
        f"site:{closure.site_id}", "lift_closure", unit=closure.site.unit, by=by, at=at,
        closure=closure.pk,
    )  # fmt: skip
    transaction.on_commit(forget_closures)
    forget_closures()
