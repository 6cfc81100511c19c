"""到期删除: what cases hold of a person goes when its period is over; that they were stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.commands import erase_person
from bianmin.accounts.models import Person
from bianmin.accounts.policies import may_erase_person
from bianmin.audit.commands import record
from bianmin.cases.models import (
    Approval,
    BundleCase,
    Case,
    Decision,
    Delivery,
    DeliveryChoice,
    Dispatch,
    Inquiry,
    Notice,
    Objection,
    Publicity,
    RefusalFiling,
)
from bianmin.files.commands import erase_files
from bianmin.ground.ids import first_of
from bianmin.regions.queries import all_units
from bianmin.rules.errors import Conflict
from bianmin.rules.retention import Record, erase_before
from bianmin.rules.verdict import require

AT_ONCE = 200
OVER = "保存期满"


def erase_expired(*, at: datetime) -> int:
    """到期删除: empty everybody whose last case was closed longer ago than the table allows."""
    limit = erase_before(Record.PERSON, at)
    over = [] if limit is None else list(_expired(limit)[:AT_ONCE])
    for person in over:
        erase_with_cases(person, by=SYSTEM, at=at, reason=OVER)
    return len(over)


@transaction.atomic
def erase_with_cases(person: Person, *, by: Actor, at: datetime, reason: str) -> None:
    """删除: empty the person, their cases and their files; numbers, dates and states stay.

    Refused while a case is open: what is being decided must be readable.
    """
    require(may_erase_person(by, person))
    units = all_units()
    theirs = Q(applicant=person) | Q(agent=person)
    if Case.objects.filter(theirs, unit__in=units, closed_at__isnull=True).exists():
        raise Conflict("还有没办结的件，办结后才能删除")
    for case in Case.objects.filter(unit__in=units, applicant=person).order_by("id"):
        _empty(case, by=by, at=at, reason=reason)
    erase_person(person, by=by, at=at, reason=reason)


def _empty(case: Case, *, by: Actor, at: datetime, reason: str) -> None:
    unit, pk = case.unit, case.pk
    Case.objects.filter(unit=unit, pk=pk).update(answers={}, contact_phone="")
    BundleCase.objects.filter(unit=unit, pk=case.bundle_id or 0).update(contact_phone="")
    Notice.objects.filter(unit=unit, case_id=pk).update(lines=[])
    RefusalFiling.objects.filter(unit=unit, case_id=pk).update(reason="")
    Approval.objects.filter(unit=unit, case_id=pk).update(reason="", facts={})
    Decision.objects.filter(unit=unit, case_id=pk).update(reason="")
    Delivery.objects.filter(unit=unit, case_id=pk).update(receiver="", mandate="")
    DeliveryChoice.objects.filter(unit=unit, case_id=pk).update(address="")
    Dispatch.objects.filter(unit=unit, case_id=pk).update(address="")
    Inquiry.objects.filter(unit=unit, case_id=pk).update(people="", found="")
    hung = Publicity.objects.filter(unit=unit, case_id=pk).values_list("pk", flat=True)
    objections = Objection.objects.filter(unit=unit, publicity_id__in=list(hung))
    objections.update(words="", phone="", finding="")
    erase_files(unit, f"case:{pk}", by=by, at=at, reason=reason)
    record(f"case:{pk}", "erase", unit=unit, by=by, at=at, reason=reason)


def _expired(limit: datetime) -> QuerySet[Person]:
    """People known since before the limit, not of the staff, without a case that is younger."""
    theirs = Q(applicant=OuterRef("pk")) | Q(agent=OuterRef("pk"))
    younger = Q(closed_at__isnull=True) | Q(closed_at__gte=limit)
    cases = Case.objects.filter(theirs, younger, unit__in=all_units())
    return (
        Person.objects.filter(erased_at__isnull=True, pk__lt=first_of(limit))
        .exclude(users__is_staff_member=True, users__is_active=True)
        .exclude(Exists(cases))
        .order_by("pk")
    )
