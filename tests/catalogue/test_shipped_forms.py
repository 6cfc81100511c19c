"""随附申请表: real forms for at least thirty items, as long and branched as municipal ones."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bianmin.catalogue.answers import check_answers, wrong_answers
from bianmin.catalogue.form_files import blocks, shipped_forms
from bianmin.catalogue.itemfile import read_items
from bianmin.catalogue.shipped import shipped_items
from bianmin.ops.demo.answers import plausible_answers
from bianmin.rules.errors import Invalid
from bianmin.rules.form_kinds import UPLOADED
from bianmin.rules.forms import (
    count,
    every_field,
    hints,
    in_order,
    is_table,
    kind_of,
    known_beforehand,
    topics,
    when,
)
from bianmin.rules.scenarios import form_at, tree_of
from tests.long_form import typed

DATA = Path(__file__).parents[2] / "src" / "bianmin" / "catalogue" / "data"
ITEMS = {item["code"]: item for item in shipped_items()}
FORMS = shipped_forms()
WRITTEN = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in DATA.glob("forms/*.json")}
FRESH = UPLOADED | {"declaration", "signature", "boolean"}
each_form = pytest.mark.parametrize("code", sorted(FORMS))


def test_at_least_thirty_items_have_forms_as_long_as_real_ones() -> None:
    sizes = {code: list(every_field(form)) for code, form in FORMS.items()}
    conditions = [sum(when(r) is not None for _, r in fields) for fields in sizes.values()]

    assert len(sizes) >= 30
    assert set(sizes) <= set(ITEMS)
    assert median(map(len, sizes.values())) >= 32
    assert median(conditions) >= 9
    assert max(map(len, sizes.values())) >= 78


def test_the_longest_has_tables_and_blocks_that_others_use_too() -> None:
    longest = FORMS["LC-JZ-048"]
    tables = [name for name, rule in every_field(longest) if is_table(rule)]
    used = Counter(key for form in FORMS.values() for key in {
        str(hints(rule)["block"]) for _, rule in every_field(form) if "block" in hints(rule)
    })  # fmt: skip

    assert {"members", "supporters", "cars", "houses"} <= set(tables)
    assert set(used) <= set(blocks())
    assert len([key for key, forms in used.items() if forms >= 2]) >= 8


def test_half_of_what_is_asked_can_be_filled_in_beforehand() -> None:
    """As in real municipal forms; never what the person must say or show anew."""
    shares = []
    for form in FORMS.values():
        known = [rule for _, rule in in_order(form) if hints(rule).get("prefill")]
        assert not [rule for rule in known if kind_of(rule) in FRESH]
        shares.append(known_beforehand(form) / count(form))
    assert median(shares) >= 0.5
    assert min(shares) >= 0.3


@each_form
def test_a_written_form_keeps_the_schema_and_is_marked(code: str) -> None:
    told = json.loads((DATA / "schema.json").read_text(encoding="utf-8"))
    checked = {"$ref": "#/$defs/written", "$defs": told["$defs"]}
    found = Draft202012Validator(checked).iter_errors(WRITTEN[code])

    assert not [f"{list(error.absolute_path)}: {error.message[:120]}" for error in found]
    assert WRITTEN[code]["mark"].startswith("示例")


@each_form
def test_every_scenario_takes_plausible_answers(code: str) -> None:
    tree = tree_of(ITEMS[code])
    for leaf in tree.leaves if tree else [None]:
        form = form_at(FORMS[code], leaf)
        for seed in range(3):
            answers = plausible_answers(form, random=Random(seed))
            check_answers(form, answers)
            assert typed(form, answers)


@each_form
def test_an_empty_form_tells_what_is_wanted_and_a_wrong_one_where(code: str) -> None:
    tree = tree_of(ITEMS[code])
    form = form_at(FORMS[code], tree.leaves[0] if tree else None)
    assert set(wrong_answers(form, {})) == {
        name for name in form["required"] if when(form["properties"][name]) is None
    }
    table = next((name for name, rule in form["properties"].items() if is_table(rule)), None)
    if table:
        told = wrong_answers(form, plausible_answers(form) | {table: [{}]})
        assert told[table].startswith("第 1 行“")


def test_pages_are_short_enough_for_a_phone() -> None:
    for code, form in FORMS.items():
        assert all(len(names) <= 6 for _, names in topics(form)), code
        assert len({title for title, _ in topics(form)}) == len(topics(form)), code


def test_a_file_of_items_without_a_form_is_refused() -> None:
    bare: dict[str, Any] = {k: v for k, v in ITEMS["LC-LN-077"].items() if k != "form_schema"}
    with pytest.raises(Invalid) as refused:
        read_items(json.dumps({"area": bare["area"], "items": [bare]}))
    assert "LC-LN-077 form_schema" in refused.value.fields
