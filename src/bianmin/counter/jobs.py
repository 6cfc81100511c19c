"""排队和预约的定时任务."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.counter.commands.bookings import forget_phones, note_no_shows, remind
from bianmin.counter.commands.ending import end_days
from bianmin.counter.commands.kiosk import forget_visits
from bianmin.regions.queries import all_units
from bianmin.rules.clock import SHANGHAI


@app.periodic(cron="20 0 * * *")
@app.task(name="counter.end_days", queueing_lock="counter.end_days")
def end_days_everywhere(timestamp: int) -> None:
    """日终: close what was left open of all days gone by."""
    at = datetime.fromtimestamp(timestamp, UTC)
    today = at.astimezone(SHANGHAI).date()
    for unit in all_units():
        end_days(unit, today, at=at)
        note_no_shows(unit, today, at=at)
        forget_phones(unit, at=at)


@app.periodic(cron="*/10 * * * *")
@app.task(name="counter.remind", queueing_lock="counter.remind")
def remind_everywhere(timestamp: int) -> None:
    """预约提醒: all that begins within the next hours and was not told yet."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        remind(unit, at=at)


@app.periodic(cron="* * * * *")
@app.task(name="counter.forget_visits", queueing_lock="counter.forget_visits")
def forget_visits_everywhere(timestamp: int) -> None:
    """自助机: what was left before a kiosk and nobody ended."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        forget_visits(unit, at=at)
