"""事项来源表单: a new source, a file to check, an item to take over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from bianmin.rules.item_codes import FORMATS
from bianmin.rules.lists import AREAS

Data = Mapping[str, Any] | None
SHOWS = (
    ("", "现有全部"),
    ("taken", "已纳入目录"),
    ("changed", "纳入后有变化"),
    ("gone", "已不在来源"),
)
TYPES = {
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}


class SourceForm(forms.Form):
    """登记来源."""

    name = forms.CharField(label="谁的事项库", max_length=60, help_text="如：山东省政务服务事项库")
    code_format = forms.ChoiceField(
        label="编码格式", choices=[(kind.value, words) for kind, words in FORMATS.items()]
    )


class SourceFileForm(forms.Form):
    """核对文件: a whole set, or an increment with its operations."""

    file = forms.FileField(
        label="文件",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json"}),
        help_text="CSV、XLSX 或 JSON，20 兆以内",
        error_messages={"required": "请选择文件", "empty": "文件是空的"},
    )
    is_increment = forms.BooleanField(label="只是增量（每行带 I、U、D 操作）", required=False)


class SourceFindForm(forms.Form):
    """查找: items of a source by words, type and standing."""

    q = forms.CharField(label="名称、编码或部门", max_length=40, required=False)
    item_type = forms.ChoiceField(
        label="事项类型", choices=[("", "全部"), *TYPES.items()], required=False
    )
    show = forms.ChoiceField(label="看哪些", choices=SHOWS, required=False)

    def chosen(self) -> tuple[str, str, str]:
        self.is_valid()
        given = self.cleaned_data
        return given.get("q", "").strip(), given.get("item_type", ""), given.get("show", "")


class TakeForm(forms.Form):
    """纳入: where it stands in the catalogue, and what people call it."""

    area = forms.ChoiceField(label="领域", choices=[(area, area) for area in AREAS])
    plain_name = forms.CharField(label="大家的叫法", max_length=60)


class BindForm(forms.Form):
    """挂接: the code of an item that the catalogue has already."""

    code = forms.CharField(label="目录里的事项编码", max_length=80)
