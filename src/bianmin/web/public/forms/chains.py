"""一链办理的表单: which items, which scenario of each; and which of them to give up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from bianmin.catalogue.bundles import Part
from bianmin.catalogue.scenarios import tree_in
from bianmin.rules.chains import FEWEST
from bianmin.web.public.forms.following import WHY_WITHDRAWN

Data = Mapping[str, Any] | None


class ItemsForm(forms.Form):
    """选要办的: one box for each item, and its scenarios where it has several."""

    place = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Data = None, *, parts: Sequence[Part], place: int) -> None:
        super().__init__(data, initial={"place": place})
        self.parts = parts
        for part in parts:
            code = part.step.code
            self.fields[f"item-{code}"] = forms.BooleanField(
                label=part.asked.plain_name,
                required=False,
                initial=True,
            )
            tree = None if part.step.leaf else tree_in(part.version)
            if tree is not None:
                self.fields[f"leaf-{code}"] = forms.ChoiceField(
                    label=f"{part.asked.plain_name}：您是哪种情形",
                    choices=[("", "请选择"), *((leaf.key, leaf.name) for leaf in tree.leaves)],
                    required=False,
                )

    def clean(self) -> dict[str, Any]:
        chosen = self.chosen()
        if len(chosen) < FEWEST:
            self.add_error(None, "至少选两件；只办一件，请直接申请那一件")
        for code, leaf in chosen.items():
            if f"leaf-{code}" in self.fields and not leaf:
                self.add_error(f"leaf-{code}", "请选一种情形")
        return self.cleaned_data

    def chosen(self) -> dict[str, str]:
        """Return the codes of the chosen items, each with its scenario."""
        given = self.cleaned_data
        return {
            part.step.code: part.step.leaf or given.get(f"leaf-{part.step.code}", "")
            for part in self.parts
            if given.get(f"item-{part.step.code}")
        }


class ChainWithdrawalForm(forms.Form):
    """撤回: which of the items, all at first, and why."""

    numbers = forms.MultipleChoiceField(
        label="撤回哪几件",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选要撤回哪几件"},
    )
    reason = forms.ChoiceField(
        label="为什么撤回",
        choices=[(words, words) for words in WHY_WITHDRAWN],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Data = None, *, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["numbers"].choices = choices  # type: ignore[attr-defined]
