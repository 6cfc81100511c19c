"""回答问题: the answers to an item's questions as they stand in an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.http import urlencode

from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import leaf_in, tree_in
from bianmin.rules.scenarios import Leaf, Step, Walk, walk

PREFIX = "q-"
"""Before a question's key, so that no question can be taken for something else."""
SCENARIO = "scenario"


@dataclass(frozen=True)
class Asked:
    """问情形: the question that is next, with where each answer leads, or the leaf reached."""

    walked: Walk | None = None
    leaf: Leaf | None = None
    choices: tuple[tuple[str, str], ...] = ()  # (answer, query)

    @property
    def is_open(self) -> bool:
        """Return whether a question still has to be answered."""
        return self.walked is not None and self.leaf is None

    @property
    def scenario(self) -> str:
        return self.leaf.key if self.leaf else ""


def asked_of(version: ItemVersion, told: Mapping[str, str]) -> Asked:
    """Return how far an address or a form has come with the questions of a version."""
    tree = tree_in(version)
    if tree is None:
        return Asked()
    walked = walk(tree, answers_in(told))
    leaf = leaf_in(version, told.get(SCENARIO, "")) or walked.leaf
    options = walked.question.options if walked.question else ()
    said = said_in(walked.steps)
    item = {"item": version.item.code}
    choices = tuple(
        (option.text, urlencode(item | said | {_name(walked): n}))
        for n, option in enumerate(options)
    )
    return Asked(walked, leaf, choices)


def answers_in(told: Mapping[str, str]) -> dict[str, str]:
    """Return question → answer from an address."""
    return {
        name.removeprefix(PREFIX): str(value)
        for name, value in told.items()
        if name.startswith(PREFIX)
    }


def said_in(steps: Sequence[Step]) -> dict[str, str]:
    """Return answers as an address carries them."""
    return {f"{PREFIX}{step.question.key}": str(step.chosen) for step in steps}


def _name(walked: Walk) -> str:
    return f"{PREFIX}{walked.question.key}" if walked.question else ""
