"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from bianmin.rules.lifecycle import Action, State
from bianmin.rules.naming import SiteKind
from bianmin.rules.ratings import Satisfaction
from bianmin.rules.roles import RoleKind

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "bianmin"
FLOORS = [
    {"web", "api", "ops", "config"},
    {"wire"},
    {"papers"},
    {"reports"},
    {"counter"},
    {"assistance"},
    {"disputes"},
    {"workforce"},
    {"feedback"},
    {"cases"},
    {"catalogue"},
    {"accounts"},
    {"sites"},
    {"regions"},
    {"files"},
    {"messaging"},
    {"calendars"},
    {"audit"},
    {"ground"},
]
LONGEST_FILE = 400  # lines
CONTEXTS = sorted(
    {path.parent for path in SOURCE.glob("*/models.py")}
    | {path.parents[1] for path in SOURCE.glob("*/models/__init__.py")}
)


def python_files() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def floor(label: str) -> int:
    return next(number for number, names in enumerate(FLOORS) if label in names)


def ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("bianmin.")


def test_foreign_keys_point_down_too() -> None:
    for model in filter(ours, apps.get_models()):
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if isinstance(field, models.ForeignKey) and target and ours(target):
                here, there = model._meta.app_label, target._meta.app_label
                assert floor(here) <= floor(there), f"{model.__name__}.{field.name} points up"


def test_no_file_is_crowded() -> None:
    crowded = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert not crowded


def test_nobody_lives_in_utils() -> None:
    names = re.compile(r"^(utils?|helpers?|common|misc|tools)(\.py)?$")
    assert not [path for path in SOURCE.rglob("*") if names.match(path.name)]


@pytest.mark.parametrize("path", CONTEXTS, ids=lambda path: path.name)
def test_models_only_hold_fields(path: Path) -> None:
    """No save() and no delete() of its own: commands write."""
    files = [path / "models.py"] if (path / "models.py").exists() else path.glob("models/*.py")
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text()))):
        if isinstance(node, ast.ClassDef):
            methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
            assert "save" not in methods, f"{path.name}.{node.name}.save"
            assert "delete" not in methods, f"{path.name}.{node.name}.delete"


def test_no_signal_is_received() -> None:
    for path in python_files():
        assert "@receiver(" not in path.read_text(), path


def large_tables() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if ours(model) and any(field.name == "unit" for field in model._meta.get_fields())
    ]


def test_large_tables_carry_their_unit_and_minted_ids() -> None:
    names = {model.__name__ for model in large_tables()}
    assert {"Case", "CaseMaterial", "Rating", "Event", "OutgoingMessage", "StoredFile"} <= names


def glossary() -> str:
    return (ROOT / "docs" / "glossary.md").read_text()


@pytest.mark.parametrize(
    "word",
    [
        *(
            f"`{member.name}`"
            for kind in (State, Action, SiteKind, Satisfaction, RoleKind)
            for member in kind
        )
    ],
)
def test_every_word_of_the_rules_stands_in_the_glossary(word: str) -> None:
    assert word in glossary()


@pytest.mark.parametrize("path", CONTEXTS, ids=lambda path: path.name)
def test_every_model_says_its_chinese_word_first(path: Path) -> None:
    module = importlib.import_module(f"bianmin.{path.name}.models")
    for name, value in vars(module).items():
        if isinstance(value, type) and issubclass(value, models.Model) and ours(value):
            doc = (value.__doc__ or "").strip()
            assert re.match(r"[一-鿿]", doc), f"{name}: {doc[:30]}"


def test_texts_speak_of_the_product_alone() -> None:
    """No path of a machine, no host of a registry."""
    forbidden = re.compile(r"pypi\.org|registry\.npmjs|--(extra-)?index-url|/work/|/root/", re.I)
    kinds = {".py", ".md", ".toml", ".txt", ".in", ".html", ".css", ".js", ".json", ".csv", ".sh"}
    tops = ["src", "tests", "docs", "bench", "torture", "requirements"]
    files = [ROOT / name for name in ("pyproject.toml", "Makefile", "README.md", "README.zh-CN.md")]
    for top in tops:
        files += [path for path in (ROOT / top).rglob("*") if path.suffix in kinds]
    for path in files:
        if path != Path(__file__) and path.exists() and path.stat().st_size < 2_000_000:
            found = forbidden.search(path.read_text(errors="ignore"))
            assert not found, f"{path.relative_to(ROOT)}: {found and found.group()}"
