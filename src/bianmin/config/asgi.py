"""The ASGI entry that granian serves: streams as coroutines, everything else by WSGI in threads.

A stream holds no thread, so sixty open screens leave the two threads of a process to the pages.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import Any

from a2wsgi import WSGIMiddleware

from bianmin.config.wsgi import application as pages
from bianmin.web.hall.live import Receive, Scope, Send, Streams

PREFIX = "/live/"
THREADS = int(os.environ.get("BIANMIN_WEB_THREADS", "2"))
PATIENCE = 60.0  # seconds for what a visitor still sends after the answer stands


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
            body = _Body(receive)
            await self._pages(_plain(scope), body.receive, body.answering(send))

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


class _Body:
    """What a visitor sends: read to its end before the answer begins.

    A body that breaks off is an error, never a shorter body. One that nobody read (the answer was
    503, or a refusal) is thrown away first: the server would hang up on it, and the visitor's next
    act on that connection would get no answer.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._has_more = True

    async def receive(self) -> dict[str, Any]:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._has_more = False
            raise ConnectionError("the visitor went away")
        self._has_more = message.get("more_body", False)
        return message

    def answering(self, send: Send) -> Send:
        async def answer(message: dict[str, Any]) -> None:
            if self._has_more:
                await self._throw_away()
            await send(message)

        return answer

    async def _throw_away(self) -> None:
        with suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._has_more:
                    await self.receive()
        self._has_more = False


application = Dispatcher()
