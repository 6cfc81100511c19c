"""在岗表单: what was done about an empty post; yes or no to somebody's leave."""

from __future__ import annotations

from typing import Any

from django import forms


class AnswerForm(forms.Form):
    """处置空岗."""

    remedy = forms.CharField(label="怎么安排的", max_length=200)


class DecisionForm(forms.Form):
    """批假: a no wants its reason."""

    decision = forms.ChoiceField(
        label="批不批",
        choices=[("approve", "同意"), ("refuse", "不同意")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个"},
    )
    answer = forms.CharField(label="答复", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        got = self.cleaned_data
        if got.get("decision") == "refuse" and not got.get("answer", "").strip():
            self.add_error("answer", "不同意要写明理由")
        return got
