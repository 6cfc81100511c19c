"""数据库倒下的拷问: PostgreSQL is killed with -9 under load, again and again.

The product runs as `bianmin up` in a folder of its own. Nobody is answered anything but success
or 503, it comes back by itself, and nothing that was acknowledged is lost or doubled.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from bianmin.ops.postgres import _free_port
from tests.ops.places import empty_home
from tests.ops.test_up import STOP, start

FULL = 1000


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: kill the database n times."""
    with empty_home() as home:
        port = _free_port()
        product = start(home, port)
        try:
            return _campaign(home, port, kills=n, seed=seed)
        finally:
            product.send_signal(signal.SIGINT)
            product.communicate(timeout=STOP)


def _campaign(home: Path, port: int, *, kills: int, seed: int) -> dict[str, Any]:
    """Act and kill from a process that belongs to that home; return what it found."""
    environment = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith("BIANMIN") and name != "DATABASE_URL"
    }
    environment |= {"BIANMIN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "torture._kills.away", str(port), str(kills), str(seed)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
