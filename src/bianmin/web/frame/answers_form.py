"""申请表: the form of an item version, made from its JSON Schema and read back as answers.

Without a script: conditions are judged on the server with what was typed. A field that an answer
on the same page has just brought in is shown, and asked for at the next sending; a button adds or
takes out a row of a table. Both send the page back (422) with all that was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms

from bianmin.catalogue.answers import check_answers
from bianmin.rules.errors import Invalid
from bianmin.rules.form_conditions import fields_of
from bianmin.rules.form_kinds import ON_PAPER, UPLOADED
from bianmin.rules.forms import Form as Schema
from bianmin.rules.forms import asks, in_order, is_table, kind_of, label_of, sections, topics, when
from bianmin.web.frame.answer_fields import field_of, whole
from bianmin.web.frame.attempts import hush, tell

ROW = "row"
"""The button that adds (`members+`) or takes out (`members-2`) a row."""
LOOK = "look"
"""What is sent to see the form anew: nothing is checked and nothing is kept."""
SHOWN = "shown"
"""Beside a field with a condition: it was on the page that was sent."""


ONE_PART = 12


class AnswersForm(forms.Form):
    """申请表: every topic, or the one at position `topic` of `rules.forms.topics`.

    `initial` holds all answers known so far, also those of other topics: conditions look at them.
    At the window a file is a paper handed over (`at_window`): it is ticked, not uploaded.
    `offered` holds what fields are filled in with beforehand, and in words where it comes from;
    `sources` says the latter of what was just put among that which was typed.
    """

    def __init__(
        self,
        schema: Schema,
        topic: int | None = None,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        prefix: str | None = None,
        at_window: bool = False,
        offered: Mapping[str, tuple[Any, str]] | None = None,
        sources: Mapping[str, str] | None = None,
    ) -> None:
        known = dict(initial or {})
        fresh = {k: v for k, v in (offered or {}).items() if k not in known and not data}
        self.sources = {name: source for name, (_, source) in fresh.items()} | dict(sources or {})
        known = {name: value for name, (value, _) in fresh.items()} | known
        super().__init__(data, cast(Any, files), initial=_initial(schema, known), prefix=prefix)
        self.schema, self.known, self.at_window = schema, known, at_window
        self.page = _page(schema, topic)
        self.fresh: set[str] = set()
        self._lay_out()

    def _lay_out(self) -> None:
        """Make the fields that are asked, one after another: each may bring in later ones."""
        answers: dict[str, Any] = {}
        looked_at = _looked_at(self.schema)
        wanted = self.schema.get("required", ())
        for name, rule in in_order(self.schema):
            if not asks(rule, answers):
                continue
            given: Any = self.known.get(name)
            if name in self.page:
                field = self._field(name, rule, required=name in wanted)
                self.fields[name] = field
                if name in self.sources:
                    field.help_text = _with_source(field.help_text, self.sources[name])
                if name in looked_at:
                    given = self._typed(name, field)
                    field.widget.attrs["data-asks"] = ""
                self._mark_fresh(name, rule, field)
            if given not in (None, "", []):
                answers[name] = given
        self.known_so_far = answers
        self.others = {name: value for name, value in answers.items() if name not in self.page}

    def _field(self, name: str, rule: Schema, *, required: bool) -> forms.Field:
        if is_table(rule):
            return RowsField(rule, label=label_of(name, rule), required=required)
        if kind_of(rule) in UPLOADED and self.at_window:
            return forms.BooleanField(
                label=f"收到{label_of(name, rule)}（纸质）", required=required
            )
        kept = len(self.known.get(name, ())) if kind_of(rule) in UPLOADED else 0
        field = field_of(name, rule, required=required and not kept)
        field.kept = kept  # type: ignore[attr-defined]
        return field

    def _typed(self, name: str, field: forms.Field) -> Any:
        """Return what stands in a field that others look at, as an answer; None if it is wrong."""
        if not self.is_bound:
            return self.known.get(name)
        raw = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        try:
            return _plain(field.clean(raw))
        except forms.ValidationError:
            return None

    def _mark_fresh(self, name: str, rule: Schema, field: forms.Field) -> None:
        """Note a field that was not on the page when it was sent."""
        if when(rule) is None:
            return
        field.is_conditional = True  # type: ignore[attr-defined]
        if not self.is_bound:
            return
        html = self.add_prefix(name)
        omitted = field.widget.value_omitted_from_data(self.data, self.files, html)
        raw = field.widget.value_from_datadict(self.data, self.files, html)
        if f"{html}-{SHOWN}" not in self.data and (omitted or not raw):
            self.fresh.add(name)

    @property
    def is_looking(self) -> bool:
        """改表: a button of the form itself was pressed: a row more, a row less, or to look."""
        return self.is_bound and bool(self.data.get(ROW) or self.data.get("act") == LOOK)

    @property
    def has_rows(self) -> bool:
        """有表格: Enter must not press the button of a row."""
        return any(isinstance(field, RowsField) for field in self.fields.values())

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """分部分: (section, its fields) as one screen shows them; a short form is one part."""
        if len(self.fields) <= ONE_PART:
            return [("", [self[name] for name in self.fields])]
        found = [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in sections(self.schema)
        ]
        return [(title, fields) for title, fields in found if fields]

    def full_clean(self) -> None:
        """Check everything, but say nothing of what was only just brought in."""
        if self.is_looking:
            hush(self)
            return
        super().full_clean()
        for name in self.fresh & set(self.errors):
            del self.errors[name]

    @property
    def is_blank(self) -> bool:
        """没有填: nothing was typed into any field."""
        raw = [
            field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        ]
        return not any(any(one) if isinstance(one, list) else one for one in raw)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.fresh and not self.is_looking

    def clean(self) -> dict[str, Any]:
        """Check what every field found well-formed by the schema itself."""
        if not self.errors:
            try:
                check_answers(self.schema, self.others | self._given(), only=self.page)
            except Invalid as wrong:
                tell(self, wrong)
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """Return what was answered as JSON; what was left empty is left out."""
        return {name: value for name, value in self._given().items() if not _is_new(value)}

    def asked(self) -> dict[str, Any]:
        """Return every answer this form asked for: None where it was left empty or is wrong."""
        kept = self._kept_files()
        return {**dict.fromkeys(self.fields), **self.answers(), **kept}

    def uploads(self) -> Iterator[tuple[str, str, Any]]:
        """Yield (field, label, upload) of every file that was chosen."""
        for name, rule in in_order(self.schema):
            if name in self.fields and kind_of(rule) in UPLOADED and not self.at_window:
                for upload in self.cleaned_data.get(name) or ():
                    yield name, label_of(name, rule), upload

    def _given(self) -> dict[str, Any]:
        given = {name: self._answer(name) for name in self.fields}
        return {name: value for name, value in given.items() if value not in (None, "", [])}

    def _answer(self, name: str) -> Any:
        value = self.cleaned_data.get(name)
        if kind_of(self.schema["properties"][name]) not in UPLOADED:
            return _plain(value)
        if self.at_window:
            return [ON_PAPER] if value else None
        kept = list(self.known.get(name, ()))
        return kept + [f"{NEW}{n}" for n in range(len(value or ()))]

    def _kept_files(self) -> dict[str, Any]:
        rules = self.schema["properties"]
        names = [name for name in self.fields if kind_of(rules[name]) in UPLOADED]
        if self.at_window:
            return {}
        return {name: self.known[name] for name in names if self.known.get(name)}


NEW = "new"
"""Stands for a file that is being sent, until it has a number of its own."""


class RowsInput(forms.Widget):
    """表格: a form for each row, numbered anew when one is added or taken out."""

    template_name = "frame/widgets/rows.html"
    use_fieldset = True

    def __init__(self, rule: Schema) -> None:
        super().__init__()
        self.rule = rule

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[AnswersForm]:
        pressed = str(data.get(ROW, ""))
        kept = [n for n in _numbers(data, name) if pressed != f"{name}-{n}"]
        added = [None] if pressed == f"{name}+" and len(kept) < self.most else []
        rows = [self._row(data, name, n, old) for n, old in enumerate([*kept, *added])]
        for field in list(rows[-1].fields.values())[:1] if added else ():
            field.widget.attrs["autofocus"] = True
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(True for _ in _numbers(data, name))

    @property
    def most(self) -> int:
        return int(self.rule.get("maxItems", 20))

    def _row(self, data: Any, name: str, number: int, old: int | None) -> AnswersForm:
        head, here = f"{name}-{old}-", f"{name}-{number}"
        typed = {f"{here}-{k[len(head) :]}": data.getlist(k) for k in data if k.startswith(head)}
        carried = _Typed(typed)
        if data.get(ROW) or data.get("act") == LOOK:
            carried[ROW] = "…"
        return AnswersForm(self.rule["items"], data=carried, prefix=here)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        least = max(1, int(self.rule.get("minItems", 1)))
        rows = list(value or [])
        if not any(isinstance(row, AnswersForm) for row in rows):
            filled = rows + [{}] * (least - len(rows))
            rows = [
                AnswersForm(self.rule["items"], initial=row, prefix=f"{name}-{n}")
                for n, row in enumerate(filled)
            ]
        for row in rows[1:]:
            if row.is_bound and row.is_blank:
                hush(row)
        context["widget"] |= {
            "rows": [(n, f"{name}-{n}", row) for n, row in enumerate(rows)],
            "noun": self.rule.get("x-bianmin", {}).get("row", "行"),
            "may_add": len(rows) < self.most,
            "may_drop": len(rows) > least,
            "add": f"{name}+",
        }
        return context


class RowsField(forms.Field):
    """表格: cleaned to the list of its rows; an empty row is left out."""

    def __init__(self, rule: Schema, **options: Any) -> None:
        hint = rule.get("x-bianmin", {}).get("hint", "")
        super().__init__(widget=RowsInput(rule), help_text=hint, **options)

    def clean(self, value: list[AnswersForm]) -> list[dict[str, Any]]:
        filled = [row for row in value or [] if not row.is_blank]
        if not filled and self.required:
            for row in (value or [])[:1]:
                row.is_valid()
            raise forms.ValidationError("请至少填一行")
        faulty = [n for n, row in enumerate(filled, 1) if not row.is_valid()]
        if faulty:
            raise forms.ValidationError(f"第 {'、'.join(map(str, faulty))} 行还没填好")
        return [row.answers() for row in filled]


class _Typed(dict[str, Any]):
    """What was typed into one row, read as a QueryDict is."""

    def get(self, key: str, default: Any = None) -> Any:
        value = super().get(key, default)
        return (value[-1] if value else default) if isinstance(value, list) else value

    def getlist(self, key: str) -> list[Any]:
        value = super().get(key, [])
        return value if isinstance(value, list) else [value]


def _numbers(data: Any, name: str) -> Iterator[int]:
    """Yield the numbers of the rows that were on the page."""
    n = 0
    while any(key.startswith(f"{name}-{n}-") for key in data):
        yield n
        n += 1


def _page(schema: Schema, topic: int | None) -> tuple[str, ...]:
    if topic is None:
        return tuple(schema.get("properties", {}))
    return tuple(topics(schema)[topic][1])


def _with_source(hint: Any, source: str) -> str:
    said = f"已填好：{source}，不对就改"
    return f"{hint}。{said}" if hint else said


def _looked_at(schema: Schema) -> set[str]:
    conditions = [when(rule) for rule in schema.get("properties", {}).values()]
    return {name for one in conditions if one for name in fields_of(one)}


def _is_new(value: Any) -> bool:
    return isinstance(value, list) and any(str(one).startswith(NEW) for one in value)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return whole(value)
    return value


def _initial(schema: Schema, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers as the fields take them: a day is a date again."""
    rules = schema.get("properties", {})
    return {
        name: date.fromisoformat(value) if kind_of(rules[name]) == "date" else value
        for name, value in answers.items()
        if name in rules and kind_of(rules[name]) not in UPLOADED
    }
