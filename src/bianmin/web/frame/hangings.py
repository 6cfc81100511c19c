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
from bianmin.papers.queries import photos_of
from bianmin.sites.models import Site
from bianmin.web.frame.fields import WallPhotoField

FORMS = [(form.value, form.label) for form in Form]


REASONS = ("手机拍不了照片", "照片传不上去", "先登记，回头补拍")
"""没有照片的原因: the print hangs all the same; the photograph is owed."""


class SeenForm(forms.Form):
    """拍照，或者说明为什么没拍."""

    photo = WallPhotoField("拍一张贴好的样子", required=False)
    unseen = forms.ChoiceField(
        label="拍不了照片的选原因",
        required=False,
        choices=[("", "有照片"), *((why, why) for why in REASONS)],
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.errors and not given.get("photo") and not given.get("unseen"):
            self.add_error("photo", "请拍一张照片；拍不了的，选一个原因")
        return given | {"photo": given.get("photo") or None}


class PhotoForm(forms.Form):
    """补拍."""

    photo = WallPhotoField("补拍一张")


class HangForm(SeenForm):
    """登记张贴: which guide in which form, with the photograph."""

    item = forms.ModelChoiceField(
        ServiceItem.objects.none(),
        label="事项",
        empty_label="请选择",
        error_messages={"required": "请选择事项", "invalid_choice": "这个事项本站没有开办"},
    )
    form = forms.ChoiceField(label="样式", choices=FORMS)
    field_order = ("item", "form", "photo", "unseen")

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
    photo: str  # of files: "clean", "waiting" or "refused"; blank where there is none
    reasons: tuple[str, ...] = REASONS

    @property
    def is_unseen(self) -> bool:
        """Whether a photograph is owed: none came, or it could not be opened."""
        return bool(self.hanging.unseen) or self.photo == "refused"


def lines_of(hangings: Iterable[Hanging]) -> list[Line]:
    """Return the lines of what `papers.queries` found."""
    rows = list(hangings)
    photos = {pk: photo.state for pk, photo in photos_of(rows).items()}
    return [_line(each, photos.get(each.pk, "")) for each in rows]


def print_address(code: str, form: str, site: Site) -> str:
    """印本地址: the print in force of an item, with the site's own doors."""
    return f"{reverse('public:guide_print', args=[code, form])}?site={site.pk}"


def _line(each: Hanging, photo: str) -> Line:
    item = each.item
    is_cancelled = item.status != "active"
    return Line(
        each,
        Form(each.form).label,
        is_cancelled or each.version_id != item.current_id,
        is_cancelled,
        "" if is_cancelled else print_address(item.code, each.form, each.site),
        "" if each.unseen else photo,
    )
