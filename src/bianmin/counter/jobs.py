"""排队的定时任务."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.counter.commands.ending import end_days
from bianmin.regions.queries import all_units
from bianmin.rules.clock import SHANGHAI


@app.periodic(cron="20 0 * * *")
@app.task(name="counter.end_days", queueing_lock="counter.end_days")
def end_days_everywhere(timestamp: int) -> None:
    """日终: close what was left open of all days gone by."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        end_days(unit, at.astimezone(SHANGHAI).date(), at=at)
