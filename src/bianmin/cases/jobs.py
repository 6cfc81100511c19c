"""办件的定时任务: what the law and the calendar do by themselves; each takes all that is due."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.cases import queries
from bianmin.cases.commands import (
    cards,
    clocks,
    desk,
    drafts,
    erasing,
    escalation,
    lookup,
    undertakings,
)
from bianmin.cases.commands.moving import CaseMoved
from bianmin.ground.lanes import drain
from bianmin.regions.queries import all_units


@app.periodic(cron="*/10 * * * *")
@app.task(name="cases.act_by_law", queueing_lock="cases.act_by_law", pass_context=False)
def act_by_law(timestamp: int) -> None:
    """视为受理: every licence case that nobody has told about in five working days."""
    at = datetime.fromtimestamp(timestamp, UTC)
    drain(all_units(), lambda unit: clocks.act_by_law(unit, at=at))


@app.periodic(cron="20 * * * *")
@app.task(name="cases.recount_dates", queueing_lock="cases.recount_dates")
def recount_dates(timestamp: int) -> None:
    """补算日期: cases that were waiting for a calendar that has come."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        for case in queries.without_date(unit).iterator(chunk_size=500):
            try:
                clocks.recount_dates(case, at=at)
            except CaseMoved:
                continue  # its handler was faster; the next run sees it again


@app.periodic(cron="5 * * * *")
@app.task(name="cases.escalate", queueing_lock="cases.escalate", pass_context=False)
def escalate(timestamp: int) -> None:
    """催办: tell the next level of what comes close, is late or waits for a second person."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        escalation.escalate(unit, at=at)
        undertakings.note_missed(unit, at=at)


@app.periodic(cron="40 3 * * *")
@app.task(name="cases.tidy", queueing_lock="cases.tidy")
def tidy(timestamp: int) -> None:
    """清理: expired drafts, old counters and old cards."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in all_units():
        drafts.forget_expired(unit, at=at)
        desk.forget_desk_drafts(unit, at=at)
    lookup.forget_tries(at=at)
    cards.forget_cards(at=at)


@app.periodic(cron="10 4 * * *")
@app.task(name="cases.erase_expired", queueing_lock="cases.erase_expired")
def erase_expired(timestamp: int) -> None:
    """到期删除: everybody whose period is over, since whenever."""
    at = datetime.fromtimestamp(timestamp, UTC)
    while erasing.erase_expired(at=at):
        pass
