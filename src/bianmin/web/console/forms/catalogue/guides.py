"""指南要点表单: the facts that change most often, edited without touching the rest of the guide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

LIMIT_UNITS = [("workday", "工作日"), ("day", "天"), ("hour", "小时"), ("month", "月")]


class BasicsForm(forms.Form):
    """要点: names, conditions, promise, fee, phones of a draft."""

    name = forms.CharField(label="事项名称", max_length=120)
    plain_name = forms.CharField(label="大家的叫法", max_length=60)
    conditions = forms.CharField(
        label="办理条件", widget=forms.Textarea(attrs={"rows": 4}), help_text="一行一条"
    )
    amount = forms.IntegerField(label="承诺时限", min_value=0, max_value=999)
    limit_unit = forms.ChoiceField(label="时限单位", choices=LIMIT_UNITS)
    fee = forms.CharField(label="收费情况", max_length=200)
    consult = forms.CharField(label="咨询电话", max_length=40)
    supervise = forms.CharField(label="监督电话", max_length=40)

    def __init__(self, data: Mapping[str, Any] | None = None, *, guide: Mapping[str, Any]) -> None:
        self.guide = guide
        limit = guide.get("promised_limit") or {}
        phone = guide.get("phone") or {}
        super().__init__(
            data,
            initial={
                "name": guide.get("name", ""),
                "plain_name": guide.get("plain_name", ""),
                "conditions": "\n".join(guide.get("conditions", [])),
                "amount": limit.get("amount"),
                "limit_unit": limit.get("unit", "workday"),
                "fee": (guide.get("fee") or {}).get("text", ""),
                "consult": phone.get("consult", ""),
                "supervise": phone.get("supervise", ""),
            },
        )

    def revised(self) -> dict[str, Any]:
        """Return the guide with what was typed; everything else as it was."""
        given = self.cleaned_data
        lines = [line.strip() for line in given["conditions"].splitlines() if line.strip()]
        return dict(self.guide) | {
            "name": given["name"],
            "plain_name": given["plain_name"],
            "conditions": lines,
            "promised_limit": {"amount": given["amount"], "unit": given["limit_unit"]},
            "fee": {"charged": False} | dict(self.guide.get("fee") or {}) | {"text": given["fee"]},
            "phone": dict(self.guide.get("phone") or {})
            | {"consult": given["consult"], "supervise": given["supervise"]},
        }
