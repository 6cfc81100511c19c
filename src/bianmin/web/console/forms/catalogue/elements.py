"""上网要素表单: what to look at, the county's columns of one item, a file to check."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from bianmin.rules.element_template import GROUPS, OWN, SEVERAL, Element, Kind, parts
from bianmin.rules.elements import LONGEST
from bianmin.rules.item_codes import FORMATS

CODE_FORMATS = [(kind.value, words) for kind, words in FORMATS.items()]
SHOWS = (("", "全部"), ("lacking", "还不完整"))


class ElementFindForm(forms.Form):
    """查找: items by words and area, all or the incomplete ones."""

    q = forms.CharField(label="名称或编码", max_length=40, required=False)
    area = forms.ChoiceField(label="领域", required=False)
    show = forms.ChoiceField(label="看哪些", choices=SHOWS, required=False)

    def __init__(self, data: Any = None, *, areas: Collection[str], is_whole: bool) -> None:
        super().__init__(data)
        if is_whole:
            del self.fields["show"]
        self.fields["area"].choices = [("", "全部"), *((a, a) for a in areas)]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[str, str, bool]:
        """Return the words, the area, and whether only the incomplete ones are wanted."""
        self.is_valid()
        given = self.cleaned_data
        return given.get("q", "").strip(), given.get("area", ""), bool(given.get("show", ""))


class ElementsForm(forms.Form):
    """填要素: one field for each column that is the county's own."""

    code_format = forms.ChoiceField(label="编码格式", choices=CODE_FORMATS)
    last_seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, values: Mapping[str, str], initial: Mapping[str, str]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        for one in OWN:
            self.fields[one.key] = _field(one, values.get(one.key, ""))

    def values(self) -> dict[str, str]:
        """Return the columns as texts; several codes stand with a comma between them."""
        given = {one.key: self.cleaned_data.get(one.key, "") for one in OWN}
        return {
            key: ",".join(value) if isinstance(value, list) else value.strip()
            for key, value in given.items()
        }

    def groups(self) -> list[tuple[str, list[Any]]]:
        """Return the fields by the template's groups."""
        by_group = {group: [self[one.key] for one in OWN if one.group == group] for group in GROUPS}
        return [(group, fields) for group, fields in by_group.items() if fields]


def _field(one: Element, value: str) -> forms.Field:
    label = f"{one.label}（可不填）" if one.is_optional else one.label
    told: dict[str, Any] = {"label": label, "required": False, "help_text": one.hint}
    if one.kind in SEVERAL:
        return forms.MultipleChoiceField(
            choices=_choices(one, parts(value)),
            widget=forms.CheckboxSelectMultiple,
            initial=parts(value),
            **told,
        )
    if one.kind is Kind.CHOICE:
        choices = [("", "没有选"), *_choices(one, [value])]
        return forms.ChoiceField(choices=choices, initial=value, **told)
    widget = forms.Textarea(attrs={"rows": 3}) if one.kind is Kind.LONG else _input(one.kind)
    longest = LONGEST if one.kind is Kind.LONG else one.longest
    return forms.CharField(max_length=longest, widget=widget, initial=value, **told)


def _choices(one: Element, kept: list[str]) -> list[tuple[str, str]]:
    """The table's codes, and a code that stands here although the table does not have it."""
    strange = [code for code in kept if code and code not in one.table]
    return [*one.table.items(), *((code, f"{code}（不在代码表里）") for code in strange)]


def _input(kind: Kind) -> forms.TextInput:
    modes = {Kind.NUMBER: "numeric", Kind.LINK: "url"}
    attrs = {"inputmode": modes[kind]} if kind in modes else {}
    if kind is Kind.DAY:
        attrs["placeholder"] = "2020-09-01"
    return forms.TextInput(attrs=attrs)


class ElementsFileForm(forms.Form):
    """核对文件: a whole table or an increment, and which format its codes follow."""

    file = forms.FileField(
        label="文件",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json"}),
        help_text="按导出的表头填，XLSX、JSON 或 CSV，20 兆以内",
        error_messages={"required": "请选择文件", "empty": "文件是空的"},
    )
    code_format = forms.ChoiceField(label="编码格式", choices=CODE_FORMATS)
    is_increment = forms.BooleanField(label="只是增量（每行带 I、U、D 操作）", required=False)
