"""一链办理检查: what is wrong in a bundle, each with its place, its rule and a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from bianmin.rules.bundles import ELECTRONIC, PAPER, Asked, Step, in_circle, steps_of
from bianmin.rules.lint_findings import Finding, Rule

FEWEST = 2
LONGEST = 30  # characters of a sentence that citizens read


def bundle_findings(
    content: Mapping[str, Any], asked: Mapping[str, Asked], *, in_directory: Collection[str] | None
) -> list[Finding]:
    """查一链办理: `asked` holds the steps whose items are published; None: no directory yet."""
    steps = steps_of(content)
    return [
        *_words(content),
        *_items(steps, asked, in_directory),
        *_order(steps),
        *_papers([asked[step.code] for step in steps if step.code in asked]),
    ]


def _words(content: Mapping[str, Any]) -> Iterator[Finding]:
    for key, words in (("name", "名称"), ("plain_name", "大家的叫法"), ("lead", "牵头单位")):
        if not str(content.get(key, "")).strip():
            yield Finding(Rule.UNSAID, words, f"没有写{words}")
    for text in (str(content.get("plain_name", "")), str(content.get("says", ""))):
        if len(text) > LONGEST:
            yield Finding(Rule.TOO_LONG, "叫法和说明", f"一句话有 {len(text)} 个字")


def _items(
    steps: Sequence[Step], asked: Mapping[str, Asked], in_directory: Collection[str] | None
) -> Iterator[Finding]:
    if len(steps) < FEWEST:
        yield Finding(Rule.UNSAID, "事项", "至少要有两个事项，才叫一链办理")
    for code, count in Counter(step.code for step in steps).items():
        if count > 1:
            yield Finding(Rule.CONTRADICTION, f"事项 {code}", f"列了 {count} 次")
    for step in steps:
        place = f"事项 {step.code}"
        if step.code not in asked:
            yield Finding(Rule.NOT_PUBLISHED, place, "没有这个事项，或它的指南没有发布")
            continue
        if in_directory is not None and step.code not in in_directory:
            yield Finding(Rule.NOT_PUBLISHED, place, "现行的指导目录里没有它，或它暂停了")
        if step.leaf and not _has_leaf(asked[step.code], step.leaf):
            yield Finding(Rule.CONTRADICTION, place, f"指南里没有“{step.leaf}”这种情形")


def _has_leaf(one: Asked, leaf: str) -> bool:
    leaves = (one.guide.get("scenarios") or {}).get("leaves", ())
    return any(each.get("key") == leaf for each in leaves)


def _order(steps: Sequence[Step]) -> Iterator[Finding]:
    known = {step.code for step in steps}
    for step in steps:
        for code in step.after:
            if code == step.code:
                yield Finding(Rule.CIRCLE, f"事项 {code}", "不能排在自己后面")
            elif code not in known:
                sentence = f"要排在 {code} 后面，可是里面没有它"
                yield Finding(Rule.CONTRADICTION, f"事项 {step.code}", sentence)
    circle = in_circle([step for step in steps if step.code not in step.after])
    if circle:
        names = "、".join(step.code for step in circle)
        yield Finding(Rule.CIRCLE, "先后", f"{names} 互相等着，哪一个都开始不了")


def _papers(asked: Sequence[Asked]) -> Iterator[Finding]:
    """Two items that want one paper so that no single one can serve both."""
    first: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for one in asked:
        for material in one.guide.get("materials", ()):
            name = str(material.get("name", ""))
            by, known = first.setdefault(name, (one.plain_name, material))
            if known is not material and not (known.get("shared") or material.get("shared")):
                yield from _differ(name, by, known, one.plain_name, material)


def _differ(
    name: str, by: str, known: Mapping[str, Any], also: str, material: Mapping[str, Any]
) -> Iterator[Finding]:
    place = f"材料“{name}”"
    if {known.get("form"), material.get("form")} == {PAPER, ELECTRONIC}:
        sentence = f"“{by}”和“{also}”一个只收纸的，一个只收电子的"
        yield Finding(Rule.PAPER_CONFLICT, place, sentence)
    issuers = {str(m.get("issuer", "")) for m in (known, material)} - {""}
    if len(issuers) > 1:
        sentence = f"“{by}”和“{also}”写的核发单位不同：{'、'.join(sorted(issuers))}"
        yield Finding(Rule.PAPER_CONFLICT, place, sentence)
