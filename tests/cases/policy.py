"""Who may make which move, as a person wrote it down apart from the code (policy.csv)."""

from __future__ import annotations

import csv
from pathlib import Path

from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind

REFUSING = frozenset(
    {
        State.NOT_ACCEPTED,
        State.DENIED,
        State.CLOSED_INCOMPLETE,
        State.WITHDRAWN,
        State.VOID,
        State.LAPSED,
    }
)
"""The ends that leave an applicant without a result."""


def read(name: str) -> dict[tuple[State, Action], frozenset[RoleKind]]:
    with (Path(__file__).parent / name).open(newline="") as file:
        return {
            (State(row["state"]), Action(row["action"])): frozenset(
                RoleKind(word) for word in row["who"].split()
            )
            for row in csv.DictReader(file)
        }


TABLE = read("policy.csv")
PROPOSALS = read("proposals.csv")
"""Who may ask another person for a refusal."""
