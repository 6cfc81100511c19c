"""随附事项: the shipped files keep their schema and the rules of plain guides; files only."""

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bianmin.catalogue.shipped import shipped_items
from bianmin.rules.lint import lint_catalogue
from bianmin.rules.scenarios import tree_of

DATA = Path(__file__).parents[2] / "src" / "bianmin" / "catalogue" / "data"
BESIDE = {"schema.json", "areas.json", "themes.json", "words.json", "bundles.json"}

WORD_LIMIT = 30  # characters of a sentence
FIELDS_A_TOPIC = 6
NATURAL_DAYS = {"workday": 7 / 5, "day": 1.0, "hour": 1 / 24, "month": 30.0}
CATCH_ALL = re.compile(r"其他材料|其它材料|相关材料|有关材料|等材料|其他证明|相关证明|规定的其他")
OFFICIALESE = re.compile(
    r"申请人|受理条件|办理时限|予以|之日起|上述|须持|系指|逾期|此处|点击|知悉|兹|特此|按规定|相关部门"
)
ABOUT_THE_APPLICANT = re.compile(r"^(applicant|my)_|^(name|id_number|phone|mobile|address)$")


def read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


FILES = sorted(path.name for path in DATA.glob("*.json") if path.name not in BESIDE)
ITEMS: list[dict[str, Any]] = shipped_items()
CODES = [item["code"] for item in ITEMS]
every_item = pytest.mark.parametrize("item", ITEMS, ids=CODES)


def what_citizens_read(item: dict[str, Any]) -> Iterator[str]:
    yield item["plain_name"]
    yield item["fee"]["text"]
    yield from item["conditions"]
    for material in item["materials"]:
        yield from (material["plain_name"], material["note"])
    for step in item["flow"]:
        yield step["step"]
    for pair in item["faq"]:
        yield from (pair["question"], pair["answer"])
    for field in item["form_schema"]["properties"].values():
        hints = field["x-bianmin"]
        yield from (hints["topic"]["title"], hints["label"], hints.get("hint", ""))
        yield from hints.get("labels", {}).values()


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text without spaces and punctuation, to be counted."""
    for part in re.split(r"[。！？；!?;]", text):
        yield re.sub(r"[^\w]", "", part)


def days(limit: dict[str, Any]) -> float:
    return float(limit["amount"] * NATURAL_DAYS[limit["unit"]])


def test_the_shipped_catalogue_has_no_fault_and_real_question_trees() -> None:
    items = {str(item["code"]): item for item in shipped_items()}
    found = lint_catalogue({code: (item, item["form_schema"]) for code, item in items.items()})
    assert [str(finding) for finding in found] == []
    split = [code for code, item in items.items() if tree_of(item)]
    assert len(split) >= 12


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(read("schema.json"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_keeps_the_schema(name: str) -> None:
    found = Draft202012Validator(read("schema.json")).iter_errors(read(name))
    assert not [f"{list(error.absolute_path)}: {error.message[:120]}" for error in found]


@pytest.mark.parametrize("name", FILES)
def test_a_file_holds_one_area(name: str) -> None:
    area = next(area for area in read("areas.json")["areas"] if area["file"] == name)
    held = read(name)
    assert held["area"] == area["name"]
    assert {item["area"] for item in held["items"]} == {area["name"]}
    assert all(item["code"].startswith(f"LC-{area['code']}-") for item in held["items"])


def test_areas_are_those_of_the_plan() -> None:
    areas = read("areas.json")["areas"]
    assert [area["order"] for area in areas] == list(range(1, 17))
    assert {area["file"] for area in areas} >= set(FILES)


def test_codes_numbers_and_names_are_unique() -> None:
    assert len(set(CODES)) == len(CODES)
    assert len({code[-3:] for code in CODES}) == len(CODES)
    assert len({item["name"] for item in ITEMS}) == len(ITEMS)
    assert len({item["plain_name"] for item in ITEMS}) == len(ITEMS)


def test_life_events_have_items() -> None:
    assert all(theme["items"] for theme in read("themes.json")["themes"])


@every_item
def test_the_promise_is_not_longer_than_the_law(item: dict[str, Any]) -> None:
    statutory = item["statutory_limit"]
    assert statutory is None or days(item["promised_limit"]) <= days(statutory)


@every_item
def test_the_steps_keep_the_promise(item: dict[str, Any]) -> None:
    found = [re.fullmatch(r"(\d+)个工作日", step["limit"]) for step in item["flow"]]
    taken = sum(int(step[1]) for step in found if step)
    assert taken * NATURAL_DAYS["workday"] <= days(item["promised_limit"])


@every_item
def test_no_agent_applies_where_the_citizen_must_be_present(item: dict[str, Any]) -> None:
    if item["presence_required"]:
        assert item["path"]["village"] != "agent"
        assert item["agent_help"] != "proxy"


@every_item
def test_the_village_is_linked_to_the_township(item: dict[str, Any]) -> None:
    if item["path"]["village"] and item["area"] not in {"开具证明", "水电气暖缴费"}:
        assert item["path"]["township"]


@every_item
def test_words_of_the_search_differ_from_the_name(item: dict[str, Any]) -> None:
    assert item["plain_name"] not in item["synonyms"]
    assert item["name"] not in item["synonyms"]


@every_item
def test_materials_have_keys_of_their_own_and_no_catch_all(item: dict[str, Any]) -> None:
    keys = [material["key"] for material in item["materials"]]
    assert len(set(keys)) == len(keys)
    for material in item["materials"]:
        assert not CATCH_ALL.search(material["name"] + material["plain_name"])
        assert material["need"] != 2 or material["note"], "say when it is needed"


@every_item
def test_citizens_read_short_plain_sentences(item: dict[str, Any]) -> None:
    for text in what_citizens_read(item):
        assert not OFFICIALESE.search(text), text
        assert max(map(len, sentences(text))) <= WORD_LIMIT, text


@every_item
def test_a_form_is_a_schema_with_display_hints(item: dict[str, Any]) -> None:
    form = item["form_schema"]
    Draft202012Validator.check_schema(form)
    assert set(form["required"]) <= set(form["properties"])
    assert not [name for name in form["properties"] if ABOUT_THE_APPLICANT.search(name)]
    for name, field in form["properties"].items():
        hints = field["x-bianmin"]
        values = field.get("enum") or field.get("items", {}).get("enum", [])
        assert (hints["kind"] in ("choice", "choices")) == bool(values), name
        assert set(hints.get("labels", {})) == set(values), name
        is_text = field["type"] == "string"
        assert not is_text or {"enum", "format", "maxLength", "pattern"} & set(field)
        if "pattern" in field:
            assert all(re.search(field["pattern"], example) for example in field["examples"])


@every_item
def test_a_form_is_asked_as_the_schema_of_files_says(item: dict[str, Any]) -> None:
    told = read("schema.json")
    checked = {"$ref": "#/$defs/form", "$defs": told["$defs"]}
    found = Draft202012Validator(checked).iter_errors(item["form_schema"])
    assert not [f"{list(error.absolute_path)}: {error.message[:120]}" for error in found]


@every_item
def test_a_form_has_one_short_topic_a_page(item: dict[str, Any]) -> None:
    topics = [field["x-bianmin"]["topic"] for field in item["form_schema"]["properties"].values()]
    runs = [(page, list(run)) for page, run in groupby(topics, key=lambda topic: topic["page"])]
    assert [page for page, _ in runs] == list(range(1, len(runs) + 1))
    for _, run in runs:
        assert len(run) <= FIELDS_A_TOPIC
        assert len({topic["title"] for topic in run}) == 1
