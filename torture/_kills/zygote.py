"""A process that has loaded the product and forks granian from itself: python -m … PORT.

Each line `start` on its input is answered with the process group of a new server. The server is
granian's own, with a master and a worker, as the product's command makes it; only the loading of
Python is saved.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress


def main(port: int) -> None:
    import django
    from django.db import connections

    django.setup()
    from django.urls import get_resolver
    from granian.server import Server

    from bianmin.config.asgi import application

    assert get_resolver().url_patterns
    assert Server
    _warm_up()
    connections.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the killed
    for line in sys.stdin:
        if line.strip() != "start":
            break
        pid = os.fork()
        if pid == 0:
            _lead_a_group(0)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _serve(application, port)
            os._exit(0)
        _lead_a_group(pid)  # here too: the kill may come before the child has run
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _lead_a_group(pid: int) -> None:
    """Make it a process group of its own; parent and child both try, the second in vain."""
    with suppress(OSError):
        os.setpgid(pid, pid)


def _warm_up() -> None:
    """Ask for a page of each surface, so that no server loads anything before its first answer."""
    from django.test import Client

    client = Client(raise_request_exception=False)
    for path in ("/", "/desk/", "/field/", "/api/v1/items", "/api/v1/openapi.json"):
        client.get(path)
    client.post("/api/v1/cases", "{}", content_type="application/json")


def _serve(application: object, port: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    sys.stdin.close()
    sys.stdout.close()
    Server(
        "bianmin.config.asgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        log_level=LogLevels.critical,
    ).serve(target_loader=lambda *_: application)


if __name__ == "__main__":
    main(int(sys.argv[1]))
