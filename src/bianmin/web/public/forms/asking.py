"""提问表单: what one wants to know, and the telephone that the answer goes to."""

from __future__ import annotations

from django import forms

from bianmin.feedback.asking import LONGEST_QUESTION
from bianmin.web.frame.fields import MobileField


class AskForm(forms.Form):
    words = forms.CharField(
        label="您想问什么",
        max_length=LONGEST_QUESTION,
        help_text="家里什么情况、想办成什么，写清楚就行。不用写身份证号",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    phone = MobileField(label="手机号", help_text="答复了发短信告诉您，别人看不到")
