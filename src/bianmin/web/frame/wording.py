"""用语: what a form says when something is missing; plain words instead of the framework's."""

from __future__ import annotations

from django import forms

REQUIRED: dict[type[forms.Field], str] = {
    forms.Field: "请填写",
    forms.ChoiceField: "请选一个",
    forms.MultipleChoiceField: "请至少选一个",
    forms.BooleanField: "请打勾",
    forms.FileField: "请拍照或选一个文件",
}


def speak_plainly() -> None:
    """用语: give every field that names no words of its own these ones."""
    for field, words in REQUIRED.items():
        field.default_error_messages = {**field.default_error_messages, "required": words}
