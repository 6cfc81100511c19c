"""法律顾问及纠纷调解的定时任务; each takes all that is due."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.disputes.commands.consultations import (
    forget_consultations,
    note_missed,
    remind_visitors,
)
from bianmin.disputes.commands.following import forget_disputes, remind_of_visits
from bianmin.regions.queries import all_units


@app.periodic(cron="25 0 * * *")
@app.task(name="disputes.end_day", queueing_lock="disputes.end_day")
def end_day(timestamp: int) -> None:
    """日终: who did not come, and what is over its period."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        note_missed(unit, at=at)
    forget_consultations(at=at)
    forget_disputes(at=at)


@app.periodic(cron="5-59/10 * * * *")
@app.task(name="disputes.remind", queueing_lock="disputes.remind")
def remind(timestamp: int) -> None:
    """预约提醒: who comes to counsel within the next hours and was not told yet."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        remind_visitors(unit, at=at)


@app.periodic(cron="30 1 * * *")
@app.task(name="disputes.remind_of_visits", queueing_lock="disputes.remind_of_visits")
def remind_of_late_visits(timestamp: int) -> None:
    """回访催办: centres whose visits are late hear of it, once a week."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        remind_of_visits(unit, at=at)
