"""代办表单: for whom, the papers photographed, and the words kept until all is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from bianmin.files.kinds import MAX_BYTES, TOO_LARGE
from bianmin.regions.models import Region
from bianmin.web.frame.fields import DigitsField, IdNumberField, MobileField, PersonNameField

Data = Mapping[str, Any] | None


class PersonForm(forms.Form):
    """替谁办: as the identity card says; the person agrees to be helped."""

    name = PersonNameField(autocomplete="off")
    id_number = IdNumberField()
    phone = MobileField()
    place = forms.TypedChoiceField(label="哪个村", coerce=int)
    consent = forms.BooleanField(
        label="本人同意由我代办，知道代办不收费",
        error_messages={"required": "先问清楚本人愿不愿意，同意了再打勾"},
    )

    def __init__(
        self,
        data: Data = None,
        *,
        villages: Sequence[Region],
        initial: Data = None,
        has_order: bool = False,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["phone"].required = not has_order  # an order may be of who has none
        choices = [(village.pk, village.name) for village in villages]
        field = self.fields["place"]
        field.choices = choices if len(choices) == 1 else [("", "请选择"), *choices]  # type: ignore[attr-defined]

    def applicant(self) -> dict[str, Any]:
        """Return what the draft keeps, sealed, until the application is sent."""
        return dict(self.cleaned_data)


class CodeForm(forms.Form):
    """本人的验证码: read out by the person, who agrees by it."""

    code = DigitsField("本人报的验证码", help_text="6 位数字，5 分钟内有效")


class PhotosForm(forms.Form):
    """拍材料: one photograph for each paper; what was taken before stays."""

    def __init__(
        self, data: Data = None, files: Any = None, *, materials: Sequence[Mapping[str, Any]]
    ) -> None:
        super().__init__(data, files)
        for material in materials:
            label = material.get("plain_name") or material["name"]
            self.fields[material["key"]] = photo_field(label, material.get("note", ""))

    def clean(self) -> dict[str, Any]:
        refuse_large(self)
        return self.cleaned_data

    def photos(self) -> list[tuple[str, UploadedFile[bytes]]]:
        """Return the photographs that were chosen, each with the paper's key."""
        return [(name, photo) for name, photo in self.cleaned_data.items() if photo]


def photo_field(label: str, hint: str = "") -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})
    return forms.FileField(label=label, help_text=hint, required=False, widget=widget)


def refuse_large(form: forms.Form) -> None:
    for name, photo in form.cleaned_data.items():
        if isinstance(photo, UploadedFile) and (photo.size or 0) > MAX_BYTES:
            form.add_error(name, TOO_LARGE)
