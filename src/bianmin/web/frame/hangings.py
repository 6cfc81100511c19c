"""张贴: what hangs at a site as lines of a page, and the forms that change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from bianmin.catalogue.models import ServiceItem
from bianmin.papers.guides import Form
from bianmin.papers.models import Hanging
from bianmin.sites.models import Site
from bianmin.web.frame.fields import WallPhotoField

FORMS = [(form.value, form.label) for form in Form]


class PhotoForm(forms.Form):
    """拍照确认."""

    photo = WallPhotoField("拍一张贴好的样子")


class HangForm(forms.Form):
    """登记张贴: which guide in which form, with the photograph."""

    item = forms.ModelChoiceField(
        ServiceItem.objects.none(),
        label="事项",
        empty_label="请选择",
        error_messages={"required": "请选择事项", "invalid_choice": "这个事项本站没有开办"},
    )
    form = forms.ChoiceField(label="样式", choices=FORMS)
    photo = WallPhotoField("拍一张贴好的样子")

    def __init__(
        self, data: Any = None, files: Any = None, *, items: QuerySet[ServiceItem]
    ) -> None:
        super().__init__(data, files)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]


class PackForm(forms.Form):
    """订打印包."""

    forms = forms.MultipleChoiceField(
        label="印哪几种",
        choices=FORMS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一种"},
    )


@dataclass(frozen=True)
class Line:
    """一张: a print that hangs, whether it is outdated and why, and where the new one is."""

    hanging: Hanging
    form: str
    is_old: bool
    is_cancelled: bool
    newest: str  # the address of the print in force, made for this site


def lines_of(hangings: Iterable[Hanging]) -> list[Line]:
    """Return the lines of what `papers.queries` found."""
    return [_line(each) for each in hangings]


def print_address(code: str, form: str, site: Site) -> str:
    """印本地址: the print in force of an item, with the site's own doors."""
    return f"{reverse('public:guide_print', args=[code, form])}?site={site.pk}"


def _line(each: Hanging) -> Line:
    item = each.item
    is_cancelled = item.status != "active"
    return Line(
        each,
        Form(each.form).label,
        is_cancelled or each.version_id != item.current_id,
        is_cancelled,
        "" if is_cancelled else print_address(item.code, each.form, each.site),
    )
