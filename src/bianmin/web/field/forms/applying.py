"""代办表单: for whom, the papers photographed, and the words kept until all is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from bianmin.files.kinds import MAX_BYTES, TOO_LARGE
from bianmin.regions.models import Region
from bianmin.web.frame.fields import IdNumberField, MobileField, PersonNameField

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
        self, data: Data = None, *, villages: Sequence[Region], initial: Data = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        choices = [(village.pk, village.name) for village in villages]
        field = self.fields["place"]
        field.choices = choices if len(choices) == 1 else [("", "请选择"), *choices]  # type: ignore[attr-defined]

    def applicant(self) -> dict[str, Any]:
        """Return what the draft keeps, sealed, until the application is sent."""
        return dict(self.cleaned_data)


class PhotosForm(forms.Form):
    """拍材料: one photograph for each paper; what was taken before stays."""

    def __init__(
        self, data: Data = None, files: Any = None, *, materials: Sequence[Mapping[str, Any]]
    ) -> None:
        super().__init__(data, files)
        for material in materials:
            label = material.get("plain_name") or material["name"]
            self.fields[material["key"]] = _photo(label, material.get("note", ""))

    def clean(self) -> dict[str, Any]:
        _refuse_large(self)
        return self.cleaned_data

    def photos(self) -> list[tuple[str, UploadedFile[bytes]]]:
        """Return the photographs that were chosen, each with the paper's key."""
        return [(name, photo) for name, photo in self.cleaned_data.items() if photo]


class DeliveryForm(forms.Form):
    """送达: who signed for the result at home."""

    receiver = forms.CharField(label="谁签收的", max_length=50)


class HandedInForm(forms.Form):
    """补正: each paper that was asked for, photographed again, or fetched on paper."""

    def __init__(
        self, data: Data = None, files: Any = None, *, waiting: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data, files)
        self.waiting = dict(waiting)
        for key, name in waiting:
            self.fields[f"photo-{key}"] = _photo(f"重拍{name}")
            self.fields[f"paper-{key}"] = forms.BooleanField(
                label=f"{name}：纸质的取到了，送到镇里", required=False
            )

    def clean(self) -> dict[str, Any]:
        _refuse_large(self)
        if not self.errors and not self.received():
            self.add_error(None, "请至少拍一样，或勾上取到的材料")
        return self.cleaned_data

    def received(self) -> dict[str, str]:
        """Return what came, in either way."""
        got = self.cleaned_data
        keys = [k for k in self.waiting if got.get(f"photo-{k}") or got.get(f"paper-{k}")]
        return dict.fromkeys(keys, "received")

    def photos(self) -> list[tuple[str, UploadedFile[bytes]]]:
        """Return the photographs that were taken, each with the paper's name."""
        found = [(name, self.cleaned_data[f"photo-{key}"]) for key, name in self.waiting.items()]
        return [(name, photo) for name, photo in found if photo]


def _photo(label: str, hint: str = "") -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})
    return forms.FileField(label=label, help_text=hint, required=False, widget=widget)


def _refuse_large(form: forms.Form) -> None:
    for name, photo in form.cleaned_data.items():
        if isinstance(photo, UploadedFile) and (photo.size or 0) > MAX_BYTES:
            form.add_error(name, TOO_LARGE)
