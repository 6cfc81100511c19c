"""到期清理: erasing what the table of retention no longer lets us keep."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from bianmin.accounts.models import ApiToken, Session, SignInCode, Tally
from bianmin.rules.retention import Record, erase_before

M = TypeVar("M", bound=Model)


def clean_up(*, at: datetime) -> int:
    """清理: remove expired codes, tallies, sessions and tokens; return how many rows went."""
    return sum(
        rows.delete()[0]
        for rows in (
            _older(SignInCode.objects.all(), "sent_at", Record.SIGN_IN_CODE, at),
            _older(Tally.objects.all(), "until", Record.TALLY, at),
            _older(Session.objects.all(), "expire_date", Record.SESSION, at),
            _older(ApiToken.objects.all(), "expires_at", Record.TOKEN, at),
        )
    )


def _older(rows: QuerySet[M], field: str, record: Record, at: datetime) -> QuerySet[M]:
    limit = erase_before(record, at)
    return rows.none() if limit is None else rows.filter(**{f"{field}__lt": limit})
