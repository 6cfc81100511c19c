"""The web server as the product's command starts it, over this worker's database."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from torture._kills.servers import HOST, Command, environment

__all__ = ["HOST", "Live", "serving"]


@dataclass(frozen=True)
class Live:
    """A running server."""

    port: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def stream(self, path: str) -> socket.socket:
        """Open a stream and send its request; the answer is read by the caller."""
        opened = socket.create_connection((HOST, self.port), timeout=30)
        opened.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        return opened


@contextmanager
def serving() -> Iterator[Live]:
    """Start it, and end it with all its workers."""
    server = Command(environment(settings.DATABASES["default"]["NAME"]))
    try:
        server.start()
        yield Live(server.port)
    finally:
        server.close()
