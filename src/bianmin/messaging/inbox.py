"""收件箱: what the simulated gateway has taken, and the faults it is told to play."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TextIO

SHANGHAI = timezone(timedelta(hours=8))
MODES = ("ok", "down", "slow", "500", "lies", "reject")
"""故障: down closes the line, slow answers too late, 500 fails, lies says yes and forgets,
reject says no."""


@dataclass(frozen=True)
class Received:
    """一条短信: as it came in."""

    provider_id: str
    key: str
    to: str
    text: str
    template: str
    at: str


class Inbox:
    """收件箱: every message once, by its key, in memory and, if asked, in a file."""

    def __init__(self, keep: Path | None = None) -> None:
        self.mode = "ok"
        self.posts = 0
        self.duplicates = 0
        self._lock = threading.Lock()
        self._messages: dict[str, Received] = {}
        self._file: TextIO | None = None
        if keep is not None:
            self._load(keep)
            self._file = keep.open("a", encoding="utf-8")

    def take(self, fields: Mapping[str, object]) -> Received:
        """Return the message as kept; one that came before under the same key is not kept twice."""
        key = str(fields["key"])
        with self._lock:
            self.posts += 1
            known = self._messages.get(key)
            if known is not None:
                self.duplicates += 1
                return known
            message = Received(
                provider_id=f"sim-{len(self._messages) + 1:08d}",
                key=key,
                to=str(fields["to"]),
                text=str(fields["text"]),
                template=str(fields.get("template", "")),
                at=datetime.fromtimestamp(time.time(), SHANGHAI).isoformat(timespec="seconds"),
            )
            self._messages[key] = message
            self._write(message)
            return message

    def messages(self, to: str = "") -> list[Received]:
        """Return what came in, for one phone or for all, the newest first."""
        with self._lock:
            found = [m for m in self._messages.values() if not to or m.to == to]
        return found[::-1]

    def clear(self) -> None:
        """Forget every message; what was kept in the file stays."""
        with self._lock:
            self._messages.clear()

    def _load(self, keep: Path) -> None:
        if keep.exists():
            for line in keep.read_text(encoding="utf-8").splitlines():
                message = Received(**json.loads(line))
                self._messages[message.key] = message

    def _write(self, message: Received) -> None:
        if self._file is not None:
            self._file.write(json.dumps(asdict(message), ensure_ascii=False) + "\n")
            self._file.flush()
