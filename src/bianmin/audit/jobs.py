"""封存任务: seal what has happened, every five minutes; once a day look through all history.

Each run takes everything that is due, so a missed run costs nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.audit import commands


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="audit.seal")
def seal_events(timestamp: int) -> None:
    """封存: seal the events of the last two days that are in no seal."""
    commands.seal_events(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="audit.seal_all")
def seal_all_events(timestamp: int) -> None:
    """封存: seal every event that is in no seal, however old."""
    commands.seal_events(at=datetime.fromtimestamp(timestamp, tz=UTC), everything=True)
