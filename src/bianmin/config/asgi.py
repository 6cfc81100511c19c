"""The ASGI entry that granian serves: streams as coroutines, everything else by WSGI in threads.

A stream holds no thread, so sixty open screens leave the two threads of a process to the pages.
"""

from __future__ import annotations

import os
from typing import Any

from a2wsgi import WSGIMiddleware

from bianmin.config.wsgi import application as pages
from bianmin.web.hall.live import Receive, Scope, Send, Streams

PREFIX = "/live/"
THREADS = int(os.environ.get("BIANMIN_WEB_THREADS", "2"))


class Dispatcher:
    """分派: `/live/…` to the streams, the rest to Django."""

    def __init__(self) -> None:
        self._streams = Streams()
        self._pages: Any = WSGIMiddleware(pages, workers=THREADS)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live_and_die(receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await self._streams(scope, receive, send)
        elif scope["type"] == "http":
            await self._pages(_plain(scope), _whole(receive), send)

    async def _live_and_die(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._streams.close()
        await send({"type": "lifespan.shutdown.complete"})


def _plain(scope: Scope) -> Scope:
    """Drop header names with an underscore: to WSGI they are the same as those with a dash, so a
    visitor could speak in the proxy's name."""
    kept = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    return scope | {"headers": kept}


def _whole(receive: Receive) -> Receive:
    """A body that breaks off is an error, never a shorter body."""

    async def received() -> dict[str, Any]:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError("the visitor went away")
        return message

    return received


application = Dispatcher()
