"""情形规则: the question tree that splits an item into its exact cases (颗粒化).

A version's guide may carry `scenarios`: questions with answers, each answer leading to a further
question or to a leaf. The first question is asked first. A leaf (情形) fixes what is wanted of
exactly this citizen: which materials of the guide, and, where it differs from the guide, the
limit, the fee, the path and the fields of the form. Questions and leaves share one space of keys.

The tree is part of the published version, so it never changes under a case that keeps its version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bianmin.rules.forms import for_scenario

NECESSARY = 1
SOMETIMES = 2
OWN = ("promised_limit", "fee", "path")
"""What a leaf may say for itself instead of the guide."""


@dataclass(frozen=True)
class Option:
    """选项: one answer, and the question or the leaf it leads to (blank: not yet said)."""

    text: str
    to: str


@dataclass(frozen=True)
class Question:
    """问题: one question with its answers."""

    key: str
    text: str
    hint: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Leaf:
    """情形: where the answers end, with what it fixes."""

    key: str
    name: str
    materials: tuple[str, ...]
    own: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] | None = None  # of the form; None for all

    def says(self, name: str) -> bool:
        """Return whether the leaf says this for itself."""
        return bool(self.own.get(name))


@dataclass(frozen=True)
class Tree:
    """问题树: the questions in order and the leaves in order."""

    questions: tuple[Question, ...]
    leaves: tuple[Leaf, ...]

    def question(self, key: str) -> Question | None:
        return next((one for one in self.questions if one.key == key), None)

    def leaf(self, key: str) -> Leaf | None:
        return next((one for one in self.leaves if one.key == key), None)

    @property
    def first(self) -> Question | None:
        return self.questions[0] if self.questions else None


@dataclass(frozen=True)
class Step:
    """答过的一步: a question, which of its answers was chosen, and the answer's words."""

    question: Question
    chosen: int
    text: str


@dataclass(frozen=True)
class Walk:
    """走到哪: what was answered, and the question that is next or the leaf that was reached."""

    steps: tuple[Step, ...]
    question: Question | None = None
    leaf: Leaf | None = None


def tree_of(guide: Mapping[str, Any]) -> Tree | None:
    """问题树: read the tree of a guide; None when the item is not split."""
    told = guide.get("scenarios") or {}
    if not told.get("questions"):
        return None
    return Tree(
        questions=tuple(map(_question, told["questions"])),
        leaves=tuple(map(_leaf, told.get("leaves", ()))),
    )


def walk(tree: Tree, answers: Mapping[str, str]) -> Walk:
    """走树: follow the answers (question key → position of the answer) as far as they go.

    An answer that the question does not have ends the walk there: it is asked again.
    """
    steps: list[Step] = []
    question = tree.first
    while question is not None and len(steps) < len(tree.questions):
        chosen = _position(answers.get(question.key, ""), question)
        if chosen is None:
            break
        option = question.options[chosen]
        steps.append(Step(question, chosen, option.text))
        if leaf := tree.leaf(option.to):
            return Walk(tuple(steps), leaf=leaf)
        question = tree.question(option.to)
    return Walk(tuple(steps), question=question)


def roads(tree: Tree) -> Iterator[tuple[Leaf, tuple[Step, ...]]]:
    """走法: every way from the first question to a leaf; a circle is not walked twice."""
    if tree.first is not None:
        yield from _roads(tree, tree.first, ())


def road_to(tree: Tree, leaf: str) -> tuple[Step, ...]:
    """怎么走到: the first way that leads to a leaf; nothing when none does."""
    return next((steps for found, steps in roads(tree) if found.key == leaf), ())


def guide_at(guide: Mapping[str, Any], leaf: Leaf | None) -> dict[str, Any]:
    """情形下的指南: the guide as it holds for one leaf; without a leaf as it stands.

    What a leaf asks for is wanted for certain: 有这种情况才要 has been answered.
    """
    if leaf is None:
        return dict(guide)
    asked = {str(material["key"]): material for material in guide.get("materials", ())}
    materials = [_certain(asked[key]) for key in asked if key in leaf.materials]
    own = {name: leaf.own[name] for name in OWN if leaf.says(name)}
    return dict(guide) | own | {"materials": materials}


def form_at(form: Mapping[str, Any], leaf: Leaf | None) -> dict[str, Any]:
    """情形下的申请表: the form with the fields that this leaf asks; without a leaf all of them."""
    if leaf is None:
        return dict(form)
    settled = for_scenario(form, leaf.key)
    kept = settled["properties"] if leaf.fields is None else leaf.fields
    properties = {name: rule for name, rule in settled["properties"].items() if name in kept}
    required = [name for name in settled["required"] if name in kept]
    return settled | {"properties": properties, "required": required}


def _roads(
    tree: Tree, question: Question, steps: tuple[Step, ...]
) -> Iterator[tuple[Leaf, tuple[Step, ...]]]:
    if any(step.question.key == question.key for step in steps):
        return
    for chosen, option in enumerate(question.options):
        further = (*steps, Step(question, chosen, option.text))
        if leaf := tree.leaf(option.to):
            yield leaf, further
        elif follows := tree.question(option.to):
            yield from _roads(tree, follows, further)


def _position(text: str, question: Question) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        return None
    return int(text) if int(text) < len(question.options) else None


def _certain(material: Mapping[str, Any]) -> dict[str, Any]:
    need = material.get("need", NECESSARY)
    return dict(material) | {"need": NECESSARY if need == SOMETIMES else need}


def _question(told: Mapping[str, Any]) -> Question:
    options: Sequence[Mapping[str, Any]] = told.get("options", ())
    return Question(
        key=str(told["key"]),
        text=str(told.get("text", "")),
        hint=str(told.get("hint", "")),
        options=tuple(Option(str(o.get("text", "")), str(o.get("to", ""))) for o in options),
    )


def _leaf(told: Mapping[str, Any]) -> Leaf:
    fields = told.get("fields")
    return Leaf(
        key=str(told["key"]),
        name=str(told.get("name", "")),
        materials=tuple(map(str, told.get("materials", ()))),
        own={name: told[name] for name in OWN if told.get(name)},
        fields=None if fields is None else tuple(map(str, fields)),
    )
