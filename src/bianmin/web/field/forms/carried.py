"""代办件表单: what an agent does with a case they carry: mend it, bring it home, take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from bianmin.web.field.forms.applying import photo_field, refuse_large
from bianmin.web.frame.fields import DayField

Data = Mapping[str, Any] | None
WHY_WITHDRAWN = ("本人不想办了", "填错了，要重新申请", "改到窗口办", "别的原因")


class DeliveryForm(forms.Form):
    """送达: who signed for the result at home, by which mandate, and when."""

    receiver = forms.CharField(label="谁签收的", max_length=50)
    mandate = forms.CharField(
        label="代收的关系和凭据",
        help_text="不是本人签收才填，如：老伴，同住",
        max_length=100,
        required=False,
    )
    on = DayField("哪天送到的", help_text="今天送到的不用填", required=False)


class HandedInForm(forms.Form):
    """补正: each paper that was asked for, photographed again, or fetched on paper."""

    def __init__(
        self,
        data: Data = None,
        files: Any = None,
        *,
        waiting: Sequence[tuple[str, str]],
        may_be_none: bool = False,
    ) -> None:
        super().__init__(data, files)
        self.waiting, self.may_be_none = dict(waiting), may_be_none
        for key, name in waiting:
            self.fields[f"photo-{key}"] = photo_field(f"重拍{name}")
            self.fields[f"paper-{key}"] = forms.BooleanField(
                label=f"{name}：纸质的取到了，送到镇里", required=False
            )

    def clean(self) -> dict[str, Any]:
        refuse_large(self)
        if not self.errors and not self.may_be_none and not self.received():
            self.add_error(None, "请至少拍一样，或勾上取到的材料")
        return self.cleaned_data

    def received(self) -> dict[str, str]:
        """Return what came, in either way."""
        got = self.cleaned_data
        keys = [k for k in self.waiting if got.get(f"photo-{k}") or got.get(f"paper-{k}")]
        return dict.fromkeys(keys, "received")

    def photos(self) -> list[tuple[str, UploadedFile[bytes]]]:
        """Return the photographs that were taken, each with the paper's name."""
        found = [(name, self.cleaned_data[f"photo-{key}"]) for key, name in self.waiting.items()]
        return [(name, photo) for name, photo in found if photo]


class WithdrawalForm(forms.Form):
    """撤回: the villager's own wish, said by the agent who carries the case."""

    reason = forms.ChoiceField(
        label="本人为什么撤回",
        choices=[(words, words) for words in WHY_WITHDRAWN],
        widget=forms.RadioSelect,
    )
    consent = forms.BooleanField(
        label="问过本人，是本人要撤回",
        error_messages={"required": "先问清楚本人，是本人要撤再打勾"},
    )
