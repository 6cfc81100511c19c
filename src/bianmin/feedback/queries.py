"""好差评的问题."""

from __future__ import annotations

from bianmin.cases.models import Case
from bianmin.feedback.models import Rating


def rating_of(case: Case) -> Rating | None:
    """The rating of a case's service act, or None while it is 未评价."""
    return Rating.objects.filter(unit=case.unit, case_id=case.pk).first()
