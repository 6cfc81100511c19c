"""本周值班: seven days, morning and afternoon, with the posts one is on at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bianmin.rules.rota import How
from bianmin.workforce.queries.duty import HOW
from bianmin.workforce.queries.rotas import Cell


@dataclass(frozen=True)
class Turn:
    """一班: the post, as A, B or C, and whether one stands in."""

    post: str
    site: str
    slot: str
    how: str


@dataclass(frozen=True)
class Day:
    """一天: its turns of the morning and of the afternoon."""

    day: date
    is_today: bool
    morning: tuple[Turn, ...]
    afternoon: tuple[Turn, ...]


def week(cells: Iterable[Cell], monday: date, today: date) -> list[Day]:
    """Return the seven days from a Monday on."""
    turns: dict[tuple[date, int], list[Turn]] = defaultdict(list)
    for cell in cells:
        turn = Turn(cell.post.name, cell.post.site.name, cell.slot, HOW[How(cell.how)])
        turns[cell.half.day, cell.half.part].append(turn)
    days = [monday + timedelta(days=n) for n in range(7)]
    return [Day(day, day == today, tuple(turns[day, 0]), tuple(turns[day, 1])) for day in days]
