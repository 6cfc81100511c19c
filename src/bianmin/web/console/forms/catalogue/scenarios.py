"""情形表单: one question with its answers, one leaf with its materials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from bianmin.catalogue.trees import NEW_LEAF
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


class LeafForm(forms.Form):
    """情形: its name and the materials of the guide that it asks for."""

    key = forms.CharField(max_length=16, widget=forms.HiddenInput)
    name = forms.CharField(label="情形的名字", required=False, max_length=30)
    materials = forms.MultipleChoiceField(
        label="要带的材料", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, guide: Mapping[str, Any], leaf: Leaf | None) -> None:
        super().__init__(data)
        choices = [(m["key"], m.get("name", "")) for m in guide.get("materials", ())]
        self.fields["materials"].choices = choices  # type: ignore[attr-defined]
        if leaf:
            self.initial = {"key": leaf.key, "name": leaf.name, "materials": leaf.materials}
