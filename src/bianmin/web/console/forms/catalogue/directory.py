"""指导目录表单: search, change records, the day of effect, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from bianmin.catalogue.models import VersionDraft
from bianmin.rules.lists import MODES, MODES_OF, Tier
from bianmin.rules.publishing import LABELS, ChangeKind
from bianmin.web.frame.fields import DayField

Data = Mapping[str, Any] | None
NOT_THERE = ("", "不进驻")


class Words(forms.CharField):
    """一段话: a reason that is kept with the act."""

    def __init__(self, label: str, *, longest: int = 200, rows: int = 2, **options: Any) -> None:
        super().__init__(
            label=label,
            max_length=longest,
            widget=forms.Textarea(attrs={"rows": rows}),
            **options,
        )


class ReasonForm(forms.Form):
    """理由: an act that needs nothing but its reason."""

    reason = Words("理由")

    def __init__(self, data: Data = None, *, label: str = "理由", prefix: str = "") -> None:
        super().__init__(data, prefix=prefix or None)
        self.fields["reason"].label = label


class FindForm(forms.Form):
    """查找: narrows a list by words and area."""

    q = forms.CharField(label="名称或编码", max_length=40, required=False)
    area = forms.ChoiceField(label="领域", required=False)

    def __init__(self, data: Data, *, areas: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["area"].choices = [("", "全部"), *((a, a) for a in areas)]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[str, str]:
        self.is_valid()
        return self.cleaned_data.get("q", "").strip(), self.cleaned_data.get("area", "")


def modes_field(tier: Tier, *, label: str) -> forms.ChoiceField:
    choices = [NOT_THERE, *((mode.value, MODES[mode]) for mode in MODES_OF[tier])]
    return forms.ChoiceField(label=label, choices=choices, required=False)


class ChangeForm(forms.Form):
    """变更记录: one item, what happens to it, and why."""

    item = forms.CharField(label="事项编码", max_length=60, help_text="在目录里点“变更”会自动带入")
    kind = forms.ChoiceField(
        label="变更", choices=[(kind.value, LABELS[kind]) for kind in ChangeKind]
    )
    township_mode = modes_field(Tier.TOWNSHIP, label="镇里怎么办")
    village_mode = modes_field(Tier.VILLAGE, label="村里怎么办")
    draft = forms.ModelChoiceField(
        label="随这一版发布的指南草稿",
        queryset=VersionDraft.objects.none(),
        required=False,
        empty_label="指南不变",
    )
    reason = Words("理由", longest=300)

    def __init__(self, data: Data = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        code = (data or {}).get("item") or (initial or {}).get("item", "")
        field: Any = self.fields["draft"]
        field.queryset = VersionDraft.objects.filter(item__code=code, state="draft")
        field.label_from_instance = lambda draft: f"草稿：{draft.note or '还没写说明'}"


class ProposalForm(forms.Form):
    """送发: from which day it holds, and until when the counties answer."""

    effective_on = DayField("生效日期")
    adopt_by = DayField("各县采纳期限", required=False, help_text="不填为生效后 15 天")


class DraftProposalForm(forms.Form):
    effective_on = DayField("生效日期")
    note = Words("改了什么、为什么", longest=300)
