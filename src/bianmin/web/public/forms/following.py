"""跟踪表单: the two boxes that find a case, and what its applicant does with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from bianmin.web.frame.fields import PhotosField, QueryCodeField

Data = Mapping[str, Any] | None
WHY_WITHDRAWN = (
    "不想办了",
    "填错了，要重新申请",
    "改到窗口办，或请代办员办",
    "别的原因",
)


class FollowForm(forms.Form):
    """查进度: a number and the six digits that came with it."""

    number = forms.CharField(
        label="办件号",
        max_length=24,
        help_text="LC 开头，在短信或受理单上",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = QueryCodeField()


class ResultForm(forms.Form):
    """打开结果: the six digits that came with the case."""

    code = QueryCodeField()


class WithdrawalForm(forms.Form):
    """撤回: why, in one tap."""

    reason = forms.ChoiceField(
        label="为什么撤回",
        choices=[(words, words) for words in WHY_WITHDRAWN],
        widget=forms.RadioSelect,
    )


@dataclass(frozen=True)
class Wanted:
    """要补的一样: one line of the slip, and how many photographs of it have come since."""

    field: str
    key: str  # of the material; blank when the line is about something else
    what: str
    why: str
    how: str
    arrived: int


class MendForm(forms.Form):
    """补材料: photographs for each line of the slip."""

    def __init__(self, data: Data = None, files: Any = None, *, wanted: Sequence[Wanted]) -> None:
        super().__init__(data, files)
        self.wanted = wanted
        for one in wanted:
            self.fields[one.field] = PhotosField(
                one.what, help_text=f"{one.why}。{one.how}", required=False
            )

    def photos(self) -> list[tuple[Wanted, Any]]:
        """Return the photographs that are well, each with its line."""
        return [
            (one, photo) for one in self.wanted for photo in self.cleaned_data.get(one.field) or ()
        ]

    def ask_for_the_rest(self) -> None:
        """Say which lines are still without a photograph."""
        for one in self.wanted:
            lacks = one.key and not one.arrived and not self.cleaned_data.get(one.field)
            if lacks and one.field not in self.errors:
                self.add_error(one.field, "这一样还没拍")

    @property
    def lines(self) -> list[tuple[Wanted, forms.BoundField]]:
        return [(one, self[one.field]) for one in self.wanted]
