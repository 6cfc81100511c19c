"""帮办代办的定时任务; each takes all that is due."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.assistance.commands.keeping import (
    chase_originals,
    follow_mandates,
    forget_orders,
    remind_of_late,
)
from bianmin.regions.queries import all_units


@app.periodic(cron="*/5 * * * *")
@app.task(name="assistance.follow_mandates", queueing_lock="assistance.follow_mandates")
def follow(timestamp: int) -> None:
    """委托停了的: orders whose mandate ended since."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        follow_mandates(unit, at=at)


@app.periodic(cron="40 1 * * *")
@app.task(name="assistance.end_day", queueing_lock="assistance.end_day")
def end_day(timestamp: int) -> None:
    """日终: what is late is told, and what is over its period emptied."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        remind_of_late(unit, at=at)
        chase_originals(unit, at=at)
    forget_orders(at=at)
