"""情形表单: one question with its answers, one leaf with its materials and its own rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from bianmin.catalogue.trees import NEW_LEAF
from bianmin.rules.forms import in_order, label_of
from bianmin.rules.limits import UNIT_LABELS
from bianmin.rules.lists import MODES, MODES_OF, Tier
from bianmin.rules.scenarios import Leaf, Question, Tree

ROWS = 6


class QuestionForm(forms.Form):
    """问题: its words, a hint, and up to six answers, each with where it leads."""

    key = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    text = forms.CharField(label="问什么", required=False, max_length=30)
    hint = forms.CharField(label="提示", required=False, max_length=30)

    def __init__(self, data: Any = None, *, tree: Tree | None, question: Question | None) -> None:
        super().__init__(data)
        questions, leaves = (tree.questions, tree.leaves) if tree else ((), ())
        ways = [
            ("", "还没定"),
            (NEW_LEAF, "新的情形"),
            *((one.key, f"接着问：{one.text}") for one in questions),
            *((one.key, f"情形：{one.name}") for one in leaves),
        ]
        options = question.options if question else ()
        self.rows = []
        for n in range(max(ROWS, len(options) + 1)):
            words, to = (options[n].text, options[n].to) if n < len(options) else ("", "")
            self.fields[f"text_{n}"] = forms.CharField(
                label=f"答案 {n + 1}", required=False, max_length=30, initial=words
            )
            self.fields[f"to_{n}"] = forms.ChoiceField(
                label=f"答案 {n + 1} 去哪里", required=False, choices=ways, initial=to
            )
            self.rows.append((self[f"text_{n}"], self[f"to_{n}"]))
        if question:
            self.initial = {"key": question.key, "text": question.text, "hint": question.hint}

    def options(self) -> list[tuple[str, str]]:
        """Return the answers that have words, in their order."""
        given = self.cleaned_data
        rows = range(len(self.rows))
        return [(given[f"text_{n}"], given[f"to_{n}"]) for n in rows if given[f"text_{n}"]]


AS_GUIDE = ("", "同指南")
UNITS = [(unit.value, words) for unit, words in UNIT_LABELS.items()]
FEES = [AS_GUIDE, ("free", "不收费"), ("charged", "要收费")]
NOT_HERE = "none"


class LeafForm(forms.Form):
    """情形: its name and materials, and what it says for itself: limit, fee, path, questions."""

    key = forms.CharField(max_length=16, widget=forms.HiddenInput)
    name = forms.CharField(label="情形的名字", required=False, max_length=30)
    materials = forms.MultipleChoiceField(
        label="要带的材料", required=False, widget=forms.CheckboxSelectMultiple
    )
    amount = forms.IntegerField(
        label="承诺时限", required=False, min_value=0, max_value=999, help_text="空着就同指南"
    )
    limit_unit = forms.ChoiceField(label="时限单位", choices=UNITS, required=False)
    fee = forms.ChoiceField(label="收费", choices=FEES, required=False)
    fee_text = forms.CharField(label="收费标准", required=False, max_length=30)
    fee_basis = forms.CharField(label="收费依据", required=False, max_length=100)
    village = forms.ChoiceField(label="村里怎么办", required=False)
    township = forms.ChoiceField(label="镇里怎么办", required=False)
    fields_asked = forms.MultipleChoiceField(
        label="申请表只填这些",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="一个不勾，就全部要填",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        guide: Mapping[str, Any],
        form: Mapping[str, Any],
        leaf: Leaf | None,
    ) -> None:
        super().__init__(data)
        self.guide = guide
        choices = {
            "materials": [(m["key"], m.get("name", "")) for m in guide.get("materials", ())],
            "village": _modes(Tier.VILLAGE),
            "township": _modes(Tier.TOWNSHIP),
            "fields_asked": [(name, label_of(name, rule)) for name, rule in in_order(form)],
        }
        for name, each in choices.items():
            self.fields[name].choices = each  # type: ignore[attr-defined]
        if leaf:
            self.initial = _first(leaf)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("fee") == "charged" and not given.get("fee_text", "").strip():
            self.add_error("fee_text", "要收费，请写收费标准")
        if given.get("amount") == 0 and given.get("limit_unit") not in ("", "workday"):
            self.add_error("amount", "当天办好写 0 个工作日")
        return given

    def own(self) -> dict[str, Any]:
        """Return what the leaf says for itself; None is as the guide says."""
        given = self.cleaned_data
        amount, fee = given["amount"], given["fee"]
        unit = given["limit_unit"] or "workday"
        told = {"charged": fee == "charged", "text": given["fee_text"].strip() or "不收费"}
        return {
            "promised_limit": None if amount is None else {"amount": amount, "unit": unit},
            "fee": told | {"basis": given["fee_basis"].strip()} if fee else None,
            "path": self._path(given["village"], given["township"]),
            "fields": list(given["fields_asked"]) or None,
        }

    def _path(self, village: str, township: str) -> dict[str, Any] | None:
        """The guide's path with what differs; None when nothing does."""
        if not village and not township:
            return None
        chosen = {"village": village, "township": township}
        said = {tier: None if mode == NOT_HERE else mode for tier, mode in chosen.items() if mode}
        return dict(self.guide.get("path") or {}) | said


def _modes(tier: Tier) -> list[tuple[str, str]]:
    known = [(mode.value, MODES[mode]) for mode in MODES_OF[tier]]
    return [AS_GUIDE, *known, (NOT_HERE, "不在这里办")]


def _first(leaf: Leaf) -> dict[str, Any]:
    """What the leaf says now, as the form shows it."""
    limit, fee, path = (leaf.own.get(name) or {} for name in ("promised_limit", "fee", "path"))
    return {
        "key": leaf.key,
        "name": leaf.name,
        "materials": leaf.materials,
        "amount": limit.get("amount"),
        "limit_unit": limit.get("unit", "workday"),
        "fee": {True: "charged", False: "free"}[bool(fee.get("charged"))] if fee else "",
        "fee_text": fee.get("text", ""),
        "fee_basis": fee.get("basis", ""),
        "village": (path.get("village") or NOT_HERE) if path else "",
        "township": (path.get("township") or NOT_HERE) if path else "",
        "fields_asked": leaf.fields or (),
    }


class OrderForm(forms.Form):
    """换先后: which question or leaf, and where to."""

    key = forms.CharField(max_length=16)
    to = forms.ChoiceField(choices=[("up", "上移"), ("down", "下移")])
