"""进驻目录表单: many entries at once, links mended, sites switched, powers recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from bianmin.catalogue.models import ServiceItem
from bianmin.rules.lists import DELEGATIONS, MODES, MODES_OF, Delegation, Tier
from bianmin.web.console.forms.catalogue.directory import Words
from bianmin.web.frame.fields import DayField

Data = Mapping[str, Any] | None
DROP = "drop"
DELEGATION_CHOICES = [("", "没有"), *((kind.value, DELEGATIONS[kind]) for kind in Delegation)]


class ListFilterForm(forms.Form):
    """筛选: one list of a county by area, mode and words."""

    q = forms.CharField(label="名称或编码", max_length=40, required=False)
    area = forms.ChoiceField(label="领域", required=False)
    mode = forms.ChoiceField(label="进驻方式", required=False)
    tier = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Data, *, areas: Iterable[str], tier: Tier) -> None:
        super().__init__(data)
        modes = [(mode.value, MODES[mode]) for mode in MODES_OF[tier]]
        self.fields["area"].choices = [("", "全部"), *((a, a) for a in areas)]  # type: ignore[attr-defined]
        self.fields["mode"].choices = [("", "全部"), *modes, ("none", "没有列入")]  # type: ignore[attr-defined]
        self.is_valid()

    def chosen(self, name: str) -> str:
        return str(self.cleaned_data.get(name, "") or "").strip()


class EntriesForm(forms.Form):
    """批量安排: the ticked items get one mode, or leave the list with a reason."""

    items = forms.ModelMultipleChoiceField(
        queryset=ServiceItem.objects.none(),
        error_messages={"required": "请先勾选事项"},
        widget=forms.MultipleHiddenInput,
    )
    mode = forms.ChoiceField(label="改为")
    delegation = forms.ChoiceField(label="赋权方式", choices=DELEGATION_CHOICES, required=False)
    document = forms.CharField(label="赋权文号", max_length=60, required=False)
    reason = forms.CharField(label="理由（撤下时必填）", max_length=200, required=False)

    def __init__(self, data: Data = None, *, tier: Tier) -> None:
        super().__init__(data, auto_id="set_%s")  # beside the filters, which have the same names
        field: Any = self.fields["items"]
        field.queryset = ServiceItem.objects.select_related("current")
        modes = [(mode.value, MODES[mode]) for mode in MODES_OF[tier]]
        self.fields["mode"].choices = [*modes, (DROP, "撤下 / 不列入")]  # type: ignore[attr-defined]
        if tier is Tier.VILLAGE:
            del self.fields["delegation"], self.fields["document"]


class NoteForm(forms.Form):
    note = forms.CharField(label="怎么处理的", max_length=200)


class SwitchForm(forms.Form):
    """开停: one item at one site, with the reason."""

    item = forms.ModelChoiceField(queryset=ServiceItem.objects.all(), widget=forms.HiddenInput)
    reason = forms.CharField(label="理由", max_length=200)


class GrantForm(forms.Form):
    """定向放权: which item, by which act and document, from when."""

    item = forms.ModelChoiceField(label="事项", queryset=ServiceItem.objects.none())
    delegation = forms.ChoiceField(label="赋权方式", choices=DELEGATION_CHOICES[1:])
    document = forms.CharField(label="文号", max_length=60)
    valid_from = DayField("从哪天起")

    def __init__(self, data: Data = None, *, items: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["item"]
        field.queryset = items if items is not None else ServiceItem.objects.none()
        field.label_from_instance = lambda item: f"{item.plain_name}（{item.code}）"


class SinkingForm(forms.Form):
    """下沉答复: the reason, and the sum that the person saw."""

    points = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=100)
    reason = forms.CharField(label="理由", max_length=200)


class ExplanationForm(forms.Form):
    reason = Words("不采纳的理由", longest=300)
