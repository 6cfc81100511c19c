"""选要办的: which items of a bundle, and which scenario of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from bianmin.catalogue.bundles import Part
from bianmin.catalogue.scenarios import tree_in
from bianmin.rules.chains import FEWEST

Data = Mapping[str, Any] | None
TOO_FEW = f"至少选{'两' if FEWEST == 2 else FEWEST}件；只办一件，请直接申请那一件"
NO_LEAF = "请选一种情形"


@dataclass(frozen=True)
class Row:
    """一件: its box, the choice of its scenario where it has several, and the item itself."""

    box: forms.BoundField
    leaf: forms.BoundField | None
    part: Part


class ItemsForm(forms.Form):
    """选要办的: one box for each item, and its scenarios where it has several."""

    def __init__(self, data: Data = None, *, parts: Sequence[Part]) -> None:
        super().__init__(data)
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

    def rows(self) -> list[Row]:
        return [
            Row(self[f"item-{part.step.code}"], self._leaf_field(part), part) for part in self.parts
        ]

    def clean(self) -> dict[str, Any]:
        chosen = self.chosen()
        if len(chosen) < FEWEST:
            self.add_error(None, TOO_FEW)
        for code, leaf in chosen.items():
            if f"leaf-{code}" in self.fields and not leaf:
                self.add_error(f"leaf-{code}", NO_LEAF)
        return self.cleaned_data

    def chosen(self) -> dict[str, str]:
        """Return the codes of the chosen items, each with its scenario."""
        given = self.cleaned_data
        return {
            part.step.code: part.step.leaf or given.get(f"leaf-{part.step.code}", "")
            for part in self.parts
            if given.get(f"item-{part.step.code}")
        }

    def _leaf_field(self, part: Part) -> forms.BoundField | None:
        name = f"leaf-{part.step.code}"
        return self[name] if name in self.fields else None
