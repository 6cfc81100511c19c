"""自助机的表单: number and code, or the slip; nothing of them is remembered by the browser."""

from __future__ import annotations

import re

from django import forms

from bianmin.rules.errors import Invalid
from bianmin.rules.numbers import parse_case_number
from bianmin.web.frame.fields import QueryCodeField

SLIP = re.compile(r"[0-9]{2}[0-9a-f]{32}")
PREFIX = "LC"


class CaseForm(forms.Form):
    """查进度: the digits of the number are enough, a keypad has no letters."""

    number = forms.CharField(
        label="办件号（LC 后面的 15 位数字）",
        max_length=24,
        error_messages={"required": "请输入办件号，在短信或受理单上"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    code = QueryCodeField("6 位查询码")

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["code"].widget.attrs["autocomplete"] = "off"

    def clean_number(self) -> str:
        typed = re.sub(r"[\s\-]", "", self.cleaned_data["number"]).upper()
        whole = typed if typed.startswith(PREFIX) else PREFIX + typed
        try:
            return str(parse_case_number(whole))
        except Invalid as wrong:
            raise forms.ValidationError(str(wrong)) from None


class SlipForm(forms.Form):
    """扫小票: what the scanner reads of the slip's code, a link or its secret alone."""

    slip = forms.CharField(
        label="扫一扫小票上的二维码",
        max_length=200,
        error_messages={"required": "请把小票上的二维码对准扫码口"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_slip(self) -> str:
        found = SLIP.findall(self.cleaned_data["slip"].lower())
        if not found:
            raise forms.ValidationError("这不是本大厅的小票，请换办件号和查询码")
        return str(found[-1])
