"""免提交: papers that an earlier, decided case of the same person has taken already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from bianmin.cases.models import CaseMaterial
from bianmin.rules.lifecycle import State
from bianmin.rules.reuse import COPY, REUSED_FOR, may_reuse

LOOKED_AT = 60
DONE = tuple(
    state.value for state in (State.GRANTED, State.COMPLETED, State.DELIVERED, State.ARCHIVED)
)


@dataclass(frozen=True)
class Kept:
    """存有的一样: a paper's name, and in words which case has it."""

    name: str
    source: str


def kept_papers(person_id: int, unit: int, *, at: datetime) -> list[Kept]:
    """存有的: the copies that need not be brought again, the newest of each name."""
    found: dict[str, Kept] = {}
    for row in _handed_in(person_id, unit, at):
        day = localdate(row.received_at)
        source = f"{day:%Y年%-m月}办“{row.case.item.plain_name}”时交的（{row.case.number}）"
        found.setdefault(row.name, Kept(row.name, source))
    return list(found.values())


def reused(
    listed: Sequence[Mapping[str, Any]], person_id: int, unit: int, *, at: datetime
) -> dict[str, str]:
    """免提交的: by key, the source of each listed copy that need not be brought again."""
    wanted = {m["name"]: m["key"] for m in listed if m.get("copy_kind") == COPY}
    if not wanted:
        return {}
    kept = kept_papers(person_id, unit, at=at)
    return {wanted[paper.name]: paper.source for paper in kept if paper.name in wanted}


def _handed_in(person_id: int, unit: int, at: datetime) -> Iterator[CaseMaterial]:
    rows = (
        CaseMaterial.objects.filter(
            unit=unit, case__unit=unit, case__applicant_id=person_id, case__state__in=DONE,
            status="received", received_at__gte=at - REUSED_FOR,
        )
        .select_related("case__item", "case__version")
        .order_by("-received_at", "-id")[:LOOKED_AT]
    )  # fmt: skip
    for row in rows:
        asked = {m["key"]: m for m in row.case.version.guide.get("materials", ())}
        copy_kind = int(asked.get(row.key, {}).get("copy_kind", 0))
        if row.received_at and may_reuse(copy_kind, localdate(row.received_at), localdate(at)):
            yield row
