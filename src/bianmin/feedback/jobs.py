"""群众提问的定时任务; each takes all that is due."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.feedback.asking import forget_questions
from bianmin.feedback.reminding import remind_questions
from bianmin.regions.queries import all_units


@app.periodic(cron="45 3 * * *")
@app.task(name="feedback.forget_questions", queueing_lock="feedback.forget_questions")
def forget_old_questions(timestamp: int) -> None:
    """到期删除: what was asked and answered long ago."""
    forget_questions(at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="15 * * * *")
@app.task(name="feedback.remind_questions", queueing_lock="feedback.remind_questions")
def remind_of_questions(timestamp: int) -> None:
    """首问催办: what comes close to its day, is late, or has nobody who answers for it."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        remind_questions(unit, at=at)
