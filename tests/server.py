"""The tests' PostgreSQL: one server for all workers, a template made once, a copy for each.

Tests connect as `bianmin_app`, like the product: what the role may not do fails here too.
"""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
from django.conf import settings
from django.db import connections

from bianmin.config.env import ENV
from bianmin.ops import database, postgres

SOURCE = Path(__file__).parents[1] / "src" / "bianmin"
SHARED = "shared_"
NOTHING_TO_KEEP = {"fsync": "off", "full_page_writes": "off"}
"""No test needs its database after a power cut; those of the start-up have servers of their own."""
IS_THERE = "SELECT 1 FROM pg_database WHERE datname = %s"
_copies: list[str] = []


@contextmanager
def locked(name: str, kind: int = fcntl.LOCK_EX) -> Iterator[int]:
    ENV.home.mkdir(parents=True, exist_ok=True)
    with open(ENV.home / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, kind)
        yield lock.fileno()


@contextmanager
def admin(name: str = "") -> Iterator[psycopg.Connection[Any]]:
    with database.connected(ENV, "admin", database=name or "postgres") as connection:
        yield connection


@contextmanager
def running() -> Iterator[None]:
    """Keep the server up while any test process needs it; the last one out stops it."""
    with locked("start"):
        own = database.cluster(ENV)
        if own is not None:
            with mock.patch.dict(postgres.ALWAYS, NOTHING_TO_KEEP):
                own.start()
        database.prepare(ENV)
        users = open(ENV.home / "users.lock", "w")  # noqa: SIM115
        fcntl.flock(users, fcntl.LOCK_SH)
    try:
        yield
    finally:
        with locked("start"):
            fcntl.flock(users, fcntl.LOCK_UN)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                _drop_what_was_shared()
                if own is not None:
                    own.stop()
            users.close()


def shared(name: str, fill: Callable[[str], None]) -> str:
    """Return the name of a database that all processes of this run look at; the first fills it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    name = f"{SHARED}{name}_{run}"
    with locked(name), admin() as connection:
        if not connection.execute(IS_THERE, [name]).fetchone():
            fill(f"{name}_new")
            connections.close_all()
            connection.execute(f"ALTER DATABASE {name}_new RENAME TO {name}".encode())
    return name


def _drop_what_was_shared() -> None:
    with admin() as connection:
        there = connection.execute("SELECT datname FROM pg_database").fetchall()
    for (name,) in there:
        if name.startswith(SHARED):
            _drop(name)


def template() -> str:
    """Return the name of the migrated template for this state of the migrations; make it once."""
    digest = hashlib.sha256()
    for path in sorted(SOURCE.glob("**/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    name = f"template_{digest.hexdigest()[:12]}"
    with locked("template"), admin() as connection:
        if connection.execute(IS_THERE, [name]).fetchone():
            return name
        draft = f"{name}_new"
        connection.execute(f"DROP DATABASE IF EXISTS {draft}".encode())
        database.create_database(connection, draft)
        with database.connected(ENV, "owner", database=draft) as owner:
            database.grant(owner)
        migrate(draft)
        connection.execute(f"ALTER DATABASE {draft} RENAME TO {name}".encode())
    return name


def migrate(name: str) -> None:
    """Migrate one database as its owner, in a process of its own."""
    code = (
        "import django; from django.conf import settings; "
        f"settings.DATABASES['default']['NAME'] = {name!r}; django.setup(); "
        "from django.core.management import call_command; call_command('migrate', verbosity=0)"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "bianmin.config.settings",
            "BIANMIN_DB_ROLE": "owner",
            "BIANMIN_HOME": str(ENV.home),
        },
    )


def make_copy(name: str) -> None:
    """Put a fresh copy of the template in place of the database of this name, and use it."""
    connections.close_all()
    _create(name)
    change_to(name)


def _create(name: str) -> None:
    source = template()
    with locked("copy"), admin() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        connection.execute(
            f"CREATE DATABASE {name} OWNER {database.OWNER}"
            f" TEMPLATE {source} STRATEGY FILE_COPY".encode()
        )


class Copies:
    """Fresh copies for one test process: the next is made, and the last dropped, beside the tests.

    The app's role may not truncate, so a test that commits leaves its copy to nobody.
    """

    def __init__(self, name: str, *, made_ready: Callable[[str], None]) -> None:
        self._name = name
        self._made_ready = made_ready
        self._serials = itertools.count(1)
        self._beside = ThreadPoolExecutor(max_workers=1)
        self._in_use = name
        self._next: Future[str] | None = None

    def renew(self) -> None:
        """Use a copy that nobody has written to."""
        fresh = (self._next or self._beside.submit(self._make)).result()
        left, self._in_use = self._in_use, fresh
        change_to(fresh)
        self._next = self._beside.submit(self._make)
        self._beside.submit(_drop, left)

    def close(self) -> None:
        connections.close_all()
        if self._next is not None:
            _drop(self._next.result())
        self._beside.shutdown()
        _drop(self._in_use)

    def _make(self) -> str:
        name = f"{self._name}_{next(self._serials)}"
        _create(name)
        self._made_ready(name)
        return name


def change_to(name: str) -> None:
    """Use another database from now on; whoever still speaks to the one before is cut off."""
    use(name)
    _copies.append(name)
    _mark()


def close_what_was_cut_off() -> None:
    """Close connections to a database that another has taken the place of, before a test begins.

    Beside a browser's event loop Django keeps other connections than without one, and whoever
    makes a copy closes only those of the moment.
    """
    with mock.patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="1"):  # a browser's loop may run
        for one in connections.all(initialized_only=True):
            if getattr(one, "copies", len(_copies)) != len(_copies):
                one.close()
    _mark()


def _mark() -> None:
    """Note which database the connections of now speak to."""
    for one in connections.all(initialized_only=True):
        one.copies = len(_copies)  # type: ignore[attr-defined]


def use(name: str) -> None:
    """Let the default connection speak to this database, as the app."""
    connections.close_all()
    default = database.django_database(ENV, "app")
    for key in ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS"):
        settings.DATABASES["default"][key] = default[key]
        connections["default"].settings_dict[key] = default[key]
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def drop(name: str) -> None:
    connections.close_all()
    _drop(name)


def _drop(name: str) -> None:
    with admin() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
