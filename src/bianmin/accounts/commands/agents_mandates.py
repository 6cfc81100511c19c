"""代办员的委托: one matter, for one order, signed to its agent; it passes to the site's stand-in.

What is done by it is checked where the orders are kept; nothing here opens the principal's pages.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts import mandate_policies as policies
from bianmin.accounts.actor import Actor
from bianmin.accounts.commands.ending_mandates import end_rows, trace
from bianmin.accounts.models import Mandate, Person
from bianmin.rules import identity, mandates
from bianmin.rules.errors import Conflict
from bianmin.rules.mandates import End, Relation, Way
from bianmin.rules.verdict import require
from bianmin.sites.models import Site


@transaction.atomic
def entrust_agent(
    order: int,
    principal: Person,
    holder: Person,
    *,
    site: Site,
    item_code: str,
    months: int,
    by: Actor,
    at: datetime,
) -> Mandate:
    """委托代办员: for one item; a minor's guardian comes to a window instead (§165, §23)."""
    require(policies.may_be_entrusted(by, principal, holder))
    number = identity.parse_id_number(principal.id_number.clear(), today=localdate(at))
    terms = mandates.terms(
        Relation.AGENT,
        Way.ORDER,
        areas=[],
        items=[item_code],
        months=months,
        today=localdate(at),
        born_on=number.born_on,
    )
    row = Mandate(
        principal=principal,
        holder=holder,
        relation=terms.relation.value,
        way=terms.way.value,
        items=list(terms.items),
        site=site,
        order=order,
        asked_at=at,
        asked_by=by.user_id,
        granted_at=at,
        ends_on=terms.ends_on,
    )
    row.save(force_insert=True)
    trace(row, "grant", by=by, at=at, way=row.way, order=order)
    return row


@transaction.atomic
def pass_mandate_on(mandate: Mandate, holder: Person, *, by: Actor, at: datetime) -> Mandate:
    """换代办员: the same mandate until the same day, held by the stand-in (§169)."""
    here = Mandate.objects.select_for_update(of=("self",)).filter(pk=mandate.pk)
    if here.filter(ended_at__isnull=True).first() is None or mandate.order is None:
        raise Conflict("委托已经停了，请本人签续办委托书")
    end_rows([mandate], End.REPLACED, by=by, at=at, tells=False)
    row = Mandate(
        principal_id=mandate.principal_id,
        holder=holder,
        relation=mandate.relation,
        way=mandate.way,
        items=mandate.items,
        site=mandate.site,
        order=mandate.order,
        asked_at=at,
        asked_by=by.user_id,
        granted_at=at,
        since=mandate.since or mandate.granted_at,
        ends_on=mandate.ends_on,
    )
    row.save(force_insert=True)
    trace(row, "grant", by=by, at=at, way=row.way, order=row.order)
    return row


def end_with_order(
    mandate: Mandate, end: End, *, by: Actor, at: datetime, reason: str = ""
) -> None:
    """随代办单停止: done, or no longer wanted; the order tells both."""
    end_rows([mandate], end, by=by, at=at, reason=reason, tells=False)
