"""申请表的编辑表单: one field with its kind, choices and conditions; one block of fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from bianmin.catalogue.form_editing import LIMITS, field_rule, last_page, page_of, rule_of
from bianmin.catalogue.form_files import blocks
from bianmin.rules.form_asking import (
    COMPARISONS,
    FILLED,
    JOINS,
    NUMBERS,
    SCENARIO,
    Asking,
    read,
    written,
)
from bianmin.rules.form_kinds import LABELS
from bianmin.rules.form_sources import SOURCES, fits
from bianmin.rules.forms import Form, hints, in_order, is_table, kind_of, label_of, topics, when
from bianmin.rules.scenarios import Tree
from bianmin.web.frame.answer_fields import whole

NEW_PAGE = "new"
ASKING = ("asked_if", "number_field", "number_how", "number", "join", "is_turned")


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
        help_text="都不选就人人都问；同一项选几个答案，有一个就算符合",
    )
    number_field = forms.ChoiceField(label="还看哪个数", required=False)
    number_how = forms.ChoiceField(
        label="怎么比", required=False, choices=list(COMPARISONS.items())
    )
    number = forms.DecimalField(label="比多少", required=False, min_value=0, decimal_places=2)
    join = forms.ChoiceField(label="选了几样时", required=False, choices=list(JOINS.items()))
    is_turned = forms.BooleanField(label="反过来：符合的不问，别人才问", required=False)
    prefill = forms.ChoiceField(
        label="先替群众填好",
        required=False,
        help_text="只给本人看，写明从哪里来，都能改；承诺、签字、照片不替人填",
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
        numbers = [(one, label_of(one, rule)) for one, rule in earlier if kind_of(rule) in NUMBERS]
        self._choose("number_field", [("", "不看"), *numbers])
        self._choose("prefill", [("", "不填，等群众自己写"), *SOURCES.items()])
        if self.table:
            for other in ("page", "title", "section", "prefill"):
                del self.fields[other]
        self.rules = inside.get("properties", {})
        condition = when(self.old) if self.old else None
        self.has_condition = condition is not None or bool(data and data.getlist("asked_if"))
        self.fixed = condition if read(condition, self.rules) is None else None
        self.initial = _shown(form, name, self.old, inside)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        is_choice = bool(given.get("label")) and given.get("kind") in ("choice", "choices")
        if is_choice and len(_lines(given.get("options", ""))) < 2:
            self.add_error("options", "至少写两个答案，一行一个")
        if given.get("number_field") and given.get("number") is None:
            self.add_error("number", "还没写比多少")
        if not fits(given.get("prefill", ""), str(given.get("kind"))):
            self.add_error("prefill", "这样填的和“填什么”对不上，换一种")
        return given

    @property
    def plain(self) -> list[forms.BoundField]:
        """What is asked and where it stands."""
        return [field for field in self.visible_fields() if field.name not in ASKING]

    @property
    def conditions(self) -> list[forms.BoundField]:
        """When it is asked; nothing of it where no earlier field can be looked at."""
        if not self.fields["asked_if"].choices:  # type: ignore[attr-defined]
            return []
        has_numbers = len(self.fields["number_field"].choices) > 1  # type: ignore[attr-defined]
        return [self[name] for name in ASKING if has_numbers or not name.startswith("number")]

    @property
    def is_wrong_inside(self) -> bool:
        """Whether what is wrong stands among the conditions, which are folded away."""
        return any(name in self.errors for name in ASKING)

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
            when=self.fixed or written(self.asking(), self.rules),
            prefill=given.get("prefill", ""),
        )

    def asking(self) -> Asking:
        """Return when it is to be asked, as it was filled in."""
        given = self.cleaned_data
        number = None
        if given["number_field"]:
            how = given["number_how"] or "at_least"
            number = (given["number_field"], how, whole(given["number"]))
        join = given["join"] or "all"
        return Asking(tuple(given["asked_if"]), number, join, given["is_turned"])

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
        self.inside = [
            (told["title"], [one["label"] for one in told["fields"]])
            for _, told in sorted(blocks().items())
        ]
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
        "prefill": told.get("prefill", ""),
        **_asked(read(when(rule), inside.get("properties", {}))),
    }


def _asked(asking: Asking | None) -> dict[str, Any]:
    if asking is None:
        return {}
    name, how, number = asking.number or ("", "", None)
    return {
        "asked_if": list(asking.ticked),
        "number_field": name,
        "number_how": how,
        "number": number,
        "join": asking.join,
        "is_turned": asking.is_turned,
    }


def _pages(form: Form) -> list[tuple[int, str]]:
    numbers = sorted({page_of(rule) for _, rule in in_order(form)})
    return list(zip(numbers, (title for title, _ in topics(form)), strict=True))


def _before(form: Form, name: str) -> list[tuple[str, Any]]:
    rows = in_order(form)
    names = [one for one, _ in rows]
    return rows[: names.index(name)] if name in names else rows


def _answers(fields: list[tuple[str, Any]], tree: Tree | None) -> list[tuple[str, str]]:
    told = [one for name, rule in fields for one in _answers_to(name, rule)]
    leaves = tree.leaves if tree else ()
    return [*((f"{SCENARIO}={leaf.key}", f"情形是“{leaf.name}”") for leaf in leaves), *told]


def _answers_to(name: str, rule: Any) -> list[tuple[str, str]]:
    labels, words = hints(rule).get("labels", {}), label_of(name, rule)
    if labels and not is_table(rule):
        return [(f"{name}={value}", f"“{words}”答“{said}”") for value, said in labels.items()]
    if kind_of(rule) in ("boolean", "declaration"):
        return [(f"{name}=true", f"“{words}”打了钩")]
    return [(f"{name}={FILLED}", f"填了“{words}”")]


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
