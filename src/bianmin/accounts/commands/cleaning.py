"""到期清理: erasing what the table of retention no longer lets us keep."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.commands.ending_mandates import close_expired, forget_papers
from bianmin.accounts.models import ApiToken, Mandate, Session, SignInCode, Tally
from bianmin.files.models import StoredFile
from bianmin.rules.mandates import Way
from bianmin.rules.retention import Record, erase_before

AT_ONCE = 200
M = TypeVar("M", bound=Model)


def clean_up(*, at: datetime) -> int:
    """清理: remove expired codes, tallies, sessions and tokens, end what ran out; how many."""
    _forget_papers(at)
    return close_expired(at=at) + sum(
        rows.delete()[0]
        for rows in (
            _older(SignInCode.objects.all(), "sent_at", Record.SIGN_IN_CODE, at),
            _older(_never_granted(), "asked_at", Record.SIGN_IN_CODE, at),
            _older(Tally.objects.all(), "until", Record.TALLY, at),
            _older(Session.objects.all(), "expire_date", Record.SESSION, at),
            _older(ApiToken.objects.all(), "expires_at", Record.TOKEN, at),
        )
    )


def _never_granted() -> QuerySet[Mandate]:
    return Mandate.objects.filter(granted_at__isnull=True)


def _forget_papers(at: datetime) -> None:
    """The papers of mandates that ended long ago; a few a night, oldest first."""
    over = _older(Mandate.objects.exclude(way=Way.CODE), "ended_at", Record.MANDATE, at)
    photographed = StoredFile.objects.filter(
        unit=OuterRef("site__unit"),
        owner=Concat(Value("mandate:"), Cast(OuterRef("pk"), CharField())),
    ).exclude(state="erased")
    kept = over.filter(~Q(document="") | Exists(photographed)).select_related("site")
    for mandate in kept.order_by("ended_at")[:AT_ONCE]:
        forget_papers(mandate, by=SYSTEM, at=at, reason="保存期满")


def _older(rows: QuerySet[M], field: str, record: Record, at: datetime) -> QuerySet[M]:
    limit = erase_before(record, at)
    return rows.none() if limit is None else rows.filter(**{f"{field}__lt": limit})
