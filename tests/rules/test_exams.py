from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bianmin.rules import exams
from bianmin.rules.errors import Invalid
from bianmin.rules.exams import Key, QuestionKind, Score


@given(st.sets(st.integers(1, 40), min_size=10), st.sets(st.integers(1, 40)), st.integers(0, 99))
def test_a_paper_has_no_repeats_and_the_unseen_first(
    bank: set[int], seen: set[int], seed: int
) -> None:
    paper = exams.draw(bank, seen, 10, Random(seed))
    assert len(set(paper)) == len(paper) == 10
    assert set(paper) <= bank
    fresh = bank - seen
    assert len(set(paper) & fresh) == min(10, len(fresh))
    assert paper == exams.draw(bank, seen, 10, Random(seed))


def test_papers_differ() -> None:
    papers = {tuple(exams.draw(range(40), (), 10, Random(seed))) for seed in range(20)}
    assert len(papers) == 20


def test_a_bank_too_small_draws_nothing() -> None:
    with pytest.raises(Invalid, match="只有 3 道题"):
        exams.draw([1, 2, 3], (), 5, Random(0))


KEYS = {
    1: Key(QuestionKind.SINGLE, frozenset({2})),
    2: Key(QuestionKind.MULTIPLE, frozenset({0, 1})),
    3: Key(QuestionKind.JUDGE, frozenset({0})),
}


@pytest.mark.parametrize(
    ("given_", "right"),
    [
        ({1: [2], 2: [1, 0], 3: [0]}, 3),
        ({1: [2], 2: [0], 3: [0]}, 2),  # half of several is nothing
        ({1: [2], 2: [0, 1, 2], 3: [0]}, 2),
        ({1: [1], 3: [1]}, 0),
        ({}, 0),
    ],
)
def test_a_question_counts_when_answered_exactly(given_: dict[int, list[int]], right: int) -> None:
    assert exams.grade([1, 2, 3], KEYS, given_) == Score(right, 3)


@pytest.mark.parametrize(
    ("right", "of", "mark", "passes", "points"),
    [(8, 10, 80, True, 80), (7, 10, 80, False, 70), (0, 0, 0, False, 0), (2, 3, 67, False, 66)],
)
def test_the_mark_is_reached_or_not(
    right: int, of: int, mark: int, passes: bool, points: int
) -> None:
    score = Score(right, of)
    assert (score.passes(mark), score.points) == (passes, points)


@pytest.mark.parametrize(
    ("kind", "options", "right", "field"),
    [
        (QuestionKind.SINGLE, ["一", "二"], [0], ""),
        (QuestionKind.MULTIPLE, ["一", "二", "三"], [0, 2], ""),
        (QuestionKind.JUDGE, ["对", "错"], [1], ""),
        (QuestionKind.SINGLE, ["一", "二"], [0, 1], "right"),
        (QuestionKind.MULTIPLE, ["一", "二"], [1], "right"),
        (QuestionKind.SINGLE, ["一", "二"], [2], "right"),
        (QuestionKind.SINGLE, ["一", "二"], [], "right"),
        (QuestionKind.SINGLE, ["一", " "], [0], "options"),
        (QuestionKind.SINGLE, ["一", "一"], [0], "options"),
        (QuestionKind.SINGLE, ["一"], [0], "options"),
        (QuestionKind.JUDGE, ["是", "否"], [0], "options"),
    ],
)
def test_a_question_can_be_answered(
    kind: QuestionKind, options: list[str], right: list[int], field: str
) -> None:
    if not field:
        exams.check_question(kind, options, right)
        return
    with pytest.raises(Invalid) as refused:
        exams.check_question(kind, options, right)
    assert field in refused.value.fields


@pytest.mark.parametrize(
    ("scope", "items", "code", "allowed"),
    [
        ("all", [], "", True),
        ("all", [], "A", True),
        ("items", ["A", "B"], "A", True),
        ("items", ["A", "B"], "C", False),
        ("items", ["A", "B"], "", False),
        ("none", [], "A", False),
        ("none", ["A"], "A", False),
    ],
)
def test_a_certificate_is_good_for_its_items(
    scope: str, items: list[str], code: str, allowed: bool
) -> None:
    assert exams.covers(scope, items, code) == allowed


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [
        (date(2026, 3, 2), 24, date(2028, 3, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2026, 12, 15), 1, date(2027, 1, 14)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
    ],
)
def test_a_certificate_ends(issued: date, months: int, last: date) -> None:
    assert exams.valid_until(issued, months) == last
