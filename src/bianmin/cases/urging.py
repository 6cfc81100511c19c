"""催办的问题: whether the applicant has urged a case on a day."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from bianmin.audit.models import Event
from bianmin.cases.models import Case


def is_urged_on(case: Case, today: date) -> bool:
    """催过: on this very day."""
    urged = Event.objects.filter(unit=case.unit, subject=f"case:{case.pk}", action="urge")
    last = urged.order_by("-id").values_list("at", flat=True).first()
    return last is not None and localdate(last) == today
