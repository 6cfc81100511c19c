"""杀正式服务的拷问: the server as `bianmin up` starts it, killed with -9 with all its workers."""

from __future__ import annotations

from typing import Any

from torture._kills.servers import Command
from torture.kills import campaign

FULL = 200  # each takes as long as a start


def run(*, seed: int, n: int) -> dict[str, Any]:
    """拷问: n kills of the real command; `violations` names what was lost or doubled."""
    return campaign(Command, seed=seed, kills=n)
