"""材料在谁手里: what somebody holds, one hand-over list, what waits to be counted, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from bianmin.accounts.actor import Actor
from bianmin.assistance.models import HeldPaper, PaperMove, PaperSheet, SheetLine
from bianmin.assistance.policies import AT_CENTER
from bianmin.rules.errors import NotFound
from bianmin.rules.numbers import sheet_unit

SHOWN = ("site__region", "giver__person", "taker__person", "settled_by")
PAPER = ("order__item", "order__agent__person", "holder")
NO_SHEET = "没有这张移交单，或者不归您点收"


@dataclass(frozen=True)
class Sheet:
    """移交单一张: with its lines, in the order in which they were put on it."""

    row: PaperSheet
    lines: tuple[SheetLine, ...]

    @property
    def is_open(self) -> bool:
        return self.row.settled_at is None


def in_hands_of(unit: int, user_id: int) -> QuerySet[HeldPaper]:
    """手里的: what this account has of residents, what must be back first in front."""
    rows = HeldPaper.objects.filter(unit=unit, order__unit=unit, holder_id=user_id)
    return rows.select_related(*PAPER).order_by("return_by", "id")


def held_by(actor: Actor) -> list[HeldPaper]:
    """我手里的: in every county one works in."""
    units = sorted({role.unit for role in actor.roles if role.unit})
    return [one for unit in units for one in in_hands_of(unit, actor.user_id or 0)]


def on_lists(papers: list[HeldPaper]) -> frozenset[int]:
    """在单子上的: those on a list that nobody has counted yet."""
    rows = SheetLine.objects.filter(
        unit__in={one.unit for one in papers}, paper_id__in=[one.pk for one in papers], found="open"
    )
    return frozenset(rows.values_list("paper_id", flat=True))


def sheets_for(actor: Actor) -> QuerySet[PaperSheet]:
    """看得到的移交单: given, meant for one, or of the centre where one works."""
    units = sorted({role.unit for role in actor.roles if role.unit})
    mine = Q(giver_id=actor.user_id) | Q(taker_id=actor.user_id)
    for role in actor.holding(*AT_CENTER):
        mine |= Q(unit=role.unit, site__region_id=role.region_id)
    found = PaperSheet.objects.filter(mine, unit__in=units)
    return found.select_related(*SHOWN).order_by("-made_at", "-id")


def sheet_for(actor: Actor, number: str) -> Sheet:
    """一张移交单: NotFound for whoever has nothing to do with it."""
    unit = sheet_unit(number)
    row = sheets_for(actor).filter(unit=unit or 0, number=number.upper()).first()
    if row is None:
        raise NotFound(NO_SHEET)
    return sheet_of(row)


def sheet_of(row: PaperSheet) -> Sheet:
    lines = SheetLine.objects.filter(unit=row.unit, paper__unit=row.unit, sheet_id=row.pk)
    shown = lines.filter(paper__order__unit=row.unit).select_related("paper__order__item")
    return Sheet(row, tuple(shown.order_by("id")))


def chain_of(papers: tuple[HeldPaper, ...]) -> list[PaperMove]:
    """交接记录: every hand-over of these papers, oldest first, with both names."""
    if not papers:
        return []
    unit = papers[0].unit
    rows = PaperMove.objects.filter(
        unit=unit, paper__unit=unit, paper_id__in=[one.pk for one in papers]
    )
    return list(rows.select_related("paper", "giver", "taker").order_by("moved_at", "id"))


def late_originals(unit: int, today: date) -> QuerySet[HeldPaper]:
    """过期没还的原件."""
    rows = HeldPaper.objects.filter(
        unit=unit, order__unit=unit, is_original=True, returned_at__isnull=True,
        return_by__lt=today,
    )  # fmt: skip
    return rows.select_related("holder__person", "order__item").order_by("return_by", "id")
