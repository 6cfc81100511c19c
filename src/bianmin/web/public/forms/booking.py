"""预约表单: who goes first, and for whom one books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from bianmin.accounts.models import Mandate
from bianmin.web.frame.queueing import ClaimForm
from bianmin.web.public.forms.applying import told


class BookForm(ClaimForm):
    """预约: for oneself, or for somebody whose mandate one holds."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, mandates: Sequence[Mandate]
    ) -> None:
        super().__init__(data)
        if not mandates:
            return
        choices = [(0, "我自己"), *((one.pk, told(one)) for one in mandates)]
        self.fields["whom"] = forms.TypedChoiceField(
            label="替谁约", coerce=int, choices=choices, initial=0, widget=forms.RadioSelect
        )
        self.fields["claim"].label = "来办事的人是"
        self.order_fields(["whom", "claim"])

    def whom(self) -> int:
        """Return the mandate, 0 for oneself."""
        return int(self.cleaned_data.get("whom") or 0)
