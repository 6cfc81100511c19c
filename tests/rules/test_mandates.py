"""委托: what has to be written (§165), how long it lasts, who ends it (§173, §175)."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest

from bianmin.rules import mandates
from bianmin.rules.errors import Invalid
from bianmin.rules.lifecycle import WHO_MAY, Action
from bianmin.rules.lists import AREAS
from bianmin.rules.mandates import (
    ACTS,
    ENDS,
    End,
    Relation,
    Side,
    Way,
    covers,
    end_by,
    scope_words,
)
from bianmin.rules.roles import RoleKind

TODAY, OLD = date(2026, 8, 31), date(1945, 5, 6)
CHILD: dict[str, Any] = {
    "relation": "child", "way": Way.CODE, "areas": ["老年人优待"], "items": [], "months": 12,
    "today": TODAY, "born_on": OLD, "document": "",
}  # fmt: skip


def terms(**changes: Any) -> mandates.Terms:
    given = CHILD | changes
    return mandates.terms(given.pop("relation"), given.pop("way"), **given)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 8, 31), 12, date(2027, 8, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
    ],
)
def test_it_ends_within_a_year(start: date, months: int, last: date) -> None:
    assert terms(today=start, months=months).ends_on == last


GUARDIAN = {"relation": "guardian", "way": Way.LAW, "document": "户口簿，父女"}
MINOR = date(2009, 2, 3)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"areas": []}, "areas"),
        ({"areas": ["别的领域"]}, "areas"),
        ({"months": 24}, "months"),
        ({"months": 0}, "months"),
        ({"relation": "neighbour"}, "relation"),
        ({"relation": "guardian"}, "relation"),  # never by a code
        ({"way": Way.LAW, "document": "户口簿"}, "relation"),  # the law names guardians alone
        (GUARDIAN | {"document": " "}, "document"),
        ({"born_on": MINOR}, "relation"),  # nobody consents before eighteen
    ],
)
def test_what_has_to_be_said(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        terms(**changes)
    assert field in wrong.value.fields


def test_a_guardian_stands_in_until_the_ward_is_of_age() -> None:
    assert terms(**GUARDIAN, born_on=MINOR).ends_on == date(2027, 2, 3)
    assert terms(**GUARDIAN, born_on=OLD).ends_on == date(2027, 8, 31)
    assert terms(**GUARDIAN, born_on=date(2008, 9, 1)).ends_on == date(2026, 9, 1)


def test_the_scope_is_an_area_or_an_item() -> None:
    assert covers(["老年人优待"], [], "老年人优待", "A")
    assert covers([], ["A"], "社会救助", "A")
    assert not covers(["老年人优待"], ["A"], "社会救助", "B")


BY_ITSELF = (End.EXPIRED, End.REPLACED, End.DONE)


def test_every_end_has_its_article_and_nobody_else_may_say_it() -> None:
    assert set(ENDS) == set(End)
    allowed = {
        (End.REVOKED, Side.PRINCIPAL), (End.RENOUNCED, Side.HOLDER),
        *((end, Side.WINDOW) for end in End if end not in BY_ITSELF),
        *((end, Side.NOBODY) for end in BY_ITSELF),
    }  # fmt: skip
    for end, side in product(End, Side):
        if (end, side) in allowed:
            end_by(end, side)
            continue
        with pytest.raises(Invalid):
            end_by(end, side)
    assert all(ground.article.startswith("§1") for ground in ENDS.values())


def test_a_relative_does_only_what_applicants_do_and_never_their_own_words() -> None:
    assert all(RoleKind.CITIZEN in WHO_MAY[action] for action in ACTS)
    assert Action.OPEN_RESULT not in ACTS
    assert set(mandates.RELATIONS) == set(Relation) and set(mandates.WAYS) == set(Way)


def test_the_scope_in_few_words() -> None:
    assert scope_words(AREAS, []) == "办所有的事"
    assert scope_words(["社会救助"], []) == "只办社会救助"
    assert scope_words(AREAS[:3], []) == "只办3类事"
    assert scope_words([], ["A"], "高龄津贴") == "只办高龄津贴"
    assert scope_words([], ["A"]) == "只办1件事"
    assert scope_words(AREAS[:2], ["A"]) == "只办2类、1件事"
