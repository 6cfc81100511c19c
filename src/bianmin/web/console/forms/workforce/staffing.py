"""配备表单: how many a site should have; what the queue's reckoning is told."""

from __future__ import annotations

from typing import Any

from django import forms

from bianmin.web.console.forms.workforce.people import KINDS


class TargetForm(forms.Form):
    """定编: one role at one site."""

    kind = forms.ChoiceField(label="角色", choices=KINDS)
    planned = forms.IntegerField(
        label="应配几人",
        min_value=0,
        max_value=60,
        error_messages={"required": "请填应配几人", "invalid": "请填数字"},
    )


def _number(label: str, unit: str, **options: Any) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(label=f"{label}（{unit}）", widget=widget, **options)


class QueueForm(forms.Form):
    """测算: the busiest hour, and what is wished for."""

    arrivals = _number("每小时来几个人", "人", min_value=1, max_value=1000)
    minutes = _number("每人办多久", "分钟", min_value=1, max_value=240)
    wait = _number("希望最多等", "分钟", min_value=1, max_value=240, initial=10)
    share = _number("这样的人要占", "%", min_value=1, max_value=99, initial=90)
    away = _number("每人平均缺勤", "%", min_value=0, max_value=49, initial=10)
    sure = _number("人手够的日子要占", "%", min_value=50, max_value=99.9, initial=99)
    site = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def wish(self) -> dict[str, float]:
        """Return what `rules.staffing.need` takes; shares as parts of one."""
        got = {name: float(value) for name, value in self.cleaned_data.items() if name != "site"}
        return got | {name: got[name] / 100 for name in ("share", "away", "sure")}
