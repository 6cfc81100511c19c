"""情形树检查: what is wrong in a question tree, each with its place, its rule and a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from bianmin.rules.lint_findings import Finding, Rule
from bianmin.rules.scenarios import Leaf, Question, Tree, roads, tree_of

FEWEST = 2


def tree_findings(guide: Mapping[str, Any], form: Mapping[str, Any]) -> Iterator[Finding]:
    """查问题树: every answer leads on, every leaf is reached, nothing contradicts itself."""
    tree = tree_of(guide)
    if tree is None:
        return
    for question in tree.questions:
        yield from _question(tree, question)
    yield from _circles(tree)
    yield from _reached(tree)
    for leaf in tree.leaves:
        yield from _leaf(guide, form, leaf)
    yield from _idle(guide, tree)
    keys = Counter([one.key for one in tree.questions] + [one.key for one in tree.leaves])
    for key, count in keys.items():
        if count > 1:
            yield Finding(Rule.CONTRADICTION, "情形", f"代号“{key}”用了 {count} 次")


def place_of_question(question: Question) -> str:
    return f"问题“{question.text or question.key}”"


def place_of_leaf(leaf: Leaf) -> str:
    return f"情形“{leaf.name or leaf.key}”"


def _question(tree: Tree, question: Question) -> Iterator[Finding]:
    place = place_of_question(question)
    if not question.text.strip():
        yield Finding(Rule.MISSING_ANSWER, place, "问题没有写")
    if len(question.options) < FEWEST:
        yield Finding(Rule.MISSING_ANSWER, place, "至少要有两个答案，否则不用问")
    for option in question.options:
        if not option.text.strip():
            yield Finding(Rule.MISSING_ANSWER, place, "有一个答案没有写")
        if tree.leaf(option.to) is None and tree.question(option.to) is None:
            yield Finding(Rule.MISSING_ANSWER, place, f"选“{option.text}”以后没有去处")
    by_text: dict[str, set[str]] = {}
    for option in question.options:
        by_text.setdefault(option.text.strip(), set()).add(option.to)
    texts = Counter(option.text.strip() for option in question.options)
    for text, count in texts.items():
        if text and count > 1:
            ways = "去处不同" if len(by_text[text]) > 1 else "重复了"
            yield Finding(Rule.CONTRADICTION, place, f"两个答案都是“{text}”，{ways}")


def _circles(tree: Tree) -> Iterator[Finding]:
    """A question that leads back to itself is never answered."""
    for question in tree.questions:
        if _comes_back(tree, question):
            sentence = "答着答着又回到这个问题，答不完"
            yield Finding(Rule.CONTRADICTION, place_of_question(question), sentence)


def _comes_back(tree: Tree, start: Question) -> bool:
    seen: set[str] = set()
    ahead = [option.to for option in start.options]
    while ahead:
        key = ahead.pop()
        if key == start.key:
            return True
        question = tree.question(key)
        if question is not None and key not in seen:
            seen.add(key)
            ahead += [option.to for option in question.options]
    return False


def _reached(tree: Tree) -> Iterator[Finding]:
    walked = list(roads(tree))
    leaves = {leaf.key for leaf, _ in walked}
    asked = {step.question.key for _, steps in walked for step in steps}
    for leaf in tree.leaves:
        if leaf.key not in leaves:
            yield Finding(Rule.UNREACHABLE, place_of_leaf(leaf), "没有答案走到这里")
    for question in tree.questions[1:]:
        if question.key not in asked:
            yield Finding(Rule.UNREACHABLE, place_of_question(question), "没有答案走到这里")


def _leaf(guide: Mapping[str, Any], form: Mapping[str, Any], leaf: Leaf) -> Iterator[Finding]:
    place = place_of_leaf(leaf)
    if not leaf.name.strip():
        yield Finding(Rule.MISSING_ANSWER, place, "情形没有名字")
    known = {str(material.get("key")) for material in guide.get("materials", ())}
    for key in leaf.materials:
        if key not in known:
            yield Finding(Rule.CONTRADICTION, place, f"要的材料“{key}”不在申请材料里")
    for key, count in Counter(leaf.materials).items():
        if count > 1:
            yield Finding(Rule.CONTRADICTION, place, f"材料“{key}”列了 {count} 次")
    if leaf.fields is not None:
        lacking = set(leaf.fields) - set(form.get("properties", {}))
        for name in sorted(lacking):
            yield Finding(Rule.CONTRADICTION, place, f"申请表里没有“{name}”这一项")


def _idle(guide: Mapping[str, Any], tree: Tree) -> Iterator[Finding]:
    asked = {key for leaf in tree.leaves for key in leaf.materials}
    for material in guide.get("materials", ()):
        if str(material.get("key")) not in asked:
            place = f"材料“{material.get('name', '')}”"
            yield Finding(Rule.IDLE_MATERIAL, place, "哪种情形都不要它，请删去或列进情形")
