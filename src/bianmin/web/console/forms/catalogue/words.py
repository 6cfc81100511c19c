"""说法表单: a word, and the item or the meaning that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from bianmin.catalogue.models import ServiceItem
from bianmin.catalogue.queries import active
from bianmin.catalogue.words import shipped_meanings
from bianmin.rules.errors import Invalid

Data = Mapping[str, Any] | None
ITEMS, MEANINGS = "known-items", "known-meanings"
"""Where the page keeps its two lists of suggestions, once for all its boxes."""


class WordFilterForm(forms.Form):
    """筛选: words by what is in them."""

    q = forms.CharField(label="说法或意思", max_length=30, required=False)
    of = forms.ChoiceField(
        label="哪里来的",
        choices=[("", "全部"), ("added", "后来加的"), ("shipped", "随附的")],
        required=False,
    )


class NamingForm(forms.Form):
    """指到事项: the item by its name, as the list of suggestions fills it in."""

    word = forms.CharField(label="说法", max_length=30)
    item = forms.CharField(
        label="指哪个事项",
        max_length=120,
        widget=forms.TextInput(attrs={"list": ITEMS, "autocomplete": "off"}),
    )

    def chosen(self) -> ServiceItem:
        """Return the item named; Invalid when none or several are called so."""
        said = self.cleaned_data["item"].strip()
        found = [i for i in active() if said in (i.plain_name, i.name, i.code)]
        if len(found) != 1:
            wrong = "没有这个事项，请从提示里选" if not found else "有几个事项叫这个名字，请写编码"
            raise Invalid(wrong, {"item": wrong})
        return found[0]


class MeaningForm(forms.Form):
    """同义: the meaning by its word, as the list of suggestions fills it in."""

    word = forms.CharField(label="说法", max_length=30)
    means = forms.CharField(
        label="和哪个词一个意思",
        max_length=20,
        widget=forms.TextInput(attrs={"list": MEANINGS, "autocomplete": "off"}),
    )


def suggestions() -> dict[str, object]:
    """Return the two lists of suggestions, under the names their boxes know."""
    return {
        "item_names": active().order_by("plain_name").values_list("plain_name", flat=True),
        "meanings": shipped_meanings(),
        "items_id": ITEMS,
        "meanings_id": MEANINGS,
    }
