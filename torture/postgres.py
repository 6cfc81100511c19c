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
import threading
from pathlib import Path
from typing import Any

from tests.ops.places import empty_home
from tests.ops.test_up import STOP, start

from bianmin.ops.postgres import _free_port

FULL = 100  # each takes as long as a start


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: kill the database n times."""
    with empty_home() as home:
        port = _free_port()
        product = start(home, port)
        reader = threading.Thread(target=_read_on, args=(product,))  # or it stands at a full pipe
        reader.start()
        try:
            return _campaign(home, port, kills=n, seed=seed)
        finally:
            product.send_signal(signal.SIGINT)
            product.wait(timeout=STOP)
            reader.join()


def _read_on(product: subprocess.Popen[str]) -> None:
    assert product.stdout is not None
    for _line in product.stdout:
        pass


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
