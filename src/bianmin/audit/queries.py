"""留痕: what happened to a subject, the newest head, and whether the trail is whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db.models import QuerySet

from bianmin.audit.heads import Head
from bianmin.audit.models import Event, Seal
from bianmin.audit.sources import Connection, CopySource, DatabaseSource
from bianmin.audit.verification import Report
from bianmin.audit.verification import verify as verify_source


def history(subject: str, *, unit: int) -> QuerySet[Event]:
    """经过: the events of one subject, oldest first."""
    return Event.objects.filter(unit=unit, subject=subject).order_by("id")


def newest_head() -> Head | None:
    """链头: return the newest head of the chain; None before the first seal."""
    seal = Seal.objects.order_by("-id").only("id", "made_at", "head").first()
    return Head(seal.pk, seal.made_at, bytes(seal.head).hex()) if seal else None


def verify(trail: Connection | Path, heads: Iterable[Head] = ()) -> Report:
    """核对: verify the trail of a database, or of a copy without any server."""
    source = CopySource(trail) if isinstance(trail, Path) else DatabaseSource(trail)
    return verify_source(source, heads)
