"""申请表的编辑表单: one field with its kind, choices and conditions; one block of fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from bianmin.catalogue.form_editing import LIMITS, field_rule, last_page, page_of, rule_of
from bianmin.catalogue.form_files import blocks
from bianmin.rules.form_conditions import Condition
from bianmin.rules.form_kinds import LABELS
from bianmin.rules.forms import Form, hints, in_order, is_table, kind_of, label_of, topics, when
from bianmin.rules.scenarios import Tree

NEW_PAGE = "new"
SCENARIO = "情形"


class FieldForm(forms.Form):
    """一项: what is asked, how, on which page, and of whom."""

    key = forms.CharField(required=False, max_length=90, widget=forms.HiddenInput)
    label = forms.CharField(label="问什么", required=False, max_length=20)
    kind = forms.ChoiceField(label="填什么", choices=list(LABELS.items()))
    required = forms.BooleanField(label="必须填", required=False)
    hint = forms.CharField(label="提示", required=False, max_length=30)
    options = forms.CharField(
        label="可选的答案",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个，只有“选一个”“选几个”才要",
    )
    unit = forms.CharField(label="单位", required=False, max_length=6)
    least = forms.IntegerField(label="最小、最短或最少行", required=False)
    most = forms.IntegerField(label="最大、最长或最多行", required=False)
    page = forms.ChoiceField(label="放在哪一页", required=False)
    after = forms.ChoiceField(label="排在哪一项后面", required=False)
    title = forms.CharField(label="这一页的标题", required=False, max_length=12)
    section = forms.CharField(label="属于哪一部分", required=False, max_length=20)
    asked_if = forms.MultipleChoiceField(
        label="什么时候问",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选就人人都问；同一项选几个答案，有一个就问；不同的项都选，要同时成立",
    )

    def __init__(
        self, data: Any = None, *, form: Form, name: str, tree: Tree | None, table: str = ""
    ) -> None:
        super().__init__(data)
        self.form, self.name, self.table = form, name, table or name.rpartition(".")[0]
        self.old = rule_of(form, name)
        inside = form["properties"][self.table]["items"] if self.table else form
        earlier = _before(inside, name.rpartition(".")[2])
        self._choose("page", [(str(n), f"第 {n} 页　{t}") for n, t in _pages(form)])
        self.fields["page"].choices.append((NEW_PAGE, "新的一页"))  # type: ignore[attr-defined]
        names = [(one, label_of(one, rule)) for one, rule in in_order(inside)]
        self._choose("after", [("", "现在的位置（新的排在最后）"), *names])
        self._choose("asked_if", list(_answers(earlier, tree)))
        if self.table:
            for other in ("page", "title", "section"):
                del self.fields[other]
        self.fixed = _other_condition(self.old)
        self.initial = _shown(form, name, self.old, inside)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        is_choice = bool(given.get("label")) and given.get("kind") in ("choice", "choices")
        if is_choice and len(_lines(given.get("options", ""))) < 2:
            self.add_error("options", "至少写两个答案，一行一个")
        return given

    def rule(self) -> dict[str, Any] | None:
        """Return the rule as it was filled in; None when the field is to be taken out."""
        given = self.cleaned_data
        if not given["label"]:
            return None
        return field_rule(
            self.old,
            kind=given["kind"],
            label=given["label"],
            hint=given["hint"],
            unit=given["unit"],
            labels=self._labels(),
            least=given["least"],
            most=given["most"],
            topic=self.topic(),
            when=self.fixed or _condition(given["asked_if"], self.form, self.table),
        )

    def topic(self) -> dict[str, Any]:
        """Return the page the field stands on, with its title."""
        if self.table:
            return {}
        given, pages = self.cleaned_data, dict(_pages(self.form))
        chosen = given.get("page") or NEW_PAGE
        number = last_page(self.form) + 1 if chosen == NEW_PAGE else int(chosen)
        title = given["title"] if chosen == NEW_PAGE or given["title"] else ""
        told = {"page": number, "title": title or pages.get(number, "填写情况")}
        return told | ({"section": given["section"]} if given["section"] else {})

    def _labels(self) -> dict[str, str]:
        """An answer whose words were there keeps its value; a new one gets a value of its own."""
        if self.cleaned_data["kind"] not in ("choice", "choices"):
            return {}
        known = {words: value for value, words in hints(self.old or {}).get("labels", {}).items()}
        told, taken = {}, set(known.values())
        numbers = (f"a{n}" for n in range(1, 999))
        for words in _lines(self.cleaned_data["options"]):
            value = known.get(words) or next(one for one in numbers if one not in taken)
            told[value] = words
        return told


class BlockForm(forms.Form):
    """题组: fields that several forms ask alike, put on a page of their own."""

    block = forms.ChoiceField(label="加一组常用的项")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        found = [(key, told["title"]) for key, told in sorted(blocks().items())]
        self.fields["block"].choices = found  # type: ignore[attr-defined]


def _shown(form: Form, name: str, rule: Mapping[str, Any] | None, inside: Form) -> dict[str, Any]:
    if rule is None:
        return {
            "key": name,
            "kind": "text",
            "required": True,
            "page": str(last_page(form) or "new"),
        }
    told, topic = hints(rule), hints(rule).get("topic", {})
    least, most = LIMITS.get(kind_of(rule), ("", ""))
    return {
        "key": name,
        "label": label_of(name, rule),
        "kind": kind_of(rule) or "text",
        "required": name.rpartition(".")[2] in inside.get("required", ()),
        "hint": told.get("hint", ""),
        "options": "\n".join(told.get("labels", {}).values()),
        "unit": told.get("unit", ""),
        "least": rule.get(least),
        "most": rule.get(most),
        "page": str(page_of(rule)),
        "title": topic.get("title", ""),
        "section": topic.get("section", ""),
        "asked_if": _ticked(when(rule)),
    }


def _pages(form: Form) -> list[tuple[int, str]]:
    numbers = sorted({page_of(rule) for _, rule in in_order(form)})
    return list(zip(numbers, (title for title, _ in topics(form)), strict=True))


def _before(form: Form, name: str) -> list[tuple[str, Any]]:
    rows = in_order(form)
    names = [one for one, _ in rows]
    return rows[: names.index(name)] if name in names else rows


def _answers(fields: list[tuple[str, Any]], tree: Tree | None) -> list[tuple[str, str]]:
    told = [
        (f"{name}={value}", f"“{label_of(name, rule)}”答“{words}”")
        for name, rule in fields
        if not is_table(rule)
        for value, words in hints(rule).get("labels", {}).items()
    ]
    leaves = tree.leaves if tree else ()
    return [*((f"{SCENARIO}={leaf.key}", f"情形是“{leaf.name}”") for leaf in leaves), *told]


def _condition(ticked: list[str], form: Form, table: str) -> Condition | None:
    by_name: dict[str, list[str]] = {}
    for one in ticked:
        name, _, value = one.partition("=")
        by_name.setdefault(name, []).append(value)
    rules = form["properties"][table]["items"]["properties"] if table else form["properties"]
    parts = [_term(name, values, rules) for name, values in by_name.items()]
    return None if not parts else parts[0] if len(parts) == 1 else {"all": parts}


def _term(name: str, values: list[str], rules: Mapping[str, Any]) -> Condition:
    if name == SCENARIO:
        return {"scenario": values}
    if kind_of(rules[name]) == "choices":
        terms = [{"field": name, "has": value} for value in values]
        return terms[0] if len(terms) == 1 else {"any": terms}
    return {"field": name, "is": values[0]} if len(values) == 1 else {"field": name, "in": values}


def _ticked(condition: Condition | None) -> list[str]:
    """Return the ticks that say this condition; None inside one that ticks cannot say."""
    if condition is None:
        return []
    if "all" in condition:
        return [tick for part in condition["all"] for tick in _ticked(part)]
    if "any" in condition:
        return [tick for part in condition["any"] for tick in _ticked(part)]
    if "scenario" in condition:
        return [f"{SCENARIO}={key}" for key in condition["scenario"]]
    values = condition.get("in") or [condition.get("is", condition.get("has"))]
    return [f"{condition.get('field')}={value}" for value in values]


def _other_condition(rule: Mapping[str, Any] | None) -> Condition | None:
    """A condition that ticks cannot say: it stays as it is."""
    condition = when(rule) if rule else None
    return None if condition is None or _is_plain(condition, top=True) else condition


def _is_plain(condition: Condition, *, top: bool = False) -> bool:
    if "all" in condition:
        return top and all(_is_plain(part) for part in condition["all"])
    if "any" in condition:
        names = {part.get("field") for part in condition["any"]}
        return len(names) == 1 and all("has" in part for part in condition["any"])
    return bool({"is", "in", "has", "scenario"} & set(condition))


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
