"""事项目录的定时任务: what was published takes effect; each run takes all that is due."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands import drafts, editions, words


@app.periodic(cron="1-59/15 * * * *")
@app.task(name="catalogue.take_effect", queueing_lock="catalogue.take_effect")
def take_effect(timestamp: int) -> None:
    """到日生效: editions first, in their order, then versions published by themselves."""
    at = datetime.fromtimestamp(timestamp, UTC)
    due_editions, due_drafts = editions.due(localdate(at))
    for edition in due_editions:
        editions.put_edition_in_force(edition, by=SYSTEM, at=at)
    for draft in due_drafts:
        drafts.put_in_force(draft, by=SYSTEM, at=at)


@app.periodic(cron="40 3 * * *")
@app.task(name="catalogue.forget_searches", queueing_lock="catalogue.forget_searches")
def forget_searches(timestamp: int) -> None:
    """到期删除: what was looked for in vain, and by nobody since."""
    words.forget_empty_searches(at=datetime.fromtimestamp(timestamp, UTC))
