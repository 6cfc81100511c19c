"""岗位的定时任务: walk the posts, begin and end absences, collect papers; all that is due."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.regions.queries import all_units
from bianmin.workforce.commands import alarms, exams, lapses, standing_in
from bianmin.workforce.queries.watches import everywhere


@app.periodic(cron="*/5 * * * *")
@app.task(name="workforce.walk_posts", queueing_lock="workforce.walk_posts")
def walk_posts(timestamp: int) -> None:
    """巡岗: give back for absences that end, hand over for those that begin, find empty posts.

    In this order: who goes from one absence into the next receives what is theirs and hands it
    on, and nothing comes back to somebody who is not there.
    """
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        standing_in.end_due(unit, at=at)
        standing_in.begin_due(unit, at=at)
        alarms.watch_posts(unit, at=at)


@app.periodic(cron="40 7 * * *")
@app.task(name="workforce.watch_grants", queueing_lock="workforce.watch_grants")
def watch_grants(timestamp: int) -> None:
    """查授权: tell whose grants run out soon, and the heads whose have."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        lapses.tell_lapses(unit, at=at)


@app.periodic(cron="*/2 * * * *")
@app.task(name="workforce.collect_papers", queueing_lock="workforce.collect_papers")
def collect_papers(timestamp: int) -> None:
    """到点收卷: grade what was not handed in by its time."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in everywhere():
        exams.close_overdue(unit, at=at)
