"""岗位的定时任务: walk the posts, begin and end absences; each takes all that is due."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.regions.queries import all_units
from bianmin.workforce.commands import absences, alarms


@app.periodic(cron="*/5 * * * *")
@app.task(name="workforce.walk_posts", queueing_lock="workforce.walk_posts")
def walk_posts(timestamp: int) -> None:
    """巡岗: hand over for absences that begin, give back for those that end, find empty posts."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        absences.begin_due(unit, at=at)
        absences.end_due(unit, at=at)
        alarms.watch_posts(unit, at=at)
