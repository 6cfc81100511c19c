from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from bianmin.web.desk import worklist

CHANNELS = (("", "全部"), ("online", "网上"), ("counter", "窗口"), ("agent", "代办"))


class FilterForm(forms.Form):
    """筛选: narrows the worklist; a wrong choice narrows nothing."""

    unit = forms.TypedChoiceField(label="县区", required=False, coerce=int)
    item = forms.TypedChoiceField(label="事项", required=False, coerce=int, empty_value=None)
    channel = forms.ChoiceField(label="来源", choices=CHANNELS, required=False)
    tab = forms.ChoiceField(
        choices=[(key, key) for key in worklist.KEYS], required=False, widget=forms.HiddenInput
    )

    def __init__(
        self, data: Any, *, items: Iterable[tuple[int, str]], units: Sequence[tuple[int, str]] = ()
    ) -> None:
        super().__init__(data)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        if len(units) < 2:
            del self.fields["unit"]
        self.fields["item"].choices = [("", "全部"), *items]  # type: ignore[attr-defined]

    def chosen(self, default_tab: str) -> tuple[str, int | None, str]:
        """Return tab, item and channel; what is not among the choices is not chosen."""
        self.is_valid()
        found = self.cleaned_data
        return found.get("tab") or default_tab, found.get("item"), found.get("channel", "")


class SearchForm(forms.Form):
    """查找: a case number, an identity number or a phone; never sent in the address."""

    words = forms.CharField(
        label="办件号、身份证号或手机号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input"}),
    )
