"""授权: only who has passed; the one door through which a grant is given."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from bianmin.accounts import commands as accounts
from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Grant, User
from bianmin.accounts.queries import holding_at, staff_at
from bianmin.cases.policies import AT_WINDOW
from bianmin.rules import exams as rules
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.workforce.commands.certificates import end_of
from bianmin.workforce.models import Certificate
from bianmin.workforce.queries import exams as queries

EVERY_ITEM = ""


@transaction.atomic
def authorise(
    user: User, site: Site, item_codes: Collection[str], *, by: Actor, at: datetime
) -> list[Grant]:
    """授权: let somebody of the site take these items (blank: every item), as long as the
    certificates hold they stand on. Nothing is granted to who has not passed."""
    if not staff_at(site.pk, *AT_WINDOW, RoleKind.AGENT, at=at).filter(pk=user.pk).exists():
        raise Conflict(f"{user.display_name}在{site.name}没有窗口或代办岗位，不能授权")
    if not item_codes:
        raise Invalid("请选要授权的事项", {"item_codes": "请选要授权的事项"})
    held = Grant.objects.filter(holding_at(at), user=user, site=site)
    there = set(held.values_list("item_code", flat=True))
    wanted = sorted(set(item_codes) - there)
    certificates = list(queries.valid_certificates(user, on=queries.day_of(at)))
    grants = []
    for code in wanted:
        certificate = _for(certificates, code)
        if certificate is None:
            raise NotAllowed(
                f"{user.display_name}还没有通过"
                f"{'全部事项' if code == EVERY_ITEM else code}的培训考试，不能授权"
            )
        grants.append(
            accounts.give_grant(
                user,
                site,
                item_code=code,
                basis=certificate.number,
                ends_at=end_of(certificate),
                by=by,
                at=at,
            )
        )
    if not grants:
        raise Conflict("这些事项已经授权了")
    return grants


def withdraw(grant: Grant, *, reason: str, by: Actor, at: datetime) -> None:
    """收回授权: from this second on the window refuses the item."""
    if not reason.strip():
        raise Invalid("请写明收回的理由", {"reason": "请写明理由"})
    accounts.end_grant(grant, by=by, at=at, reason=reason.strip())


def _for(certificates: Collection[Certificate], code: str) -> Certificate | None:
    """The certificate that allows the item and lasts longest."""
    fitting = [c for c in certificates if rules.covers(c.course.scope, c.course.item_codes, code)]
    return max(fitting, key=lambda c: c.valid_until, default=None)
