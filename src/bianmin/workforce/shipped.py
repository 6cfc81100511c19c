"""随附课程: the courses, lessons and question banks that ship with the package."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def shipped_courses() -> list[dict[str, Any]]:
    """Return every shipped course with its lessons, its exam and its bank."""
    file = resources.files("bianmin.workforce") / "data" / "courses.json"
    courses: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["courses"]
    return courses
