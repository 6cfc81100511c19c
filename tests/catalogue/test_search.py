"""Find by own words: two hundred phrases written from the citizens' side before the search was.

One half was used for tuning. The other was kept: no failure of it was ever looked at, and none of
its phrases may be made into a word or synonym because this test names it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bianmin.catalogue import words
from bianmin.catalogue.search import Entry, Index, build, rank
from bianmin.catalogue.shipped import shipped_items
from bianmin.catalogue.spelling import initials

HALVES = ("seen", "kept")
FIRST, WANTED = 3, 95
ITEMS = shipped_items()
WORDS = words.table(*words.shipped())


@pytest.fixture(scope="module")
def shipped() -> Index:
    return build(
        [
            Entry(number, (item["name"], item["plain_name"], *item["synonyms"]), item["popular"])
            for number, item in enumerate(ITEMS)
        ],
        WORDS,
    )


def phrases(half: str) -> list[tuple[str, set[str]]]:
    lines = (Path(__file__).parent / f"phrases_{half}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(phrase, set(codes.split())) for phrase, codes in rows]


def codes(asked: str, index: Index) -> list[str]:
    return [str(ITEMS[number]["code"]) for number in rank(asked, index)]


@pytest.mark.parametrize("half", HALVES)
def test_the_right_item_is_among_the_first_three(half: str, shipped: Index) -> None:
    asked = phrases(half)
    missed = [phrase for phrase, right in asked if not right & set(codes(phrase, shipped)[:FIRST])]
    assert len(asked) == 100
    assert 100 - len(missed) >= WANTED, f"{100 - len(missed)} % of the half {half}"


def test_the_halves_share_no_phrase_and_name_shipped_items() -> None:
    seen, kept = (dict(phrases(half)) for half in HALVES)
    assert not set(seen) & set(kept)
    known = {item["code"] for item in ITEMS}
    assert set().union(*seen.values(), *kept.values()) <= known


@pytest.mark.parametrize(
    "asked", ["", "   ", "？！", "火星移民", "xyzzy", "q", "a" * 400, "0" * 40]
)
def test_what_means_nothing_finds_nothing(asked: str, shipped: Index) -> None:
    assert rank(asked, shipped) == []


@pytest.mark.parametrize("item", ITEMS, ids=[item["code"] for item in ITEMS])
def test_every_name_and_synonym_finds_its_item(item: dict[str, object], shipped: Index) -> None:
    """A word that several items claim may find another of them first."""
    claimed = [str(item["name"]), str(item["plain_name"])]
    for phrase in claimed:
        assert item["code"] in codes(phrase, shipped)[:FIRST], phrase
    for phrase in item["synonyms"]:  # type: ignore[attr-defined]
        others = [i for i in ITEMS if phrase in (i["plain_name"], *i["synonyms"])]
        assert item["code"] in codes(phrase, shipped)[: FIRST + len(others)], phrase


def test_spaces_case_and_width_do_not_matter(shipped: Index) -> None:
    assert codes("GLJT", shipped) == codes("gljt", shipped) == codes("ＧＬＪＴ", shipped)
    assert codes("lao nian zheng", shipped)[0] == codes("laonianzheng", shipped)[0]
    assert codes("老年 证", shipped)[0] == codes("老年证", shipped)[0]


@pytest.mark.parametrize(
    ("years", "stage"), [("八十三了", "八十岁"), ("92岁", "八十岁"), ("六十多岁", "六十岁")]
)
def test_an_age_says_who_is_meant(years: str, stage: str) -> None:
    assert stage in words.meanings(years, WORDS)
    assert "八十岁" not in words.meanings("2026岁", WORDS)


def test_initials_are_the_first_letters() -> None:
    assert initials("高龄津贴") == "gljt"
    assert initials("4050补贴") == "4bt"
