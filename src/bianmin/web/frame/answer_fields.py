"""申请表的项: the form field that asks for one property of a form's schema.

The hints stand in `x-bianmin` as `rules.forms` tells; a `kind` of personal value has its own
keyboard and check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from bianmin.rules.form_kinds import UPLOADED
from bianmin.rules.forms import hints, kind_of, label_of
from bianmin.web.frame.fields import (
    DayField,
    IdNumberField,
    MobileField,
    PersonNameField,
    PhotosField,
)
from bianmin.web.frame.region_field import RegionField

Schema = Mapping[str, Any]

LONG_TEXT = 120
FEW_CHOICES = 6
SIGN_HERE = "写上您的姓名，就是签字"


def field_of(name: str, rule: Schema, *, required: bool) -> forms.Field:
    """Return the form field that asks for one property; a table is made by `answers_form`."""
    words: dict[str, Any] = {
        "label": label_of(name, rule),
        "help_text": _help(rule),
        "required": required,
    }
    kind = rule.get("type")
    if kind_of(rule) in UPLOADED:
        return PhotosField(**words)
    if kind_of(rule) == "region":
        return RegionField(**words)
    if "enum" in rule:
        return _choice(rule, words)
    if kind == "array" and "enum" in rule.get("items", {}):
        choices = _choices(rule["items"]["enum"], rule)
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, **words
        )
    if kind == "boolean":
        return forms.BooleanField(**words)
    if kind == "integer":
        return _number(forms.IntegerField, rule, words)
    if kind == "number":
        return _decimal(rule, words)
    return _text(rule, words)


def _help(rule: Schema) -> str:
    told = hints(rule)
    said, unit = told.get("hint") or rule.get("description", ""), told.get("unit", "")
    if kind_of(rule) == "signature":
        said = said or SIGN_HERE
    return f"{said}（单位：{unit}）" if said and unit else said or (unit and f"单位：{unit}")


def _choices(values: Sequence[Any], rule: Schema) -> list[tuple[str, str]]:
    labels = hints(rule).get("labels", {})
    return [(str(value), str(labels.get(str(value), value))) for value in values]


def _choice(rule: Schema, words: dict[str, Any]) -> forms.Field:
    choices = _choices(rule["enum"], rule)
    by_text = {str(value): value for value in rule["enum"]}
    if len(choices) > FEW_CHOICES:
        choices = [("", "请选择"), *choices]
    return forms.TypedChoiceField(
        choices=choices,
        coerce=lambda text: by_text.get(text, text),
        empty_value=None,
        widget=forms.RadioSelect if len(choices) <= FEW_CHOICES else forms.Select,
        **words,
    )


def _number(kind: type[forms.IntegerField], rule: Schema, words: dict[str, Any]) -> forms.Field:
    return kind(
        min_value=rule.get("minimum"),
        max_value=rule.get("maximum"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        **words,
    )


def _decimal(rule: Schema, words: dict[str, Any]) -> forms.Field:
    if kind_of(rule) == "money":
        words = words | {"decimal_places": 2}
    return _number(forms.DecimalField, rule, words)


def _text(rule: Schema, words: dict[str, Any]) -> forms.Field:
    longest = rule.get("maxLength", 200)
    kind = kind_of(rule)
    if kind == "date":
        return DayField(**words)
    if kind == "phone":
        return MobileField(**words)
    if kind == "id_number":
        return IdNumberField(**words)
    if kind in ("name", "signature"):
        return PersonNameField(autocomplete=_autofill(rule), **words)
    if kind == "textarea" or rule.get("maxLength", 0) > LONG_TEXT:
        return forms.CharField(
            max_length=longest, widget=forms.Textarea(attrs={"rows": 3}), **words
        )
    attrs = {"autocomplete": _autofill(rule), "inputmode": _keyboard(rule)}
    return forms.CharField(max_length=longest, widget=forms.TextInput(attrs=attrs), **words)


def _autofill(rule: Schema) -> str:
    return str(hints(rule).get("autocomplete", "off"))


def _keyboard(rule: Schema) -> str:
    given = "numeric" if kind_of(rule) == "bank" else "text"
    return str(hints(rule).get("inputmode", given))


def whole(value: Decimal) -> int | float:
    """Return a decimal as JSON writes it."""
    return int(value) if value == value.to_integral_value() else float(value)
