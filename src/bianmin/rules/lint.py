"""指南检查: what keeps a guide from being exact, plain and lawful (`bianmin catalogue lint`).

The plan wants items split finely and guides uniform (三（五）). The licensing law wants the whole
list of materials to be public (行政许可法 第三十条: no catch-all), nothing asked that has no
bearing on the request (第三十一条), and no promise longer than its own limit (第四十二条).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from bianmin.rules.forms import every_field, hints, label_of
from bianmin.rules.limits import Limit, Unit, is_longer
from bianmin.rules.lint_findings import Finding, Rule
from bianmin.rules.lint_forms import form_findings
from bianmin.rules.lint_process import process_findings
from bianmin.rules.lint_trees import place_of_leaf, place_of_question, tree_findings
from bianmin.rules.scenarios import tree_of

LONGEST = 30  # characters of a sentence that citizens read
ISSUED = 20  # 来源渠道: 政府部门核发
CATCH_ALL = re.compile(
    r"(其他|其它)[^，。；]{0,8}(材料|资料|文件|证明|手续|条件|情形)"
    r"|(相关|有关|必要的?)(的)?(材料|资料|证明|证件|手续)"
    r"|(材料|资料|文件|证明)等$|需要(提供|提交)的(材料|资料)"
)
OFFICIALESE = (
    "予以", "特此", "兹", "之规定", "有关规定", "相关规定", "依照", "应当", "不得", "以下简称",
    "系指", "详见", "酌情", "逾期", "上述", "前款", "申请人", "当事人", "经办机构", "主管部门",
    "行政相对人", "受理条件", "办理时限", "点击此处", "进行办理", "给予办理", "符合条件的",
)  # fmt: skip


def lint_guide(
    guide: Mapping[str, Any],
    form: Mapping[str, Any],
    *,
    shared: Collection[str] = (),
    code: str = "",
) -> list[Finding]:
    """查一份指南: every finding in it; `shared` names the papers that data sharing gives."""
    found = [
        *tree_findings(guide, form),
        *form_findings(guide, form),
        *_materials(guide, shared),
        *_catch_alls(guide),
        *_limits(guide),
        *process_findings(guide),
        *_basis(guide),
        *_phones(guide),
        *_wording(guide, form),
    ]
    return [Finding(one.rule, one.place, one.sentence, code) for one in found]


def lint_catalogue(
    guides: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]],
) -> list[Finding]:
    """查整个目录: code → (guide, form); each by itself, and what two of them say differently."""
    shared = shared_papers(guide for guide, _ in guides.values())
    found = [
        finding
        for code, (guide, form) in sorted(guides.items())
        for finding in lint_guide(guide, form, shared=shared, code=code)
    ]
    return found + disagreements({code: guide for code, (guide, _) in guides.items()})


def shared_papers(guides: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """共享材料: the names of the papers that some guide has the system look up itself."""
    return frozenset(
        str(material["name"])
        for guide in guides
        for material in guide.get("materials", ())
        if material.get("shared")
    )


def disagreements(guides: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    """说法不一: two guides of one name that differ, and one paper issued by two offices."""
    return [*_same_name(guides), *_same_paper(guides)]


def _materials(guide: Mapping[str, Any], shared: Collection[str]) -> Iterator[Finding]:
    for material in guide.get("materials", ()):
        name = str(material.get("name", ""))
        place = f"材料“{name}”"
        source = material.get("source")
        if not source or (source == ISSUED and not material.get("issuer")):
            yield Finding(Rule.NO_SOURCE, place, "没有写从哪里来（自备，或由谁核发）")
        if not str(material.get("basis", "")).strip():
            yield Finding(Rule.NO_BASIS, place, "没有写凭哪一条要它")
        known = name in shared and not str(material.get("kept_because", "")).strip()
        if known and not material.get("shared"):
            yield Finding(Rule.ALREADY_SHARED, place, "别的指南靠数据共享查它；还要交，请写明理由")
        if material.get("shared") and material.get("copies"):
            yield Finding(Rule.ALREADY_SHARED, place, "已经能查到，又要群众交")


def _catch_alls(guide: Mapping[str, Any]) -> Iterator[Finding]:
    for material in guide.get("materials", ()):
        for text in (str(material.get("name", "")), str(material.get("note", ""))):
            if CATCH_ALL.search(text):
                place = f"材料“{material.get('name', '')}”"
                yield Finding(Rule.CATCH_ALL, place, f"“{text}”没有说清要什么")
    for text in guide.get("conditions", ()):
        if CATCH_ALL.search(str(text)):
            yield Finding(Rule.CATCH_ALL, "办理条件", f"“{text}”没有说清是什么")


def _limits(guide: Mapping[str, Any]) -> Iterator[Finding]:
    law = guide.get("statutory_limit")
    if _is_longer(guide.get("promised_limit"), law):
        yield Finding(Rule.OVER_LAW, "承诺时限", "承诺时限不能长于法定时限")
    tree = tree_of(guide)
    for leaf in tree.leaves if tree else ():
        if _is_longer(leaf.own.get("promised_limit"), law):
            yield Finding(Rule.OVER_LAW, place_of_leaf(leaf), "承诺时限不能长于法定时限")


def _is_longer(promised: Mapping[str, Any] | None, law: Mapping[str, Any] | None) -> bool:
    return bool(promised and law) and is_longer(_limit(promised), _limit(law))


def _limit(told: Mapping[str, Any] | None) -> Limit:
    assert told is not None
    return Limit(int(told["amount"]), Unit(told["unit"]))


def _basis(guide: Mapping[str, Any]) -> Iterator[Finding]:
    if not guide.get("basis"):
        yield Finding(Rule.NO_BASIS, "办事依据", "没有写依据")
    fee = guide.get("fee") or {}
    if fee.get("charged") and not str(fee.get("basis", "")).strip():
        yield Finding(Rule.NO_BASIS, "收费情况", "要收费，却没有写收费依据")
    tree = tree_of(guide)
    for leaf in tree.leaves if tree else ():
        own = leaf.own.get("fee") or {}
        if own.get("charged") and not str(own.get("basis", "")).strip():
            yield Finding(Rule.NO_BASIS, place_of_leaf(leaf), "要收费，却没有写收费依据")


def _phones(guide: Mapping[str, Any]) -> Iterator[Finding]:
    phone = guide.get("phone") or {}
    for key, words in (("consult", "咨询"), ("supervise", "监督投诉")):
        if not str(phone.get(key, "")).strip():
            yield Finding(Rule.NO_PHONE, f"{words}电话", f"没有写{words}电话")


def _wording(guide: Mapping[str, Any], form: Mapping[str, Any]) -> Iterator[Finding]:
    for place, text in (*_read_by_citizens(guide), *_read_in_form(form)):
        for sentence in filter(None, re.split(r"[。！？；\n]", text)):
            if len(sentence) > LONGEST:
                told = f"{len(sentence)} 个字：“{sentence[:12]}…”"
                yield Finding(Rule.TOO_LONG, place, f"一句话有 {told}")
        for word in OFFICIALESE:
            if word in text:
                yield Finding(Rule.OFFICIALESE, place, f"“{word}”换成大家说的话")


def _read_by_citizens(guide: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "大家的叫法", str(guide.get("plain_name", ""))
    yield "收费情况", str((guide.get("fee") or {}).get("text", ""))
    for text in guide.get("conditions", ()):
        yield "办理条件", str(text)
    for material in guide.get("materials", ()):
        place = f"材料“{material.get('name', '')}”"
        yield place, str(material.get("plain_name", ""))
        yield place, str(material.get("note", ""))
    for step in guide.get("flow", ()):
        yield "办理流程", str(step.get("step", ""))
    for each in guide.get("faq", ()):
        yield "常见问题", f"{each.get('question', '')}\n{each.get('answer', '')}"
    tree = tree_of(guide)
    for question in tree.questions if tree else ():
        place = place_of_question(question)
        yield place, "\n".join([question.text, question.hint, *(o.text for o in question.options)])
    for leaf in tree.leaves if tree else ():
        yield place_of_leaf(leaf), leaf.name


def _read_in_form(form: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, rule in every_field(form):
        told, place = hints(rule), f"申请表“{label_of(name, rule)}”"
        yield place, "\n".join([label_of(name, rule), str(told.get("hint", ""))])
        yield place, "\n".join(map(str, told.get("labels", {}).values()))


def _same_name(guides: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    by_name: dict[str, list[str]] = defaultdict(list)
    for code, guide in sorted(guides.items()):
        by_name[str(guide.get("name", ""))].append(code)
    told = (("promised_limit", "承诺时限"), ("fee", "收费"), ("materials", "材料"))
    for name, codes in by_name.items():
        for other in codes[1:] if name else ():
            apart = [words for key, words in told if _differ(guides[codes[0]], guides[other], key)]
            sentence = f"与 {codes[0]} 同名“{name}”，{'、'.join(apart)}不同"
            if apart:
                yield Finding(Rule.DISAGREE, "事项名称", sentence, other)


def _differ(one: Mapping[str, Any], other: Mapping[str, Any], key: str) -> bool:
    if key == "materials":
        names = [{m.get("name") for m in guide.get("materials", ())} for guide in (one, other)]
        return names[0] != names[1]
    return bool(one.get(key) != other.get(key))


def _same_paper(guides: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    first: dict[str, tuple[str, str]] = {}
    for code, guide in sorted(guides.items()):
        for material in guide.get("materials", ()):
            name, issuer = str(material.get("name", "")), str(material.get("issuer", ""))
            if not issuer:
                continue
            known, by = first.setdefault(name, (code, issuer))
            if by != issuer:
                sentence = f"这里写{issuer}核发，{known} 写{by}核发"
                yield Finding(Rule.DISAGREE, f"材料“{name}”", sentence, code)
