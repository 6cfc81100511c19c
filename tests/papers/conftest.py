from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def shelf(settings: Any, tmp_path: Path) -> Path:
    """A shelf and a file store of the test's own."""
    settings.BIANMIN_PAPERS_DIR = tmp_path / "papers"
    settings.BIANMIN_FILES_DIR = tmp_path / "files"
    settings.BIANMIN_ADDRESS = "https://bm.example.gov.cn"
    return tmp_path
