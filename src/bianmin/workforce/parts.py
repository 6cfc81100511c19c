"""交接清单的各部分: what goes to another person, contributed by whoever keeps it.

Cases, the originals handed in for them and questions (首问) lie on floors below and are named
here. A floor that lies higher, or comes later (the papers and the appointments of a window), puts
its own part on the list with `contribute`, once, in the `ready` of its `AppConfig`:

    parts.contribute("appointments", hand_over_appointments)

A part gives what is open of `move.giver` to `move.taker` in the transaction it is called in, and
returns one `Matter` for every thing given; its kind is one of `HandoverItem`'s. When something is
given back, `move.only` names what had gone: the part gives those that the giver still has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.cases.commands.handing import Matter, hand_over_cases
from bianmin.feedback.handing import hand_over_questions

__all__ = ["KINDS", "Matter", "Move", "Part", "contribute", "hand_over"]

KINDS = {
    "case": "在办的件",
    "carried": "代办的件",
    "order": "代办单",
    "paper": "手里的原件",
    "result": "等人来取的结果",
    "appointment": "约好的人",
    "question": "没答复的提问",
}
"""清单的几类, in the order in which a list shows them."""


@dataclass(frozen=True)
class Move:
    """一次移交: who gives to whom, by whose word, when and why."""

    unit: int
    giver: User
    taker: User
    by: Actor
    at: datetime
    reason: str
    only: frozenset[int] | None = None  # subjects; None: everything open


Part = Callable[[Move], Sequence[Matter]]


def _cases(move: Move) -> Sequence[Matter]:
    return hand_over_cases(
        move.unit, move.giver, move.taker, only=move.only, by=move.by, at=move.at,
        reason=move.reason,
    )  # fmt: skip


def _questions(move: Move) -> Sequence[Matter]:
    return hand_over_questions(
        move.unit, move.giver, move.taker, only=move.only, by=move.by, at=move.at,
        reason=move.reason,
    )  # fmt: skip


_PARTS: dict[str, Part] = {"cases": _cases, "questions": _questions}


def contribute(name: str, part: Part) -> None:
    """Put a part on every list from now on; a name is given once."""
    if _PARTS.setdefault(name, part) is not part:
        raise ValueError(f"there is a part named {name} already")


def hand_over(move: Move) -> list[Matter]:
    """移交: let every part give what it keeps; return all that was given."""
    return [matter for part in _PARTS.values() for matter in part(move)]
