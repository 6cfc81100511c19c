from __future__ import annotations

from django import forms

from bianmin.feedback.asking import LONGEST_ANSWER


class AnswerForm(forms.Form):
    """答复: in words that the asker understands."""

    words = forms.CharField(
        label="答复", max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 3})
    )
