"""看着代办单: mandates that ended meanwhile, days that passed, and what is over its period."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.timezone import localdate

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import Person, Role
from bianmin.accounts.queries import holding_at
from bianmin.assistance.commands.closing import end_revoked
from bianmin.assistance.commands.entrusting import pause
from bianmin.assistance.commands.writing import owner_of
from bianmin.assistance.custody import late_originals
from bianmin.assistance.models import AgentOrder, HeldPaper, OrderForm, PaperMove
from bianmin.assistance.queries import SHOWN, UNFINISHED, file_of, late
from bianmin.files.commands import erase_files
from bianmin.messaging.commands import queue_sms
from bianmin.regions.queries import all_units
from bianmin.rules.assistance import OrderState
from bianmin.rules.mandates import End
from bianmin.rules.retention import Record, erase_before
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site

OVER = "保存期满"
WAITS = {
    End.EXPIRED: "委托到期，要接着办请本人签续办委托书",
    End.RENOUNCED: "代办员不办了，站点换人，请本人签续办委托书",
    End.INCAPABLE: "代办员不能再办，站点换人，请本人签续办委托书",
}
"""先停下来的: the resident has not taken it back, so it waits for a new signature."""
ACTING = [state.value for state in (OrderState.ACCEPTED, OrderState.RUNNING)]
HEADS = [RoleKind.CENTER_HEAD.value]


@transaction.atomic
def follow_mandates(unit: int, *, at: datetime) -> int:
    """委托停了的: an order whose mandate was taken back ends with it; one that ran out waits."""
    today = localdate(at)
    open_ones = AgentOrder.objects.filter(unit=unit, state__in=UNFINISHED, ended_at__isnull=True)
    stopped = Q(mandate__ended_at__isnull=False) | Q(mandate__ends_on__lt=today)
    count = 0
    for order in open_ones.filter(stopped).select_related(*SHOWN).order_by("id"):
        mandate = order.mandate
        assert mandate is not None  # by the filter
        why = WAITS.get(End(mandate.end) if mandate.end else End.EXPIRED)
        if why is None:
            end_revoked(file_of(order), died=mandate.end == End.DIED, at=at)
        elif order.state not in ACTING:
            continue
        else:
            pause(file_of(order), why, by=SYSTEM, at=at)
        count += 1
    return count


@transaction.atomic
def remind_of_late(unit: int, *, at: datetime) -> int:
    """超期催办: once a week the heads of the centres hear how many orders are late there."""
    today, sent = localdate(at), 0
    over = late(AgentOrder.objects.filter(unit=unit), today)
    counts = dict(over.order_by().values_list("township_id").annotate(n=Count("id")))
    week = "{}-{}".format(*today.isocalendar()[:2])
    centers = Site.objects.filter(region_id__in=counts, kind="center", status="open")
    for site in centers.order_by("id"):
        for head in _heads(site, at):
            sent += queue_sms(
                unit=unit,
                to=head.phone,
                template="orders_late",
                params={
                    "site": site.name,
                    "count": counts[site.region_id],
                    "link": "/desk/orders/?show=late",
                },
                dedupe_key=f"orders:{site.pk}:{week}:{head.pk}",
                at=at,
            )
    return sent


@transaction.atomic
def chase_originals(unit: int, *, at: datetime) -> int:
    """催还原件: once a week whoever has originals that should be back hears how many."""
    today, sent = localdate(at), 0
    week = "{}-{}".format(*today.isocalendar()[:2])
    holders = Counter(one.holder for one in late_originals(unit, today))
    for holder, count in holders.items():
        if holder is None or not holder.person.phone:
            continue
        sent += queue_sms(
            unit=unit,
            to=holder.person.phone,
            template="originals_late",
            params={"count": count, "link": "/field/papers/"},
            dedupe_key=f"originals:{holder.pk}:{week}",
            at=at,
        )
    return sent


@transaction.atomic
def forget_orders(*, at: datetime) -> int:
    """到期删除: what was said, signed and photographed; number, days and outcome stay."""
    limit = erase_before(Record.ORDER, at)
    assert limit is not None
    old = AgentOrder.objects.filter(unit__in=all_units(), ended_at__lt=limit)
    gone = list(old.exclude(name="").order_by("id"))
    for order in gone:
        _empty(order, at=at)
    return len(gone)


def _empty(order: AgentOrder, *, at: datetime) -> None:
    here = AgentOrder.objects.filter(unit=order.unit, pk=order.pk)
    here.update(name="", phone="", phone_hash=None, place="", wish="", heard_words="")
    OrderForm.objects.filter(unit=order.unit, order_id=order.pk).update(words="", signature="")
    papers = HeldPaper.objects.filter(unit=order.unit, order_id=order.pk).values_list(
        "pk", flat=True
    )
    moves = PaperMove.objects.filter(unit=order.unit, paper_id__in=list(papers))
    moves.update(signature="")
    erase_files(order.unit, owner_of(order), by=SYSTEM, at=at, reason=OVER)


def _heads(site: Site, at: datetime) -> list[Person]:
    roles = Role.objects.filter(holding_at(at), kind__in=HEADS, region_id=site.region_id)
    found = Person.objects.filter(pk__in=roles.values("user__person_id")).exclude(phone="")
    return list(found.order_by("id"))
