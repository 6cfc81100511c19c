"""Finding places."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.regions import queries
from tests.regions.tables import D20, table, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tables() -> None:
    take(
        table(
            "371502 东昌府区",
            "371522 莘县",
            "371502001 古楼街道",
            "371522100 古城镇",
            "371502001001 古城社区居委会",
            "371522100201 东古城村委会",
        ),
        D20,
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("古城", ["古城镇", "古城社区", "东古城村"]),
        ("古城社区", ["古城社区"]),
        (" 古 城 社 区 ", ["古城社区"]),
        ("gucheng", ["古城镇", "古城社区"]),
        ("GCSQ", ["古城社区"]),
        ("gl", ["古楼街道"]),
        ("shenxian", ["莘县"]),
        ("", []),
        ("无此处", []),
    ],
)
def test_search(text: str, names: list[str]) -> None:
    assert [region.name for region in queries.search(text)] == names


def test_search_inside_a_place_and_a_level() -> None:
    county = queries.by_code("nbs", "371522")
    assert county is not None
    assert [r.name for r in queries.search("古城", path=county.path)] == ["古城镇", "东古城村"]
    assert [r.name for r in queries.search("古城", level="village")] == ["古城社区", "东古城村"]
    assert len(queries.search("古城", limit=1)) == 1


def test_a_found_place_brings_its_parents_without_asking_again(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(1):
        found = queries.search("古城社区")[0]
        assert found.parent is not None and found.parent.parent is not None
        assert found.parent.parent.name == "东昌府区"


def test_units_are_asked_for_once(django_assert_num_queries: Any) -> None:
    queries.forget()
    with django_assert_num_queries(1):
        assert queries.unit_name(5) == "莘县"
        assert queries.all_units() == (1, 5, 9, 10, 11)


def test_the_city() -> None:
    root = queries.city()
    assert root is not None and (root.name, root.unit) == ("聊城市", 0)
    assert queries.within(root.path).count() == 10
