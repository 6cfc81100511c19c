"""委托表单: both sides as their cards say, what was signed, the paper; and why one ends."""

from __future__ import annotations

from typing import Any

from django import forms

from bianmin.rules.mandates import ENDS, Side
from bianmin.web.frame.fields import IdNumberField, MobileField, PersonNameField, PhotosField
from bianmin.web.frame.mandate_form import ScopeForm


class RecordForm(ScopeForm):
    """窗口登记委托: with both cards at hand and the paper signed before the clerk."""

    principal_name = PersonNameField("被代办的人：姓名", autocomplete="off")
    principal_id_number = IdNumberField("被代办的人：身份证号")
    principal_phone = MobileField(
        "被代办的人：手机号",
        required=False,
        help_text="没有手机的不填，就收不到替办的短信",
    )
    holder_name = PersonNameField("代办的家人：姓名", autocomplete="off")
    holder_id_number = IdNumberField("代办的家人：身份证号")
    holder_phone = MobileField("代办的家人：手机号", help_text="用这个手机号登录，才能替办")
    document = forms.CharField(
        label="监护证明",
        max_length=100,
        required=False,
        help_text="监护人才填：户口簿、出生医学证明、法院判决书的编号",
    )
    paper = PhotosField("委托书（监护证明）的照片", help_text="本人签了名的")
    is_seen = forms.BooleanField(label="两个人的身份证都核对过；委托书是本人当面签的")
    field_order = (
        *("principal_name", "principal_id_number", "principal_phone"),
        *("holder_name", "holder_id_number", "holder_phone"),
        *("relation", "document", "months", "scope", "areas", "ends_others", "paper", "is_seen"),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, guardians=True)
        self.fields["relation"].label = "家人是他（她）的"
        self.fields["paper"].error_messages["required"] = "请拍签了名的委托书"
        self.fields["is_seen"].error_messages["required"] = "核对过才能登记"

    def side(self, name: str) -> dict[str, str]:
        """Return what was typed of one side."""
        return {
            field: self.cleaned_data[f"{name}_{field}"] for field in ("name", "id_number", "phone")
        }


class FindForm(forms.Form):
    """查委托: by the card of either side."""

    id_number = IdNumberField("身份证号")


class EndForm(forms.Form):
    """停止委托: on whose word, and why."""

    end = forms.ChoiceField(
        label="为什么停",
        choices=[
            (end.value, ground.words) for end, ground in ENDS.items() if Side.WINDOW in ground.sides
        ],
    )
    reason = forms.CharField(label="谁来停的、凭什么证件", max_length=100)
