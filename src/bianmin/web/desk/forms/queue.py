"""叫号表单: at which window, how a ticket ended, where it is sent on to, and why it goes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from bianmin.rules.queue import CLAIMS, TICKET_OUTCOMES, Claim, TicketOutcome
from bianmin.workforce.models import Post

NOT_SAID = "none"
Data = Mapping[str, Any] | None


class WindowForm(forms.Form):
    """窗口: where the clerk sits now."""

    window = forms.ModelChoiceField(Post.objects.none(), label="我的窗口", empty_label=None)

    def __init__(self, data: Data = None, *, windows: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["window"].queryset = windows  # type: ignore[attr-defined]


class PlainForm(forms.Form):
    """一个按钮: asks nothing; carries the refusal."""


class EndForm(forms.Form):
    """办完: what came of it; with a number when a case was taken in."""

    outcome = forms.ChoiceField(
        label="结果",
        choices=[
            ("", "选结果…"),
            *((o.value, words) for o, words in TICKET_OUTCOMES.items() if o.value),
            (NOT_SAID, f"{TICKET_OUTCOMES[TicketOutcome.NONE]}（报负责人）"),
        ],
        error_messages={"required": "先选办得怎么样，再叫下一位"},
    )
    case_number = forms.CharField(
        label="办件号",
        required=False,
        max_length=24,
        widget=forms.TextInput({"placeholder": "收了件填办件号"}),
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("outcome") == TicketOutcome.CASE and not given.get("case_number"):
            self.add_error("case_number", "请填收了的办件号")
        return given

    def given(self) -> dict[str, Any]:
        """Return what the command is told."""
        said = self.cleaned_data["outcome"]
        outcome = TicketOutcome.NONE if said == NOT_SAID else TicketOutcome(said)
        return {"outcome": outcome, "case_number": self.cleaned_data["case_number"]}


class TransferForm(forms.Form):
    """转窗口: to one of the other windows, or whichever is free first."""

    to = forms.TypedChoiceField(label="转到", coerce=int, empty_value=None, required=False)

    def __init__(self, data: Data = None, *, others: Sequence[Post], **options: Any) -> None:
        super().__init__(data, **options)
        self.others = {one.pk: one for one in others}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", "先空出来的窗口"),
            *((one.pk, one.name) for one in others),
        ]

    def chosen(self) -> Post | None:
        """Return the window, or None for whichever is free first."""
        return self.others.get(self.cleaned_data["to"])


class PriorityForm(forms.Form):
    """优先: what the card in hand says; its number is read, not kept."""

    claim = forms.TypedChoiceField(
        label="优先的原因",
        choices=[(claim.value, words) for claim, words in CLAIMS.items()],
        coerce=Claim,
    )
    id_number = forms.CharField(
        label="身份证号",
        required=False,
        max_length=24,
        help_text="老年人要核身份证；只核年龄，不保存",
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class SettleForm(forms.Form):
    """核实: what was found out about a ticket that ended without an outcome."""

    remedy = forms.CharField(
        label="核实的情况", max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
