"""离岗表单: away now, or asked for by half-days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localtime

from bianmin.rules.clock import SHANGHAI
from bianmin.rules.rota import AFTERNOON
from bianmin.workforce.models.duty import KINDS

SUDDEN = ("sick", "visit", "meeting", "trip", "leave")
UNTIL = {
    "noon": "今天上午",
    "1": "今天一天",
    "2": "两天",
    "3": "三天",
    "7": "一周",
}
PARTS = (("am", "上午"), ("pm", "下午"))


class DayInput(forms.DateInput):
    """The browser's own picker; it takes and gives 2026-03-02, in whatever language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class NowForm(forms.Form):
    """现在就离岗: why, and until when; two taps and a press."""

    kind = forms.ChoiceField(
        label="为什么离岗",
        choices=[(kind, KINDS[kind]) for kind in SUDDEN],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个"},
    )
    until = forms.ChoiceField(
        label="离开多久",
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个"},
    )
    reason = forms.CharField(label="要交代的话", max_length=200, required=False)

    def __init__(self, data: Any = None, *, at: datetime) -> None:
        super().__init__(data, auto_id="now-%s")
        self.at = localtime(at)
        morning = self.at.time() < AFTERNOON
        choices = [(key, words) for key, words in UNTIL.items() if key != "noon" or morning]
        self.fields["until"].choices = choices  # type: ignore[attr-defined]

    def ends_at(self) -> datetime:
        """Return the first moment one is back: the end of the morning, or of a day."""
        until = self.cleaned_data["until"]
        if until == "noon":
            return datetime.combine(self.at.date(), AFTERNOON, SHANGHAI)
        return _midnight(self.at.date() + timedelta(days=int(until)))


class LeaveForm(forms.Form):
    """请假: from which half-day to which."""

    kind = forms.ChoiceField(
        label="为什么", choices=[("", "请选择"), *KINDS.items()],
        error_messages={"required": "请选一个"},
    )  # fmt: skip
    first = forms.DateField(label="从哪天", widget=DayInput)
    first_part = forms.ChoiceField(label="从上午还是下午", choices=PARTS, initial="am")
    last = forms.DateField(label="到哪天", widget=DayInput)
    last_part = forms.ChoiceField(label="到上午还是下午", choices=PARTS, initial="pm")
    reason = forms.CharField(label="说明", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        got = self.cleaned_data
        if not self.errors and self.ends_at() <= self.starts_at():
            self.add_error("last", "结束要在开始以后")
        return got

    def starts_at(self) -> datetime:
        got = self.cleaned_data
        begins = AFTERNOON if got["first_part"] == "pm" else time(0)
        return datetime.combine(got["first"], begins, SHANGHAI)

    def ends_at(self) -> datetime:
        got = self.cleaned_data
        if got["last_part"] == "am":
            return datetime.combine(got["last"], AFTERNOON, SHANGHAI)
        return _midnight(got["last"] + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI)
