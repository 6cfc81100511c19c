"""抽查表单: what the county found in a filed refusal."""

from __future__ import annotations

from typing import Any

from django import forms

VERDICTS = (("upheld", "妥当"), ("wrong", "不当，通知申请人再来办"))


class CheckForm(forms.Form):
    """抽查: whether the refusal was right, and what was wrong with it."""

    verdict = forms.ChoiceField(label="结论", choices=VERDICTS, widget=forms.RadioSelect)
    note = forms.CharField(label="不当在哪里", required=False, max_length=200)

    def found(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"is_upheld": given["verdict"] == "upheld", "note": given["note"]}
