"""消息的任务: send each message soon, catch up on what is due, take over after a kill."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from bianmin.messaging import commands, queries

STALLED_SECONDS = 45  # a worker tells every ten seconds that it lives
KEPT_HOURS = 72


@app.task(name="messaging.send_one")
def send_one(unit: int, message_id: int) -> None:
    """发送一条: soon after it was queued; while the gateway is down the periodic job sees to it."""
    at = _now()
    if queries.is_troubled(unit, at=at):
        return
    for message in queries.due(unit, at=at).filter(pk=message_id):
        commands.send(message, at=at)


@app.periodic(cron="* * * * *")
@app.task(name="messaging.send_due", queueing_lock="messaging.send_due")
def send_due(timestamp: int) -> None:
    """发送到期的消息: all that is due, since whenever."""
    commands.send_due(at=_now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="messaging.revive_dead", queueing_lock="messaging.revive_dead")
def revive_dead(timestamp: int) -> None:
    """复活: what died of an outage that is over."""
    commands.revive_dead(at=_now())


@app.periodic(cron="* * * * *")
@app.task(name="messaging.retry_stalled", queueing_lock="messaging.retry_stalled")
async def retry_stalled(timestamp: int) -> None:
    """接手: a killed worker's jobs stay `doing` for ever; give them to another.

    A periodic job is closed instead: its successor, which takes all that is due, may be queued.
    """
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        if job.id is not None and job.queueing_lock:
            await manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)


@app.periodic(cron="50 3 * * *")
@app.task(name="messaging.forget_old", queueing_lock="messaging.forget_old")
def forget_old(timestamp: int) -> None:
    """到期删除: what messages older than their period say, and to whom."""
    commands.forget_old(at=_now())


@app.periodic(cron="30 3 * * *")
@app.task(name="messaging.forget_jobs", queueing_lock="messaging.forget_jobs")
async def forget_jobs(timestamp: int) -> None:
    """清理: jobs that ended three days ago."""
    await app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=True)


def _now() -> datetime:
    """A job is its own request: it reads the clock once."""
    return datetime.fromtimestamp(time.time(), UTC)
