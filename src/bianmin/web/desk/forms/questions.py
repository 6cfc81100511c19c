"""群众提问的表单: what was asked and by whom, the answer, and to whom it goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from bianmin.accounts.models import User
from bianmin.feedback.asking import LONGEST_ANSWER, LONGEST_QUESTION
from bianmin.feedback.first_ask import LONGEST_NOTE, Asker
from bianmin.rules.first_ask import CHANNEL_LABELS, NOTED, AskChannel
from bianmin.web.frame.fields import MobileField, PersonNameField


class AnswerForm(forms.Form):
    """答复: in words that the asker understands."""

    words = forms.CharField(
        label="答复", max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 3})
    )


class NoteForm(forms.Form):
    """登记首问: what somebody asks at the window or on the telephone."""

    channel = forms.ChoiceField(
        label="怎么问的", choices=[(kind.value, CHANNEL_LABELS[kind]) for kind in NOTED]
    )
    name = PersonNameField(autocomplete="off", required=False)
    phone = MobileField(required=False, help_text="当场答复的可以不填")
    words = forms.CharField(
        label="问的是什么", max_length=LONGEST_QUESTION, widget=forms.Textarea(attrs={"rows": 2})
    )
    answer = forms.CharField(
        label="当场答复",
        help_text="不能当场答复的空着，由您负责到底",
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def told(self) -> dict[str, Any]:
        """Return what the command is told."""
        given = self.cleaned_data
        return {
            "channel": AskChannel(given["channel"]),
            "asker": Asker(given["name"], given["phone"]),
            "words": given["words"],
            "answer": given["answer"],
        }


class OfferForm(forms.Form):
    """转办: to whom, and what they should know."""

    taker = forms.TypedChoiceField(label="转给谁", coerce=int)
    note = forms.CharField(label="说明", max_length=LONGEST_NOTE, required=False)

    def __init__(self, data: Any = None, *, colleagues: Iterable[User]) -> None:
        super().__init__(data, auto_id="offer-%s")
        self.fields["taker"].choices = [  # type: ignore[attr-defined]
            ("", "请选一位同事"),
            *((user.pk, user.display_name) for user in colleagues),
        ]


class DeclineForm(forms.Form):
    """不接: why not."""

    reason = forms.CharField(label="为什么不接", max_length=LONGEST_NOTE)
