"""印刷的任务: make a pack that was ordered, take up what a dead worker left, tidy."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.papers import binding
from bianmin.papers.commands import packs


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


@app.task(name="papers.make_pack")
def make_pack(unit: int, pack_id: int) -> None:
    """做打印包: long; it says with each print that it is alive."""
    packs.make_pack(unit, pack_id, now=_now)


@app.periodic(cron="*/5 * * * *")
@app.task(name="papers.take_up", queueing_lock="papers.take_up")
def take_up(timestamp: int) -> None:
    """接着做: packs that nobody is at any more."""
    packs.take_up(at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="30 3 * * *")
@app.task(name="papers.tidy", queueing_lock="papers.tidy")
def tidy(timestamp: int) -> None:
    """清理: packs that everybody has printed by now."""
    binding.throw_away(datetime.fromtimestamp(timestamp, UTC) - packs.KEPT)
