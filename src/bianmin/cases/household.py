"""家里人: the people of one form's table as rows of another's, as far as both ask the same.

Forms ask about families in their own ways: who lives together, who comes along, whom to insure.
Name, number and relation are asked alike; what only one form asks stays empty and is asked anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bianmin.catalogue.answers import wrong_answers
from bianmin.rules.form_sources import HOUSEHOLD
from bianmin.rules.forms import Rule, hints, in_order, is_table, kind_of

Row = dict[str, Any]
WHO = "name"
"""The kind of column without which a row is nobody."""


def rows_from(
    form: Mapping[str, Any], answers: Mapping[str, Any], wanted: Rule, *, own_number: str
) -> list[Row]:
    """Return the rows that a table may begin with; the applicant is no row of a family's table."""
    told: list[Row] = []
    for name, rule in in_order(form):
        if is_table(rule) and hints(rule).get("prefill") == HOUSEHOLD:
            told += _rows(rule, answers.get(name) or (), wanted, own_number)
    return told[: int(wanted.get("maxItems", len(told)))]


def _rows(
    before: Rule, rows: Sequence[Mapping[str, Any]], wanted: Rule, own_number: str
) -> Iterator[Row]:
    old, new = dict(in_order(before["items"])), dict(in_order(wanted["items"]))
    alike = [name for name, rule in new.items() if name in old and _alike(old[name], rule)]
    names = [name for name, rule in new.items() if kind_of(rule) == WHO]
    for row in rows:
        if own_number and own_number in row.values():
            continue
        kept = {name: row[name] for name in alike if name in row}
        wrong = wrong_answers(wanted["items"], kept)
        kept = {name: value for name, value in kept.items() if name not in wrong}
        if any(kept.get(name) for name in names):
            yield kept


def _alike(old: Rule, new: Rule) -> bool:
    """The same kind of question in the same words; of a choice a value that is gone is left out."""
    before, after = hints(old).get("labels", {}), hints(new).get("labels", {})
    same = all(before[value] == after[value] for value in before.keys() & after.keys())
    return (
        kind_of(old) == kind_of(new) and hints(old).get("label") == hints(new).get("label") and same
    )
