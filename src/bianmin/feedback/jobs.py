"""群众提问的定时任务."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.feedback.asking import forget_questions


@app.periodic(cron="45 3 * * *")
@app.task(name="feedback.forget_questions", queueing_lock="feedback.forget_questions")
def forget_old_questions(timestamp: int) -> None:
    """到期删除: what was asked and answered long ago."""
    forget_questions(at=datetime.fromtimestamp(timestamp, UTC))
