from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands import import_items, offer_by_path
from bianmin.catalogue.shipped import shipped_items
from tests.files import samples
from tests.make import DAY
from tests.web.chromium import chromium
from tests.world import Township, build

__all__ = ["chromium"]


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> None:
    settings.BIANMIN_FILES_DIR = tmp_path / "files"


@pytest.fixture
def town(db: Any) -> Township:
    """河湾镇, where the shipped items for the elderly are offered."""
    world = build()
    at = timezone.now()
    import_items([i for i in shipped_items() if i["area"] == "老年人优待"], by=SYSTEM, at=at)
    offer_by_path(units=(1,), by=SYSTEM, at=at, today=DAY)
    return world.townships["河湾镇"]


@pytest.fixture
def printed(capsys: Any) -> Callable[[str], None]:
    """Print a figure that was measured; it is read by people and decides nothing."""

    def say(figure: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{figure}\n")

    return say


@pytest.fixture
def photo(tmp_path: Path) -> str:
    path = tmp_path / "photo.jpg"
    path.write_bytes(samples.jpeg(800, 600))
    return str(path)
