"""配套服务表单: which services of the standard a site has."""

from __future__ import annotations

from typing import Any

from django import forms

from bianmin.catalogue.services import standard


class ServicesForm(forms.Form):
    """登记配套服务: everything that is there, ticked."""

    has = forms.MultipleChoiceField(
        label="本站有的",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "标准里没有这一项，请刷新后再勾"},
    )

    def __init__(self, data: Any = None, *, kind: str, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["has"].choices = [  # type: ignore[attr-defined]
            (each.code, each.name) for _, group in standard().at(kind) for each in group
        ]
