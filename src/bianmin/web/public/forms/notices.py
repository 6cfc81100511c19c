"""异议表单: what is wrong, and a telephone for whoever wants to be asked."""

from __future__ import annotations

from django import forms

from bianmin.cases.commands.publicity import LONGEST
from bianmin.web.frame.fields import MobileField


class ObjectionForm(forms.Form):
    words = forms.CharField(
        label="有什么不对",
        max_length=LONGEST,
        help_text="写清楚您知道的情况。只有处理的人能看到",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    phone = MobileField(required=False, help_text="可以不留。留了，核实时好问您")
