"""引导提问: the questions of an item one after another, kept in the address alone.

No cookie and no script: every answer stands in the address, so that going back, keeping and
sending the page work by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import tree_in
from bianmin.rules.scenarios import Leaf, Step, Tree, Walk, roads, walk
from bianmin.web.frame.walking import answers_in, said_in

ASKED = "asked"
THEN = "then"
APPLY = "apply"


@dataclass(frozen=True)
class Asking:
    """问到哪: the version, what was answered, and what is asked now."""

    version: ItemVersion
    walked: Walk
    most: int  # questions on the longest way
    is_unanswered: bool  # sent without an answer
    then: str

    @property
    def given(self) -> list[tuple[str, str]]:
        """What was answered, for the form to send again."""
        return list(said_in(self.walked.steps).items())

    @property
    def back(self) -> str:
        """Return to the question before; from the first to the guide."""
        if not self.walked.steps:
            return reverse("public:item", args=[self.version.item.code])
        return questions_url(self.version, self.walked.steps[:-1], self.then)

    def context(self) -> dict[str, Any]:
        return {
            "asking": self,
            "version": self.version,
            "item": self.version.item,
            "question": self.walked.question,
            "step": len(self.walked.steps) + 1,
            "step_total": self.most,
            "back_url": self.back,
            "tab": "apply",
        }


def asking_of(version: ItemVersion, told: QueryDict) -> Asking | None:
    """Return how far the answers of an address lead; None where the item is not split."""
    tree = tree_in(version)
    if tree is None:
        return None
    walked = walk(tree, answers_in({k: str(v) for k, v in told.items()}))
    asked = walked.question is not None and told.get(ASKED) == walked.question.key
    then = APPLY if told.get(THEN) == APPLY else ""
    return Asking(version, walked, _most(tree), asked, then)


def questions_url(version: ItemVersion, steps: Sequence[Step] = (), then: str = "") -> str:
    """Return the address of the questions with these answers given."""
    said = said_in(steps)
    if then:
        said[THEN] = then
    top = reverse("public:questions", args=[version.item.code])
    return f"{top}?{urlencode(said)}" if said else top


def list_url(version: ItemVersion, leaf: Leaf) -> str:
    """Return the address of the list of one scenario, which stays as long as the version."""
    return reverse("public:checklist", args=[version.item.code, version.number, leaf.key])


def apply_url(version: ItemVersion, leaf: Leaf) -> str:
    query: Mapping[str, str] = {"scenario": leaf.key}
    return f"{reverse('public:apply', args=[version.item.code])}?{urlencode(query)}"


def _most(tree: Tree) -> int:
    return max((len(steps) for _, steps in roads(tree)), default=1)
