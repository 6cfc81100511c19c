"""消息查询: what is due, what could not be sent, what one phone was told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet

from bianmin.messaging.acting import ALL_UNITS
from bianmin.messaging.models import OutgoingMessage

PAUSE = timedelta(minutes=5)
"""间隔: how long a message waits after a try that failed."""


def due(unit: int, *, at: datetime) -> QuerySet[OutgoingMessage]:
    """待发: the messages of a unit whose next try has come, the longest waiting first."""
    rows = OutgoingMessage.objects.filter(unit=unit, state="queued", next_try_at__lte=at)
    return rows.order_by("next_try_at", "id")


def units_due(*, at: datetime) -> list[int]:
    """待发: the units that have messages to send."""
    rows = OutgoingMessage.objects.filter(unit__in=ALL_UNITS, state="queued", next_try_at__lte=at)
    return _units(rows)


def dead(unit: int) -> QuerySet[OutgoingMessage]:
    """死信: the messages of a unit that were given up; somebody has to tell these people."""
    return OutgoingMessage.objects.filter(unit=unit, state="dead").order_by("-id")


def units_with_dead() -> list[int]:
    """死信: the units that have messages given up."""
    return _units(OutgoingMessage.objects.filter(unit__in=ALL_UNITS, state="dead"))


def dead_count() -> int:
    """死信: how many messages were given up, over the whole city."""
    return OutgoingMessage.objects.filter(unit__in=ALL_UNITS, state="dead").count()


def is_troubled(unit: int, *, at: datetime) -> bool:
    """网关不通: a message of the unit was put off within the last minute."""
    just_now = at + PAUSE - timedelta(minutes=1)
    rows = OutgoingMessage.objects.filter(unit=unit, state="queued", tries__gt=0)
    return rows.filter(next_try_at__gt=just_now).exists()


def last_success() -> datetime | None:
    """最近成功: when the gateway last took a message, of whatever unit."""
    sent = OutgoingMessage.objects.filter(unit__in=ALL_UNITS, state="sent")
    moment: datetime | None = sent.aggregate(last=Max("sent_at"))["last"]
    return moment


def counts() -> Mapping[str, int]:
    """消息计数: how many messages stand in which state, over the whole city."""
    rows = OutgoingMessage.objects.filter(unit__in=ALL_UNITS).order_by().values("state")
    return {row["state"]: row["n"] for row in rows.annotate(n=Count("id"))}


def queued_under(unit: int, prefix: str) -> set[str]:
    """已排队: the keys of a unit's messages that begin like this, sent or not."""
    rows = OutgoingMessage.objects.filter(unit=unit, dedupe_key__startswith=prefix)
    return set(rows.values_list("dedupe_key", flat=True))


def _units(rows: QuerySet[OutgoingMessage]) -> list[int]:
    return sorted(rows.order_by().values_list("unit", flat=True).distinct())
