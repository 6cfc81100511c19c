"""一链办理的表单: which items, which scenario of each; and which of them to give up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from bianmin.catalogue.bundles import Part
from bianmin.web.frame.items_form import ItemsForm as ChosenItems
from bianmin.web.public.forms.following import WHY_WITHDRAWN

Data = Mapping[str, Any] | None


class ItemsForm(ChosenItems):
    """选要办的: and where one lives, as it was chosen before."""

    place = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Data = None, *, parts: Sequence[Part], place: int) -> None:
        super().__init__(data, parts=parts)
        self.initial = {"place": place}


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
