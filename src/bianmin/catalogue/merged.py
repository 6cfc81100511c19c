"""合并的表: one form and one list of papers for the chosen items of a bundle, and back to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bianmin.catalogue.answers import wrong_answers
from bianmin.catalogue.bundles import Part
from bianmin.rules.bundles import (
    Asked,
    MergedQuestion,
    answers_for,
    merged_form,
    merged_materials,
    merged_questions,
)
from bianmin.rules.forms import settled

Answers = dict[str, dict[str, Any]]
"""Code of the item → its answers by its own names."""


@dataclass(frozen=True)
class Merged:
    """合并的表: what the chosen items ask together."""

    parts: tuple[Part, ...]

    @property
    def form(self) -> dict[str, Any]:
        return merged_form(self._asked)

    @property
    def materials(self) -> list[dict[str, Any]]:
        return merged_materials(self._asked)

    def answers(self, given: Mapping[str, Any]) -> Answers:
        """分给各件: the answers that each item asks, by its own names."""
        told, questions = settled(self.form, given), self._questions
        return {
            part.step.code: settled(part.asked.form, answers_for(part.step.code, told, questions))
            for part in self.parts
        }

    def wrong(self, given: Mapping[str, Any]) -> Mapping[str, str]:
        """各件查出的: what an item's own form finds wrong, by the names of the merged form.

        The merged form asks everybody what its items ask under different conditions, and so wants
        less; each item's own form has the last word.
        """
        names, answers = self.names, self.answers(given)
        return {
            names.get((part.step.code, field), ""): sentence
            for part in self.parts
            for field, sentence in wrong_answers(part.asked.form, answers[part.step.code]).items()
        }

    @property
    def names(self) -> Mapping[tuple[str, str], str]:
        """(item, its field) → the question's name in the merged form."""
        return {
            source: question.name for question in self._questions for source in question.answers
        }

    def papers_of(self, came: Mapping[str, tuple[int, ...]]) -> dict[str, dict[str, list[int]]]:
        """分给各件: item → its own key of each paper that came → the photographs of it."""
        found: dict[str, dict[str, list[int]]] = {}
        for material in self.materials:
            if material["key"] in came:
                for code, key in material["sources"]:
                    found.setdefault(code, {})[key] = list(came[material["key"]])
        return found

    @property
    def _questions(self) -> list[MergedQuestion]:
        return merged_questions(self._asked)

    @property
    def _asked(self) -> list[Asked]:
        return [part.asked for part in self.parts]
