"""回访: whether what was agreed is done; what is late is told; what is over its period, emptied."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person, Role
from bianmin.accounts.queries import holding_at
from bianmin.disputes import policies
from bianmin.disputes.commands.writing import check, trace
from bianmin.disputes.docket import Docket
from bianmin.disputes.models import (
    Agreement,
    Dispute,
    FollowUp,
    MediationSession,
    Party,
)
from bianmin.messaging.commands import queue_sms
from bianmin.regions.queries import all_units
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.mediation import Performance, Verb
from bianmin.rules.retention import Record, erase_before
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import require
from bianmin.sites.models import Site

LONGEST = 500


@transaction.atomic
def note_visit(
    docket: Docket,
    *,
    visited_on: date,
    result: Performance,
    words: str,
    next_on: date | None,
    by: Actor,
    at: datetime,
) -> None:
    """登记回访: what was found (§31); until all is done another visit is due."""
    require(policies.may_do(by, docket, Verb.VISIT))
    visit, today = docket.visit_to_come, localdate(at)
    if visit is None:
        raise Conflict("这件调解不用再回访了")
    check(words=(words, "请写回访的情况", LONGEST))
    _check_days(docket, visited_on, result, next_on, today)
    here = FollowUp.objects.filter(unit=docket.unit, pk=visit.pk, visited_on__isnull=True)
    found = {"result": result.value, "words": words.strip(), "noted_by": by.user_id}
    if not here.update(visited_on=visited_on, **found):
        raise Conflict("这次回访已经登记了")
    if next_on is not None and result is Performance.PARTLY:
        further = FollowUp(unit=docket.unit, dispute=docket.dispute, due_on=next_on)
        FollowUp.objects.bulk_create([further])
    trace(docket.dispute, "note_visit", by=by, at=at, result=result.value)


@transaction.atomic
def remind_of_visits(unit: int, *, at: datetime) -> int:
    """回访催办: once a week the heads of the centres hear how many visits are late there."""
    today, sent = localdate(at), 0
    late = FollowUp.objects.filter(
        unit=unit, dispute__unit=unit, visited_on__isnull=True, due_on__lt=today
    )
    counts = dict(late.order_by().values_list("dispute__site_id").annotate(n=Count("id")))
    week = "{}-{}".format(*today.isocalendar()[:2])
    for site in Site.objects.filter(pk__in=counts).order_by("id"):
        for head in _heads(site, at):
            sent += queue_sms(
                unit=unit,
                to=head.phone,
                template="visits_late",
                params={
                    "site": site.name,
                    "count": counts[site.pk],
                    "link": "/desk/disputes/?show=late",
                },
                dedupe_key=f"visits:{site.pk}:{week}:{head.pk}",
                at=at,
            )
    return sent


@transaction.atomic
def forget_disputes(*, at: datetime) -> int:
    """到期删除: who quarrelled and about what; number, days and outcome stay."""
    limit = erase_before(Record.DISPUTE, at)
    assert limit is not None
    old = Dispute.objects.filter(unit__in=all_units(), ended_at__lt=limit).exclude(facts="")
    ids = list(old.values_list("unit", "pk"))
    of = {"unit__in": {unit for unit, _ in ids}, "dispute_id__in": [pk for _, pk in ids]}
    Party.objects.filter(**of).update(
        person_id=None, name="", id_number="", id_number_hash=None, phone="", phone_hash=None,
        address="",
    )  # fmt: skip
    MediationSession.objects.filter(**of).update(place="", present="", minutes="")
    Agreement.objects.filter(**of).update(facts="", terms="", performance="")
    FollowUp.objects.filter(**of).update(words="")
    gone = Dispute.objects.filter(unit__in=of["unit__in"], pk__in=of["dispute_id__in"])
    return gone.update(facts="", reason="")


def _check_days(
    docket: Docket, visited_on: date, result: Performance, next_on: date | None, today: date
) -> None:
    wrong = {}
    since = docket.agreement.effective_on if docket.agreement else None
    if visited_on > today or (since and visited_on < since):
        wrong["visited_on"] = "回访日期在协议生效以后、今天以前"
    if result is Performance.PARTLY and (next_on is None or next_on <= visited_on):
        wrong["next_on"] = "还没有履行完，请写下次回访的日期"
    if wrong:
        raise Invalid("日期要改一改", wrong)


def _heads(site: Site, at: datetime) -> list[Person]:
    roles = Role.objects.filter(
        holding_at(at), kind=RoleKind.CENTER_HEAD.value, region_id=site.region_id
    )
    found = Person.objects.filter(pk__in=roles.values("user__person_id")).exclude(phone="")
    return list(found.order_by("id"))
