"""直播: pages beside sixty open streams, and how soon a committed call is heard by all of them.

The server is the one that the product's command starts. Pages are asked for by four at once, with
no stream open and with sixty, in turns of one run: the ratio is what counts.
"""

from __future__ import annotations

import os
import socket
import statistics
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.utils import timezone
from tests import server, world
from tests.counter import hall as halls
from tests.live import Live, serving

from bianmin.accounts.actor import ANONYMOUS
from bianmin.counter.commands.tickets import write_ticket
from bianmin.counter.models import QueueTicket
from bianmin.rules.queue import Claim, Line
from bianmin.sites.models import Site

STREAMS = 60
AT_ONCE = 4
PAGES = 200
TURNS = 3
CALLS = 20
TOLD = b"data: changed\n\n"


def run(*, cases: int) -> None:
    pages, calls = min(cases, PAGES), min(cases, CALLS)
    name = f"bench_live_{os.getpid()}"
    with server.running():
        server.make_copy(name)
        server.use(name)
        try:
            site = halls.build(world.build()).site
            with serving() as live:
                _measure(live, site, pages, calls)
        finally:
            server.drop(name)


def _measure(live: Live, site: Site, pages: int, calls: int) -> None:
    path = f"{live.url}/hall/{site.pk}/screen/"
    _ask(path, pages)  # warm
    without, beside, heard = [], [], []
    for _ in range(TURNS):
        without.append(_ask(path, pages))
        with _streams(live, site) as streams:
            beside.append(_ask(path, pages))
            heard += [_call(site, streams) for _ in range(calls)]
    alone, together = statistics.median(without), statistics.median(beside)
    print("| pages/s without streams | beside 60 | ratio | heard by all 60, median ms | longest |")
    print("|---:|---:|---:|---:|---:|")
    print(
        f"| {alone:.0f} | {together:.0f} | {together / alone:.2f}"
        f" | {statistics.median(heard) * 1000:.0f} | {max(heard) * 1000:.0f} |",
        flush=True,
    )


def _ask(path: str, pages: int) -> float:
    """Ask for a page so often, four at once; return pages a second."""

    def some() -> None:
        for _ in range(pages // AT_ONCE):
            with urllib.request.urlopen(path, timeout=60) as answer:
                answer.read()

    threads = [threading.Thread(target=some) for _ in range(AT_ONCE)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return pages // AT_ONCE * AT_ONCE / (time.perf_counter() - started)


@contextmanager
def _streams(live: Live, site: Site) -> Iterator[list[socket.socket]]:
    opened = [live.stream(f"/live/hall/{site.pk}/") for _ in range(STREAMS)]
    try:
        for stream in opened:
            _hear(stream)
        time.sleep(1)  # a second event comes when the process has begun to listen
        for stream in opened:
            stream.setblocking(False)
            with suppress(BlockingIOError):
                stream.recv(65536)
            stream.settimeout(60)
        yield opened
    finally:
        for stream in opened:
            stream.close()


def _call(site: Site, streams: list[socket.socket]) -> float:
    """Commit one act that the screens show; return when the last of them has heard of it."""
    QueueTicket.objects.filter(unit=site.unit, site=site).delete()
    write_ticket(
        site, Line.GENERAL, claim=Claim.NONE, claim_by="", channel="kiosk", by=ANONYMOUS,
        at=timezone.now(),
    )  # fmt: skip
    started = time.perf_counter()
    for stream in streams:
        _hear(stream)
    return time.perf_counter() - started


def _hear(stream: socket.socket) -> None:
    heard = b""
    while TOLD not in heard:
        heard += stream.recv(4096)
