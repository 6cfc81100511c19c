"""逐级催办: at which light who is told (限时办结): the handler, then the head, then the county."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum

from bianmin.rules.lights import Light

LATE_TO_COUNTY = 3
"""超期几个工作日报县: a case that is late for so many working days is the county's matter."""

SOON = timedelta(days=21)
"""最早的黄灯: no light turns yellow earlier before the due day."""


class Level(IntEnum):
    """层级: stored with the case, so that each is told once."""

    HANDLER = 1
    HEAD = 2
    COUNTY = 3


def level_of(light: Light, workdays_late: int) -> Level | None:
    """催到哪一级: return the level that should know by now; None while all is well."""
    if light is Light.RED:
        return Level.COUNTY if workdays_late >= LATE_TO_COUNTY else Level.HEAD
    return Level.HANDLER if light is Light.YELLOW else None
