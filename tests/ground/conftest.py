from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bianmin.ground import crypto


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A key folder of the test's own."""
    settings.BIANMIN_KEYS_DIR = tmp_path / "secrets"
    settings.BIANMIN_CRYPTO = "intl"
    crypto.forget()
    yield settings.BIANMIN_KEYS_DIR
    crypto.forget()


@pytest.fixture(params=["intl", "sm"])
def profile(request: pytest.FixtureRequest, keys: Path, settings: Any) -> str:
    settings.BIANMIN_CRYPTO = request.param
    return str(request.param)
