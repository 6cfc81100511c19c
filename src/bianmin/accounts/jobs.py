"""人员的定时任务: erasing what has outlived its period."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.accounts.commands.cleaning import clean_up


@app.periodic(cron="40 2 * * *")
@app.task(name="accounts.clean_up", queueing_lock="accounts.clean_up")
def clean_up_daily(timestamp: int) -> None:
    """每日清理: everything that is over, since whenever."""
    clean_up(at=datetime.fromtimestamp(timestamp, UTC))
