"""交接清单里的代办单: what an agent carries goes to whoever stands in; the site still answers."""

from __future__ import annotations

from collections.abc import Sequence

from bianmin.assistance.commands.asking import give_to
from bianmin.assistance.commands.custody import pass_on
from bianmin.assistance.custody import in_hands_of
from bianmin.assistance.models import AgentOrder
from bianmin.assistance.policies import may_be_carried_by
from bianmin.assistance.queries import SHOWN, UNFINISHED, file_of
from bianmin.cases.commands.handing import Matter
from bianmin.workforce.parts import Move


def hand_over_papers(move: Move) -> Sequence[Matter]:
    """手里的材料: all that the giver has of residents, with the list of who has it now."""
    rows = in_hands_of(move.unit, move.giver.pk)
    if move.only is not None:
        rows = rows.filter(pk__in=move.only)
    papers = list(rows)
    pass_on(move.giver, move.taker, papers, at=move.at)
    return [Matter("paper", one.pk, f"{one.order.number} {one}"[:80]) for one in papers]


def hand_over_orders(move: Move) -> Sequence[Matter]:
    """代办单: everything unfinished of the giver; one of the taker's own house is left free, for
    the site to give to another."""
    rows = AgentOrder.objects.filter(
        unit=move.unit, agent=move.giver, state__in=UNFINISHED
    ).select_related(*SHOWN)
    if move.only is not None:
        rows = rows.filter(pk__in=move.only)
    moved = []
    for order in rows.order_by("due_on", "id"):
        taker = move.taker if may_be_carried_by(move.taker, order) else None
        give_to(file_of(order), taker, by=move.by, at=move.at)
        moved.append(Matter("order", order.pk, f"{order.number} {order.item.plain_name}"[:80]))
    return moved
