"""申请表: the form of an item version, made from its JSON Schema and read back as answers.

The hints stand in `x-bianmin` as `catalogue/data/schema.json` defines them; a `kind` that is a
kind of personal value is also what the answer is masked by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from bianmin.catalogue.answers import check_answers, in_order, topics
from bianmin.rules.errors import Invalid
from bianmin.rules.masking import Audience, Kind, mask
from bianmin.web.frame.attempts import tell
from bianmin.web.frame.fields import DayField, IdNumberField, MobileField, PersonNameField

Schema = Mapping[str, Any]

LONG_TEXT = 120
FEW_CHOICES = 6


class AnswersForm(forms.Form):
    """申请表: every topic, or the one at position `topic` of `catalogue.answers.topics`."""

    def __init__(
        self,
        schema: Schema,
        topic: int | None = None,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        prefix: str | None = None,
    ) -> None:
        self.schema = part_of(schema, topic)
        super().__init__(data, initial=_initial(self.schema, initial or {}), prefix=prefix)
        wanted = self.schema.get("required", [])
        for name, rule in in_order(self.schema):
            self.fields[name] = field_of(name, rule, required=name in wanted)

    def clean(self) -> dict[str, Any]:
        """Check what every field found well-formed by the schema itself."""
        if not self.errors:
            try:
                check_answers(self.schema, self.answers())
            except Invalid as wrong:
                tell(self, wrong)
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """Return what was answered as JSON; what was left empty is left out."""
        given = {name: _plain(self.cleaned_data.get(name)) for name in self.fields}
        return {name: value for name, value in given.items() if value not in (None, "", [])}

    def asked(self) -> dict[str, Any]:
        """Return every answer this form asked for: None where it was left empty or is wrong."""
        return {**dict.fromkeys(self.fields), **self.answers()}


def part_of(schema: Schema, topic: int | None) -> Schema:
    """Return the schema of one topic; rules that join topics hold for the whole form only."""
    if topic is None:
        return schema
    names = topics(schema)[topic][1]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: schema["properties"][name] for name in names},
        "required": [name for name in schema.get("required", []) if name in names],
    }


def field_of(name: str, rule: Schema, *, required: bool) -> forms.Field:
    """Return the form field that asks for one property."""
    hints = rule.get("x-bianmin", {})
    words: dict[str, Any] = {
        "label": hints.get("label") or rule.get("title") or name,
        "help_text": _help(hints, rule),
        "required": required,
    }
    kind = rule.get("type")
    if "enum" in rule:
        return _choice(rule, hints, words)
    if kind == "array" and "enum" in rule.get("items", {}):
        choices = _choices(rule["items"]["enum"], hints)
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, **words
        )
    if kind == "boolean":
        return forms.BooleanField(**words)
    if kind == "integer":
        return _number(forms.IntegerField, rule, words)
    if kind == "number":
        return _number(forms.DecimalField, rule, words)
    return _text(rule, words)


def shown_answers(
    schema: Schema, answers: Mapping[str, Any], audience: Audience = Audience.WINDOW
) -> list[tuple[str, str]]:
    """Return (label, words) of every answer in the form's order, as this audience may see it."""
    return [
        (
            rule.get("x-bianmin", {}).get("label") or rule.get("title") or name,
            _masked(rule, answers[name], audience),
        )
        for name, rule in in_order(schema)
        if name in answers
    ]


def _masked(rule: Schema, value: Any, audience: Audience) -> str:
    kind = _kind(rule)
    words = _words(value, rule.get("x-bianmin", {}))
    return mask(Kind(kind) if kind in set(Kind) else Kind.WORDS, words, audience)


def _kind(rule: Schema) -> str:
    return "date" if rule.get("format") == "date" else rule.get("x-bianmin", {}).get("kind", "")


def _words(value: Any, hints: Schema) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_words(one, hints) for one in value)
    if isinstance(value, dict):
        return "，".join(_words(one, {}) for one in value.values())
    unit = hints.get("unit", "")
    said = hints.get("labels", {}).get(str(value), str(value))
    return f"{said} {unit}" if unit else str(said)


def _help(hints: Schema, rule: Schema) -> str:
    said, unit = hints.get("hint") or rule.get("description", ""), hints.get("unit", "")
    return f"{said}（单位：{unit}）" if said and unit else said or (unit and f"单位：{unit}")


def _choices(values: Sequence[Any], hints: Schema) -> list[tuple[str, str]]:
    labels = hints.get("labels", {})
    return [(str(value), str(labels.get(str(value), value))) for value in values]


def _choice(rule: Schema, hints: Schema, words: dict[str, Any]) -> forms.Field:
    choices = _choices(rule["enum"], hints)
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


def _text(rule: Schema, words: dict[str, Any]) -> forms.Field:
    longest = rule.get("maxLength", 200)
    kind = _kind(rule)
    if kind == "date":
        return DayField(**words)
    if kind == "phone":
        return MobileField(**words)
    if kind == "id_number":
        return IdNumberField(**words)
    if kind == "name":
        return PersonNameField(autocomplete=_autofill(rule), **words)
    if kind == "textarea" or longest > LONG_TEXT:
        return forms.CharField(
            max_length=longest, widget=forms.Textarea(attrs={"rows": 3}), **words
        )
    attrs = {"autocomplete": _autofill(rule), "inputmode": _keyboard(rule)}
    return forms.CharField(max_length=longest, widget=forms.TextInput(attrs=attrs), **words)


def _autofill(rule: Schema) -> str:
    return str(rule.get("x-bianmin", {}).get("autocomplete", "off"))


def _keyboard(rule: Schema) -> str:
    return str(rule.get("x-bianmin", {}).get("inputmode", "text"))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _initial(schema: Schema, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers as the fields take them: a day is a date again."""
    rules = schema.get("properties", {})
    return {
        name: date.fromisoformat(value) if _kind(rules[name]) == "date" else value
        for name, value in answers.items()
        if name in rules
    }
