"""合格证: earned by passing, renewed by passing again, revoked with a reason."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.commands import end_grants_on, renew_grants
from bianmin.audit.commands import record
from bianmin.ground.ids import new_id
from bianmin.rules import exams as rules
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.verdict import require
from bianmin.workforce import policies
from bianmin.workforce.models import Attempt, Certificate
from bianmin.workforce.queries.watches import everywhere


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, reason: str, by: Actor, at: datetime) -> None:
    """撤销合格证: it counts no more, and what was granted on it ends in the same second."""
    require(policies.may_revoke(by, certificate.unit))
    if not reason.strip():
        raise Invalid("请写明理由", {"reason": "请写明理由"})
    here = Certificate.objects.filter(unit=certificate.unit, pk=certificate.pk)
    if not here.filter(revoked_at__isnull=True).update(revoked_at=at, revoked_why=reason[:200]):
        raise Conflict("这张合格证已经撤销")
    end_grants_on(
        certificate.user, certificate.number, unit=certificate.unit, by=by, at=at, reason=reason
    )


def certify(attempt: Attempt, *, at: datetime) -> Certificate:
    issued = localdate(attempt.handed_in_at)
    pk = new_id()
    certificate = Certificate.objects.create(
        id=pk,
        unit=attempt.unit,
        number=f"PX{pk:X}",
        user_id=attempt.user_id,
        course_id=attempt.exam.course_id,
        attempt=attempt,
        points=attempt.points or 0,
        issued_on=issued,
        valid_until=rules.valid_until(issued, attempt.exam.valid_months),
    )
    record(
        f"user:{attempt.user_id}",
        "certify",
        unit=attempt.unit,
        by=SYSTEM,
        at=at,
        number=certificate.number,
    )
    older = Certificate.objects.filter(
        unit__in=everywhere(), user_id=attempt.user_id, course_id=attempt.exam.course_id
    ).exclude(pk=pk)
    renew_grants(
        attempt.user,
        old=list(older.values_list("number", flat=True)),
        basis=certificate.number,
        ends_at=end_of(certificate),
        by=SYSTEM,
        at=at,
    )
    return certificate


def end_of(certificate: Certificate) -> datetime:
    """到期: the first moment in which the certificate no longer counts."""
    return datetime.combine(certificate.valid_until + timedelta(days=1), time(0), SHANGHAI)
