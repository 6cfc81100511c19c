"""Measuring: bare SQL, the product's own call, and the whole page, in turns of one run.

The three take turns, so that what else the machine does weighs on all alike; compare the ratios of
a run, not the milliseconds of two.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connection

TURNS = 60
WARM = 6  # the driver prepares a statement when it has come five times


@dataclass(frozen=True)
class Action:
    """What people do: `raw` is the same work in hand-written SQL, with its values made before."""

    name: str
    raw: Callable[[], object]
    call: Callable[[], object]  # commands and queries, without a page
    page: Callable[[], object] | None = None


@dataclass
class Watched:
    """Times of one way of doing it, in milliseconds, and the statements it takes."""

    times: list[float] = field(default_factory=list)
    statements: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def slow(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1]


HEAD = """| action | raw SQL | call | ratio | statements | page | ratio | statements | page, 95 % |
|---|---:|---:|---:|---:|---:|---:|---:|---:|"""


def table(actions: list[Action]) -> None:
    """Print one line for each action; times are medians in milliseconds."""
    print(HEAD, flush=True)
    for action in actions:
        raw, call, page = Watched(), Watched(), Watched()
        ways = ((raw, action.raw), (call, action.call), (page, action.page))
        for turn in range(WARM + TURNS):
            for watched, way in ways:
                if way is not None:
                    _take(watched, way, is_warm=turn >= WARM)
        print(_line(action.name, raw, call, page), flush=True)


def _line(name: str, raw: Watched, call: Watched, page: Watched) -> str:
    def beside(one: Watched) -> str:
        if not one.times:
            return "| | | "
        return f"| {one.median:.2f} | {one.median / raw.median:.1f} | {one.statements} "

    slow = f"{page.slow:.1f}" if page.times else ""
    return f"| {name} | {raw.median:.2f} {beside(call)}{beside(page)}| {slow} |"


def _take(watched: Watched, way: Callable[[], object], *, is_warm: bool) -> None:
    asked = itertools.count()

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        next(asked)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        started = time.perf_counter()
        way()
        took = time.perf_counter() - started
    if is_warm:
        watched.times.append(took * 1000)
        watched.statements = next(asked)


def driver() -> psycopg.Connection[Any]:
    """The bare connection under Django's: raw SQL goes the same way."""
    connection.ensure_connection()
    bare: psycopg.Connection[Any] = connection.connection
    return bare


def in_database(ask: Callable[[], object], table: str) -> tuple[float, float]:
    """Milliseconds PostgreSQL takes for the statements on a table: the fastest, the median.

    Planning and execution. On a machine that does other work the fastest is nearer the truth.
    """
    asked: list[tuple[str, Any]] = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if table in sql:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        ask()
    runs = [sum(_explained(sql, params) for sql, params in asked) for _ in range(25)]
    return min(runs), statistics.median(runs)


def _explained(sql: str, params: Any) -> float:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + sql, params)
        plan = cursor.fetchone()[0][0]
    return float(plan["Planning Time"]) + float(plan["Execution Time"])
