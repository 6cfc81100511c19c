from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bianmin.ground import crypto


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A key folder of the test's own."""
    settings.BIANMIN_KEYS_DIR = tmp_path / "secrets"
    crypto.forget()
    yield settings.BIANMIN_KEYS_DIR
    crypto.forget()
