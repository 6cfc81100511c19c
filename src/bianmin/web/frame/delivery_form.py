"""送达方式表单: how the result shall come; asked alike of the applicant and at the window."""

from __future__ import annotations

from typing import Any

from django import forms

from bianmin.cases.models import DeliveryChoice
from bianmin.rules.delivery import WISHES, Mode, check_choice
from bianmin.rules.errors import Invalid

LONGEST_ADDRESS = 100


class DeliveryChoiceForm(forms.Form):
    """选送达方式: one of four; an address where it is to be posted."""

    mode = forms.ChoiceField(
        label="办好了，结果怎么给您",
        choices=[(mode.value, WISHES[mode]) for mode in Mode],
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label="寄到哪里",
        help_text="选“寄给我”才填，写到门牌号",
        max_length=LONGEST_ADDRESS,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    def leave_out(self, mode: Mode) -> None:
        """不给选: what this visitor cannot choose (a relative opens no result)."""
        field = self.fields["mode"]
        kept = [pair for pair in WISHES.items() if pair[0] is not mode]
        field.choices = [(one.value, words) for one, words in kept]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        check_address(self, given.get("mode", ""), given.get("address", ""), "address")
        return given


def check_address(form: forms.Form, mode: str, address: str, field: str) -> None:
    """Put what is wrong with the address at its field, before anything is written."""
    try:
        check_choice(Mode(mode or Mode.PICKUP.value), address)
    except Invalid as wrong:
        form.add_error(field, next(iter(wrong.fields.values())))


def initial_of(mode: Mode, choice: DeliveryChoice | None) -> dict[str, str]:
    """Return what stands in the form at first: what was chosen last, or what would happen."""
    return {"mode": mode.value, "address": choice.address.clear() if choice else ""}
