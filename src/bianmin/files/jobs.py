"""文件的任务: check each upload soon, take up what was left over, sweep what nobody names."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from bianmin.files import commands, queries
from bianmin.files.sandbox import SandboxDown
from bianmin.ground.lanes import drain
from bianmin.messaging.acting import ALL_UNITS

TURN = 20
"""一轮: how many files of a unit are checked before it is another unit's turn."""


@app.task(name="files.check_one")
def check_one(unit: int, file_id: int) -> None:
    """检查文件: soon after it was taken; when the sandbox is down the periodic job tries again."""
    at = datetime.fromtimestamp(time.time(), UTC)  # a job is its own request: one clock reading
    for file in queries.waiting(unit).filter(pk=file_id):
        try:
            commands.check_file(file, at=at)
        except SandboxDown:
            return


@app.periodic(cron="*/2 * * * *")
@app.task(name="files.check_waiting", queueing_lock="files.check_waiting")
def check_waiting(timestamp: int) -> None:
    """检查待检文件: whatever waits, since whenever."""
    at = datetime.fromtimestamp(timestamp, UTC)
    drain(queries.units_waiting(), lambda unit: commands.check_waiting(unit, at=at, most=TURN))


@app.periodic(cron="17 * * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    """清扫: blobs that no file names."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for unit in ALL_UNITS:
        commands.sweep(unit, at=at)
