"""表单项: fields that every surface asks for, with keyboard, autofill and check built in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms

from bianmin.files.kinds import MAX_BYTES, TOO_LARGE
from bianmin.rules.errors import Invalid
from bianmin.rules.identity import parse_id_number, parse_mobile

ONE_TIME = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 8}
PHOTO_TYPES = "image/jpeg,image/png,application/pdf"


class PersonNameField(forms.CharField):
    """姓名."""

    def __init__(self, label: str = "姓名", **options: Any) -> None:
        attrs = {"autocomplete": options.pop("autocomplete", "name")}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(label=label, max_length=50, widget=widget, **options)


class MobileField(forms.CharField):
    """手机号: cleaned to eleven digits."""

    def __init__(self, label: str = "手机号", **options: Any) -> None:
        widget = forms.TextInput(
            attrs={"type": "tel", "inputmode": "numeric", "autocomplete": "tel", "maxlength": 20}
        )
        options.setdefault("help_text", "11 位数字，办到哪一步会发短信")
        super().__init__(label=label, widget=widget, **options)

    def clean(self, value: Any) -> str:
        return _checked(parse_mobile, super().clean(value))


class IdNumberField(forms.CharField):
    """身份证号: cleaned to eighteen characters with the right check digit."""

    def __init__(self, label: str = "身份证号", **options: Any) -> None:
        widget = forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "maxlength": 24}
        )
        options.setdefault("help_text", "18 位，最后一位可能是 X")
        super().__init__(label=label, widget=widget, **options)

    def clean(self, value: Any) -> str:
        return _checked(_id_number, super().clean(value))


class QueryCodeField(forms.RegexField):
    """查询码: the six digits of the receipt or the SMS."""

    def __init__(self, label: str = "6 位查询码", **options: Any) -> None:
        widget = forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 6}
        )
        options.setdefault("error_messages", {"invalid": "应为 6 位数字，在受理单或短信里"})
        super().__init__(r"^[0-9]{6}$", label=label, widget=widget, **options)


class DigitsField(forms.CharField):
    """六位码: six digits; spaces that a phone puts between them are dropped."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label=label, widget=forms.TextInput(attrs=ONE_TIME), **options)

    def clean(self, value: Any) -> str:
        digits = "".join(str(super().clean(value)).split())
        if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
            raise forms.ValidationError("应为 6 位数字")
        return digits


class PhotoField(forms.FileField):
    """照片: one photograph or PDF of a paper."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(
            label=label, widget=forms.FileInput(attrs={"accept": PHOTO_TYPES}), **options
        )


class WallPhotoField(forms.FileField):
    """现场照片: what a camera saw, so never a PDF; a phone opens its camera."""

    def __init__(self, label: str, **options: Any) -> None:
        attrs = {"accept": "image/jpeg,image/png", "capture": "environment"}
        options.setdefault("error_messages", {"required": "请拍一张照片"})
        super().__init__(label=label, widget=forms.FileInput(attrs=attrs), **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        photo = super().clean(data, initial)
        if photo and photo.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        if photo and photo.read(5) == b"%PDF-":
            raise forms.ValidationError("这里要现场的照片，不要 PDF")
        if photo:
            photo.seek(0)
        return photo


class PhotosInput(forms.FileInput):
    """拍照或选照片: a phone offers its camera and its album, and more than one picture."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """几张照片: photographs of one paper, front and back; cleaned to a list of uploads."""

    def __init__(self, label: str, **options: Any) -> None:
        attrs = {"accept": PHOTO_TYPES}
        super().__init__(label=label, widget=PhotosInput(attrs=attrs), **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        one_by_one = [super(PhotosField, self).clean(one, initial) for one in given or [None]]
        for photo in one_by_one:
            if photo and photo.size > MAX_BYTES:
                raise forms.ValidationError(TOO_LARGE)
        return [photo for photo in one_by_one if photo]


class DayWidget(forms.MultiWidget):
    """年月日: three boxes to type; no calendar to leaf through."""

    template_name = "frame/widgets/day.html"
    PARTS = (("年", 4, "bday-year"), ("月", 2, "bday-month"), ("日", 2, "bday-day"))

    def __init__(self, *, is_birthday: bool = False) -> None:
        super().__init__(
            [
                forms.TextInput(
                    attrs={"title": name, "maxlength": length}
                    | ({"autocomplete": autofill} if is_birthday else {})
                )
                for name, length, autofill in self.PARTS
            ]
        )

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.year, value.month, value.day] if value else [None, None, None]


class DayField(forms.MultiValueField):
    """日期: a day typed as year, month and day."""

    def __init__(self, label: str, *, is_birthday: bool = False, **options: Any) -> None:
        whole = {"invalid": "年、月、日只能填数字", "incomplete": "年、月、日都要填"}
        parts = [forms.IntegerField(error_messages=whole) for _ in DayWidget.PARTS]
        super().__init__(parts, label=label, widget=DayWidget(is_birthday=is_birthday), **options)

    def compress(self, data_list: Sequence[int]) -> date | None:
        if not data_list:
            return None
        try:
            return date(*data_list)
        except ValueError as error:
            raise forms.ValidationError("没有这一天，请核对年、月、日") from error


def _id_number(text: str) -> str:
    # The command, which is told the day, refuses a birth in the future.
    return parse_id_number(text, today=date.max).number


def _checked(parse: Callable[[str], str], text: str) -> str:
    """Let a rule read what was typed; its refusal becomes the field's error."""
    if not text:
        return text
    try:
        return parse(text)
    except Invalid as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
