"""培训表单: plans over years, courses with lessons, the bank, exams, sessions."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms

from bianmin.catalogue.models import ServiceItem
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.exams import (
    AUDIENCE,
    JUDGEMENTS,
    MOST_OPTIONS,
    QUESTION_KINDS,
    TOPICS,
    QuestionKind,
    Scope,
)
from bianmin.rules.roles import LABELS, RoleKind
from bianmin.web.console.forms.workforce.posts import DateInput
from bianmin.workforce.commands.training import Year
from bianmin.workforce.models import Course

MOST_YEARS = 5
SCOPES = (
    (Scope.NONE.value, "不对应事项（礼仪、安全等）"),
    (Scope.ITEMS.value, "只对应选中的事项"),
    (Scope.ALL.value, "对应全部事项"),
)
LEARNERS = (*sorted(AUDIENCE), RoleKind.REVIEWER)


class TimeInput(forms.TimeInput):
    input_type = "time"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PlanForm(forms.Form):
    """培训计划: goals, for whom, and a line for each year until one is left empty."""

    title = forms.CharField(label="计划名称", max_length=80)
    goal = forms.CharField(label="培训目标", max_length=500, widget=_area(3))
    audience = forms.MultipleChoiceField(
        label="培训对象",
        choices=[(kind.value, LABELS[kind]) for kind in LEARNERS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选培训对象"},
    )
    target = forms.IntegerField(label="持证率目标（%）", min_value=1, max_value=100, initial=100)
    first_year = forms.IntegerField(label="从哪年开始", min_value=2020, max_value=2099)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for n in range(1, MOST_YEARS + 1):
            required = n == 1
            self.fields[f"goal{n}"] = forms.CharField(
                label=f"第 {n} 年要做到什么", max_length=200, required=required
            )
            self.fields[f"hours{n}"] = forms.IntegerField(
                label=f"第 {n} 年每人学时", min_value=1, max_value=500, required=required
            )

    def years(self) -> list[Year]:
        """Return the years that were filled in, in a row from the first."""
        got = self.cleaned_data
        found = []
        for n in range(1, MOST_YEARS + 1):
            if not got.get(f"goal{n}"):
                break
            year = got["first_year"] + n - 1
            found.append(Year(year, got[f"goal{n}"], got.get(f"hours{n}") or 0))
        return found


class SessionForm(forms.Form):
    """办一场培训."""

    course = forms.ModelChoiceField(
        Course.objects.none(), label="课程", empty_label="请选择",
        error_messages={"required": "请选课程"},
    )  # fmt: skip
    place = forms.CharField(label="地点", max_length=80)
    day = forms.DateField(label="哪天", widget=DateInput)
    starts = forms.TimeField(label="几点开始", widget=TimeInput)
    ends = forms.TimeField(label="几点结束", widget=TimeInput)
    teacher = forms.CharField(label="谁来讲", max_length=40, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["course"].queryset = Course.objects.filter(  # type: ignore[attr-defined]
            is_open=True
        ).order_by("topic", "code")

    def when(self) -> tuple[datetime, datetime]:
        got = self.cleaned_data
        return _at(got["day"], got["starts"]), _at(got["day"], got["ends"])


def _at(day: Any, moment: time) -> datetime:
    return datetime.combine(day, moment, SHANGHAI)


class CancelForm(forms.Form):
    """取消一场."""

    reason = forms.CharField(label="为什么取消", max_length=200)


class CourseForm(forms.Form):
    """课程: what is taught, and which items passing makes fit for."""

    code = forms.RegexField(
        r"^[A-Za-z0-9-]{2,20}$",
        label="课程编号",
        error_messages={"invalid": "2 到 20 个字母、数字或横线"},
    )
    title = forms.CharField(label="课程名称", max_length=60)
    topic = forms.ChoiceField(label="内容", choices=[(t.value, w) for t, w in TOPICS.items()])
    summary = forms.CharField(label="一句话介绍", max_length=200, required=False)
    scope = forms.ChoiceField(label="合格后能授权什么", choices=SCOPES, widget=forms.RadioSelect)
    item_codes = forms.MultipleChoiceField(
        label="对应的事项", required=False, widget=forms.CheckboxSelectMultiple
    )
    is_open = forms.BooleanField(label="开放学习", required=False, initial=True)

    def __init__(self, data: Any = None, *, items: list[ServiceItem], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["item_codes"].choices = [  # type: ignore[attr-defined]
            (item.code, item.plain_name) for item in items
        ]


class LessonForm(forms.Form):
    """课时: one page for a phone."""

    number = forms.IntegerField(label="第几课", min_value=1, max_value=99)
    title = forms.CharField(label="题目", max_length=60)
    text = forms.CharField(
        label="内容",
        max_length=8000,
        widget=_area(10),
        help_text="空一行是一段；以“- ”开头的行是要点",
    )
    minutes = forms.IntegerField(label="大约几分钟", min_value=1, max_value=240, initial=5)


class QuestionForm(forms.Form):
    """试题: one option a line; the right ones named by their letters."""

    kind = forms.ChoiceField(
        label="题型", choices=[(k.value, w) for k, w in QUESTION_KINDS.items()]
    )
    text = forms.CharField(label="题目", max_length=300, widget=_area(2))
    options = forms.CharField(
        label="选项，一行一个",
        max_length=600,
        widget=_area(4),
        required=False,
        help_text="判断题不用写，就是“对”和“错”",
    )
    right = forms.RegexField(
        r"^[A-Fa-f、,， ]+$",
        label="正确答案",
        max_length=20,
        help_text="写字母，如 A 或 AC；判断题 A 是对、B 是错",
        error_messages={"invalid": "写选项的字母，如 A 或 AC"},
    )
    because = forms.CharField(label="为什么", max_length=300, required=False)

    def options_given(self) -> list[str]:
        if self.cleaned_data["kind"] == QuestionKind.JUDGE:
            return list(JUDGEMENTS)
        lines = self.cleaned_data["options"].splitlines()
        return [line.strip() for line in lines if line.strip()][: MOST_OPTIONS + 1]

    def right_given(self) -> set[int]:
        return {ord(c) - ord("A") for c in self.cleaned_data["right"].upper() if "A" <= c <= "F"}


class ExamForm(forms.Form):
    """考试: how the papers are made and what passes."""

    questions = forms.IntegerField(label="几道题", min_value=1, max_value=200, initial=20)
    minutes = forms.IntegerField(label="几分钟", min_value=1, max_value=240, initial=30)
    mark = forms.IntegerField(label="几分合格", min_value=1, max_value=100, initial=80)
    tries_a_day = forms.IntegerField(label="一天最多考几次", min_value=1, max_value=20, initial=3)
    valid_months = forms.IntegerField(
        label="合格证管几个月", min_value=1, max_value=120, initial=24
    )
    is_open = forms.BooleanField(label="开放考试", required=False, initial=True)
