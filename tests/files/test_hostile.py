"""Forty hostile files, always the same ones, harm nothing; `make torture` takes more."""

from __future__ import annotations

import pytest
from torture import files
from torture._hostile_files import FAMILIES, generate

pytestmark = pytest.mark.fault

SEED = 20
MANY = 40


def test_hostile_files_harm_nothing() -> None:
    result = files.run(seed=SEED, n=MANY)
    assert result["violations"] == []
    assert result["clean"] + result["refused"] == MANY
    assert result["clean"] > MANY / 3  # harmless at heart, and not simply all refused


def test_the_same_seed_makes_the_same_files_and_no_family_is_left_out() -> None:
    first = [file.content for file in generate(seed=1, n=20)]
    assert first == [file.content for file in generate(seed=1, n=20)]
    assert len({file.family for file in generate(seed=1, n=len(FAMILIES))}) == len(FAMILIES)
