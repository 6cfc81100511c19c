"""一链办理规则: several items of one matter of life, asked for together (实施方案三（九）).

A bundle (一件事) names its items, which of them wait for which others, and who leads. Its form is
the items' forms without what was asked before, its papers are the items' papers without those
that were brought before: the same paper once, as the strictest of the items wants it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bianmin.rules.form_conditions import Condition
from bianmin.rules.forms import (
    DIALECT,
    FIRST_TOPIC,
    HINTS,
    ORDER,
    Form,
    hints,
    in_order,
    kind_of,
    label_of,
    when,
)
from bianmin.rules.limits import UNIT_LABELS, Limit, Unit

ORIGINAL, COPY, BOTH = 1, 2, 3
PAPER, ELECTRONIC, EITHER = 1, 2, 3
SOMETIMES = 2


@dataclass(frozen=True)
class Step:
    """一环: one item, the scenario that the bundle means (blank: any), and what comes before."""

    code: str
    leaf: str = ""
    after: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """一环要的: what the guide and the form of a step's item say, in the step's scenario."""

    step: Step
    plain_name: str
    guide: Mapping[str, Any]
    form: Mapping[str, Any]


@dataclass(frozen=True)
class MergedPaper:
    """合并的材料: one paper for the whole bundle, and which items want it, with their notes."""

    name: str
    plain_name: str
    copy_kind: int
    copies: int
    form: int
    is_shared: bool
    is_certain: bool  # wanted whatever the case is
    wanted_by: tuple[tuple[str, str], ...]  # plain name of the item, its note
    sources: tuple[tuple[str, str], ...]  # code of the item, the paper's key in its own guide
    need: int  # as the item says that wants it most


@dataclass(frozen=True)
class MergedQuestion:
    """合并的问题: one question of the bundle's form, and which items it answers."""

    name: str
    label: str
    title: str
    answers: tuple[tuple[str, str], ...]  # code of the item, the field's name in its own form


def steps_of(content: Mapping[str, Any]) -> tuple[Step, ...]:
    """各环: the steps of a bundle as it is kept."""
    return tuple(
        Step(
            code=str(told["item"]),
            leaf=str(told.get("leaf", "")),
            after=tuple(map(str, told.get("after", ()))),
            note=str(told.get("note", "")),
        )
        for told in content.get("steps", ())
    )


def stages(steps: Sequence[Step]) -> list[list[Step]]:
    """先后: what can be done at once stands together; what goes in a circle is left out."""
    known = {step.code for step in steps}
    done: set[str] = set()
    waiting = list(steps)
    found: list[list[Step]] = []
    while ready := [step for step in waiting if set(step.after) & known <= done]:
        found.append(ready)
        done |= {step.code for step in ready}
        waiting = [step for step in waiting if step.code not in done]
    return found


def in_circle(steps: Sequence[Step]) -> list[Step]:
    """成环: the steps that wait for one another and so never begin."""
    placed = {step.code for stage in stages(steps) for step in stage}
    return [step for step in steps if step.code not in placed]


def longest_way(asked: Sequence[Asked]) -> tuple[Limit, ...]:
    """最长要多久: the limits along the slowest chain; what runs beside it costs no time."""
    limits = {one.step.code: _promised(one.guide) for one in asked}
    chains: dict[str, tuple[Limit, ...]] = {}
    for stage in stages([one.step for one in asked]):
        for step in stage:
            before = [chains[code] for code in step.after if code in chains]
            chains[step.code] = (*max(before, key=_days, default=()), *limits[step.code])
    return max(chains.values(), key=_days, default=())


def way_words(chain: Iterable[Limit]) -> str:
    """时长: the limits of a chain added up by their units; 当天 for nothing."""
    sums: dict[Unit, int] = {}
    for limit in chain:
        sums[limit.unit] = sums.get(limit.unit, 0) + limit.amount
    parts = [f"{amount} {UNIT_LABELS[unit]}" for unit, amount in sums.items() if amount]
    return "加 ".join(parts) or "当天"


def merged_papers(asked: Sequence[Asked]) -> list[MergedPaper]:
    """合并材料: the same paper once: original if one wants it, as many copies as the most."""
    by_name: dict[str, list[tuple[Asked, Mapping[str, Any]]]] = {}
    for one in asked:
        for material in one.guide.get("materials", ()):
            by_name.setdefault(str(material.get("name", "")), []).append((one, material))
    return [_merged(name, wanted) for name, wanted in by_name.items()]


def _merged(name: str, wanted: Sequence[tuple[Asked, Mapping[str, Any]]]) -> MergedPaper:
    brought = [material for _, material in wanted if not material.get("shared")]
    kinds = {int(m.get("copy_kind", ORIGINAL)) for m in brought or [m for _, m in wanted]}
    forms = {int(m.get("form", EITHER)) for m in brought or [m for _, m in wanted]}
    return MergedPaper(
        name=name,
        plain_name=str(wanted[0][1].get("plain_name") or name),
        copy_kind=next(iter(kinds)) if len(kinds) == 1 else BOTH,
        copies=max((int(m.get("copies") or 1) for m in brought), default=0),
        form=_strictest_form(forms),
        is_shared=not brought,
        is_certain=any(m.get("need", 1) != SOMETIMES for m in brought),
        wanted_by=tuple((one.plain_name, str(m.get("note", ""))) for one, m in wanted),
        sources=tuple((one.step.code, str(m.get("key", ""))) for one, m in wanted),
        need=min((int(m.get("need", 1)) for m in brought), default=1),
    )


def _strictest_form(forms: set[int]) -> int:
    """Paper if one takes nothing else, likewise electronic; a contradiction is left to the lint."""
    return PAPER if PAPER in forms else ELECTRONIC if ELECTRONIC in forms else EITHER


def merged_questions(asked: Sequence[Asked]) -> list[MergedQuestion]:
    """合并问题: a question that two forms ask by the same name and words is asked once."""
    found: dict[tuple[str, str, str], MergedQuestion] = {}
    taken: set[str] = set()
    for one in asked:
        for name, rule in in_order(one.form):
            key = (name, label_of(name, rule), kind_of(rule))
            before = found.get(key)
            own = name if before is None and name not in taken else f"{one.step.code}.{name}"
            taken.add(own)
            found[key] = MergedQuestion(
                name=before.name if before else own,
                label=key[1],
                title=before.title if before else _title(rule),
                answers=(*(before.answers if before else ()), (one.step.code, name)),
            )
    return list(found.values())


def merged_form(asked: Sequence[Asked]) -> dict[str, Any]:
    """合并的申请表: a JSON Schema of its own; each item's part is checked by its form besides."""
    forms = {one.step.code: one.form for one in asked}
    questions = merged_questions(asked)
    names = {source: question.name for question in questions for source in question.answers}
    properties: dict[str, Any] = {}
    required = []
    pages = {title: n for n, title in enumerate(dict.fromkeys(q.title for q in questions), 1)}
    for question in questions:
        code, name = question.answers[0]
        rule = dict(forms[code]["properties"][name])
        condition = _condition(question, forms, names)
        told = {key: value for key, value in hints(rule).items() if key != "when"}
        topic = dict(told.get("topic", FIRST_TOPIC)) | {"page": pages[question.title]}
        told["topic"] = topic  # pages are counted anew: two items may both have a first one
        rule[HINTS] = told | ({"when": condition} if condition else {})
        properties[question.name] = rule
        if any(_is_wanted(forms[item], field, condition) for item, field in question.answers):
            required.append(question.name)
    return {
        "$schema": DIALECT,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": required,
        ORDER: list(properties),
    }


def _condition(
    question: MergedQuestion, forms: Mapping[str, Form], names: Mapping[tuple[str, str], str]
) -> Condition | None:
    """When a question is asked; of everybody where its items ask it on different conditions."""
    told = []
    for code, field in question.answers:
        condition = when(forms[code]["properties"][field])
        told.append(None if condition is None else _renamed(condition, code, names))
    return told[0] if all(one == told[0] for one in told) else None


def _renamed(
    condition: Condition, code: str, names: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    """The condition with the fields as the merged form calls them."""
    told = dict(condition)
    for word in ("all", "any"):
        if word in told:
            told[word] = [_renamed(one, code, names) for one in told[word]]
    if "not" in told:
        told["not"] = _renamed(told["not"], code, names)
    if "field" in told:
        told["field"] = names.get((code, told["field"]), told["field"])
    return told


def _is_wanted(form: Form, field: str, condition: Condition | None) -> bool:
    """Wanted by this item; one that an item wants only sometimes is not wanted of everybody."""
    sometimes = when(form["properties"][field]) is not None
    return field in form.get("required", ()) and (condition is not None or not sometimes)


def merged_materials(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """合并的材料清单: each paper once, as a guide lists its own; `key` names its first item too."""
    return [
        {
            "key": ".".join(paper.sources[0]),
            "name": paper.name,
            "plain_name": paper.plain_name,
            "note": "、".join(
                dict.fromkeys(
                    f"{name}（{note}）" if note else name for name, note in paper.wanted_by
                )
            )
            + "用",
            "need": paper.need,
            "copy_kind": paper.copy_kind,
            "shared": paper.is_shared,
            "sources": paper.sources,
        }
        for paper in merged_papers(asked)
    ]


def answers_for(
    code: str, given: Mapping[str, Any], questions: Iterable[MergedQuestion]
) -> dict[str, Any]:
    """分给各件: the answers of the merged form that one item asks, by its own names."""
    return {
        field: given[question.name]
        for question in questions
        for item, field in question.answers
        if item == code and question.name in given
    }


def _title(rule: Mapping[str, Any]) -> str:
    return str(hints(rule).get("topic", FIRST_TOPIC)["title"])


def _promised(guide: Mapping[str, Any]) -> tuple[Limit, ...]:
    told = guide.get("promised_limit")
    return (Limit(int(told["amount"]), Unit(told["unit"])),) if told else ()


def _days(chain: Sequence[Limit]) -> Fraction:
    return sum((limit.natural_days for limit in chain), Fraction(0))
