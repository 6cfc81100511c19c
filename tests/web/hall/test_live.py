"""直播: sixty streams hold no page up, each hears of a call, a lost connection is made again."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from bianmin.accounts.actor import ANONYMOUS
from bianmin.counter.commands.tickets import write_ticket
from bianmin.counter.models import QueueTicket
from bianmin.rules.queue import Claim, Line
from tests import server as database
from tests import world
from tests.counter import hall as halls
from tests.counter.hall import Hall
from tests.live import HOST, Live, serving

pytestmark = pytest.mark.django_db(transaction=True)

STREAMS = 60
TOLD = b"data: changed\n\n"
LISTENING = "SELECT pid FROM pg_stat_activity WHERE application_name = 'bianmin-live'"


@pytest.fixture
def hall(db: Any) -> Hall:
    return halls.build(world.build())


@pytest.fixture
def live(hall: Hall) -> Iterator[Live]:
    with serving() as running:
        yield running


def take(hall: Hall) -> None:
    write_ticket(
        hall.site, Line.GENERAL, claim=Claim.NONE, claim_by="", channel="kiosk", by=ANONYMOUS,
        at=timezone.now(),
    )  # fmt: skip


def hear(stream: socket.socket, times: int, heard: bytes = b"") -> bytes:
    """Read until so many events have come; a stream that stays silent ends the test by time-out."""
    while heard.count(TOLD) < times:
        more = stream.recv(4096)
        assert more, f"the stream ended: {heard!r}"
        heard += more
    return heard


def get(live: Live, path: str) -> bytes:
    with urllib.request.urlopen(f"{live.url}{path}", timeout=30) as answer:
        return bytes(answer.read())


def test_sixty_screens_hear_a_call_while_pages_answer(hall: Hall, live: Live) -> None:
    path = f"/live/hall/{hall.site.pk}/"
    streams = [live.stream(path) for _ in range(STREAMS)]
    heard = [hear(stream, 1) for stream in streams]
    assert b"200 OK" in heard[0] and b"text/event-stream" in heard[0]
    assert hall.site.name in get(live, f"/hall/{hall.site.pk}/").decode()
    heard = _all_hear_of(hall, streams, heard)
    assert "A001" in get(live, f"/hall/{hall.site.pk}/screen/").decode()

    with database.admin() as admin:
        pids = [pid for (pid,) in admin.execute(LISTENING).fetchall()]
        assert 1 <= len(pids) <= 2, "one of each worker that has a stream"
        for pid in pids:
            admin.execute("SELECT pg_terminate_backend(%s)", [pid])
    heard = _more(streams, heard)  # whoever may have missed something is told to look
    _all_hear_of(hall, streams, heard)
    for stream in streams:
        stream.close()

    for wrong in ("/live/", "/live/hall/x/", "/live/hall/1/more/"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(live, wrong)
        assert refused.value.code == 404

    cut = socket.create_connection((HOST, live.port), timeout=30)
    head = f"POST /hall/{hall.site.pk}/ HTTP/1.1\r\nHost: {HOST}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 400\r\n\r\n"
    cut.sendall(f"{head}line=A&cl".encode())
    cut.close()
    get(live, "/healthz")
    assert QueueTicket.objects.filter(unit=1).count() == 2, "a body that broke off wrote nothing"


def _all_hear_of(hall: Hall, streams: list[socket.socket], heard: list[bytes]) -> list[bytes]:
    before = [told.count(TOLD) for told in heard]
    take(hall)
    return _more(streams, heard, before)


def _more(
    streams: list[socket.socket], heard: list[bytes], before: list[int] | None = None
) -> list[bytes]:
    counts = before or [told.count(TOLD) for told in heard]
    return [
        hear(stream, n + 1, told) for stream, told, n in zip(streams, heard, counts, strict=True)
    ]
