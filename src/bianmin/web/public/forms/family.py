"""委托表单: whom one wants to act for, in what, for how long; the code; and why it ends."""

from __future__ import annotations

from django import forms

from bianmin.accounts.commands.mandates import Wanted
from bianmin.catalogue.models import ItemVersion
from bianmin.web.frame.fields import DigitsField, IdNumberField, MobileField, PersonNameField
from bianmin.web.frame.mandate_form import Data, ScopeForm


class AskForm(ScopeForm):
    """替家人办: whose mandate one asks for."""

    name = PersonNameField("他（她）的姓名", autocomplete="off")
    id_number = IdNumberField("他（她）的身份证号")
    field_order = ("name", "id_number", "relation", "months", "scope", "areas", "ends_others")

    def __init__(
        self, data: Data = None, *, item: ItemVersion | None = None, holds: bool = False
    ) -> None:
        super().__init__(data, item=item)
        if not holds:
            del self.fields["ends_others"]  # there is nothing to end

    def asked(self) -> Wanted:
        return self.wanted(self.cleaned_data["name"], self.cleaned_data["id_number"])


class CodeForm(forms.Form):
    """对方的验证码: read out from the principal's phone."""

    code = DigitsField("短信验证码", help_text="6 位数字，5 分钟内有效")


class PhoneForm(forms.Form):
    """本人的手机号: to stop what was given."""

    phone = MobileField(help_text="您自己的手机号，我们发一条验证码给您，不收费")
