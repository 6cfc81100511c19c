"""直播: one stream for each screen; one connection of the process listens for all of them.

A command says `NOTIFY hall, '<site>'` in its own transaction, so the news comes with the commit. A
stream carries no data: it says that something changed, and the screen asks again. So a lost event
costs nothing, and a stream that begins (again) says so at once.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import psycopg
from django.conf import settings

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

CHANNEL = "hall"
ADDRESS = re.compile(r"/live/hall/([0-9]{1,9})/")
HEARTBEAT = 15.0  # seconds; a proxy that hears nothing for a minute hangs up
AGAIN = 1.0  # seconds until a lost connection to the database is tried again
MOST = 500  # streams of one process
MOST_OF_ADDRESS = 60  # of one visitor's address: a hall's screens and desks stand behind one
RETRY = b"retry: 2000\n\n"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
log = logging.getLogger("bianmin.live")


class Streams:
    """全部直播: who listens to which site, in this process."""

    def __init__(self) -> None:
        self._of_site: dict[int, set[asyncio.Event]] = defaultdict(set)
        self._of_address: dict[str, int] = defaultdict(int)
        self._listener: asyncio.Task[None] | None = None
        self._is_closing = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = ADDRESS.fullmatch(scope["path"])
        if found is None or scope["method"] != "GET":
            return await _refuse(send, 404)
        address = _address(scope)
        if self.open >= MOST or self._of_address[address] >= MOST_OF_ADDRESS:
            return await _refuse(send, 503)
        if self._listener is None:
            self._listener = asyncio.create_task(self._listen())
        woken = asyncio.Event()
        woken.set()  # what it missed, it asks for at once
        self._of_site[int(found[1])].add(woken)
        self._of_address[address] += 1
        try:
            await self._stream(woken, receive, send)
        finally:
            self._forget(int(found[1]), woken, address)

    @property
    def open(self) -> int:
        """How many streams are open."""
        return sum(map(len, self._of_site.values()))

    async def close(self) -> None:
        """End every stream and the listener: the process stops."""
        self._is_closing = True
        self._wake_all()
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener

    async def _stream(self, woken: asyncio.Event, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _write(send, RETRY)
        gone = asyncio.ensure_future(_gone(receive))
        number = 0
        try:
            while not gone.done() and not self._is_closing:
                waits = asyncio.ensure_future(woken.wait())
                await asyncio.wait(
                    {waits, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED
                )
                waits.cancel()
                if woken.is_set():
                    woken.clear()
                    number += 1
                    await _write(send, f"id: {number}\ndata: changed\n\n".encode())
                else:
                    await _write(send, b": \n\n")
            if not gone.done():
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()

    def _forget(self, site: int, woken: asyncio.Event, address: str) -> None:
        self._of_site[site].discard(woken)
        if not self._of_site[site]:
            del self._of_site[site]
        self._of_address[address] -= 1
        if not self._of_address[address]:
            del self._of_address[address]

    async def _listen(self) -> None:
        """Hear every notification; after a lost connection tell all, since some may be missed."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **_connection(), autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._wake_all()
                    while True:
                        async for notice in connection.notifies(timeout=HEARTBEAT):
                            self._wake(notice.payload)
                        await connection.execute("SELECT 1")  # is anybody there?
            except (psycopg.Error, OSError):
                log.warning("listening was interrupted")
            await asyncio.sleep(AGAIN)

    def _wake(self, payload: str) -> None:
        for woken in self._of_site.get(int(payload), ()) if payload.isdigit() else ():
            woken.set()

    def _wake_all(self) -> None:
        for streams in self._of_site.values():
            for woken in streams:
                woken.set()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, words: bytes) -> None:
    await send({"type": "http.response.body", "body": words, "more_body": True})


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain"), (b"retry-after", b"15")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _address(scope: Scope) -> str:
    """The visitor's address; a proxy is believed only when it is named in the settings."""
    direct = str((scope.get("client") or ("",))[0])
    if direct not in settings.BIANMIN_PROXIES:
        return direct
    told = [v for n, v in scope["headers"] if n == b"x-forwarded-for"]
    return told[-1].decode("latin1").split(",")[-1].strip() if told else direct


def _connection() -> dict[str, Any]:
    """What psycopg needs to connect as the product does."""
    database = settings.DATABASES["default"]
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    given: dict[str, Any] = {
        to: database[of] for of, to in (*named.items(), ("PORT", "port")) if database[of]
    }
    return {**given, **database["OPTIONS"], "application_name": "bianmin-live"}
