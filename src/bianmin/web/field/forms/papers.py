"""材料的表单: what is taken from the resident; which papers go to the centre."""

from __future__ import annotations

from typing import Any

from django import forms

from bianmin.assistance.file import OrderFile
from bianmin.rules.custody import MOST_COPIES, Taken

NONE, ORIGINAL, COPY = "", "original", "copy"
KINDS = [(NONE, "不取"), (ORIGINAL, "原件"), (COPY, "复印件")]


class TakeForm(forms.Form):
    """取材料: for each paper of the guide, the original or copies, and how many."""

    def __init__(self, data: Any = None, *, file: OrderFile, **options: Any) -> None:
        super().__init__(data, **options)
        version = file.order.item.current
        materials = version.guide.get("materials", ()) if version else ()
        self.names: dict[str, str] = {
            m["key"]: str(m.get("plain_name") or m["name"])[:60] for m in materials
        }
        for key, name in self.names.items():
            self.fields[f"m-{key}"] = forms.ChoiceField(label=name, choices=KINDS, required=False)
            self.fields[f"n-{key}"] = forms.IntegerField(
                label=f"{name}几份", initial=1, min_value=1, max_value=MOST_COPIES, required=False
            )

    def taken(self) -> list[Taken]:
        given = self.cleaned_data
        return [
            Taken(name, given[f"m-{key}"] == ORIGINAL, given[f"n-{key}"] or 1)
            for key, name in self.names.items()
            if given[f"m-{key}"]
        ]
