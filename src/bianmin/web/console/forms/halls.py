"""大厅表单: what may be booked at a site, and from when to when it is shut."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from bianmin.rules.clock import SHANGHAI

MOMENTS = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]


class PlanForm(forms.Form):
    """预约安排."""

    is_open = forms.BooleanField(label="开放预约", required=False)
    per_window = forms.IntegerField(
        label="每个窗口半小时约几人", min_value=1, max_value=10, help_text="1 到 10 人"
    )
    days_ahead = forms.IntegerField(
        label="最多提前几天", min_value=1, max_value=14, help_text="1 到 14 天"
    )


class MomentField(forms.DateTimeField):
    """时刻: as 2026-03-02 09:00, in the city's time."""

    def __init__(self, label: str) -> None:
        wrong = "请写成 2026-03-02 09:00"
        super().__init__(
            label=label,
            input_formats=MOMENTS,
            error_messages={"invalid": wrong},
            widget=forms.TextInput(attrs={"placeholder": "2026-03-02 09:00", "maxlength": 16}),
        )

    def clean(self, value: Any) -> datetime:
        found: datetime = super().clean(value)
        return found.replace(tzinfo=SHANGHAI)


class ClosureForm(forms.Form):
    """停止办公."""

    starts_at = MomentField("从")
    ends_at = MomentField("到")
    reason = forms.CharField(label="原因", max_length=80, help_text="群众看得到")

    def given(self) -> dict[str, Any]:
        """Return what the command is told."""
        return dict(self.cleaned_data)
