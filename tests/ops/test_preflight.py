"""What must be true before anything starts; each refusal is a sentence with a way out."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bianmin.ops import database, preflight
from bianmin.ops.refusal import Refused
from bianmin.ops.system_account import database_account
from tests.ops.places import TRIAL_SECRET, Place, empty_home, running_cluster, used_home


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with used_home() as home, running_cluster(home):
        prepared = Place(home)
        database.prepare(prepared)
        yield prepared


def test_a_sound_server_passes(place: Place) -> None:
    preflight.check_database(place)


@pytest.mark.parametrize("name", preflight.MUST_BE_ON)
def test_a_server_that_may_lose_a_commit_is_refused(name: str) -> None:
    with pytest.raises(Refused, match=f"{name} 是 off"):
        preflight.require_durable(_Answering(name))  # type: ignore[arg-type]


def test_a_role_whose_commits_are_not_waited_for_is_refused(place: Place) -> None:
    with database.connected(place, "admin") as admin:
        admin.execute("ALTER ROLE bianmin_app SET synchronous_commit = off")
        try:
            with pytest.raises(Refused, match="synchronous_commit 是 off"):
                preflight.check_database(place)
        finally:
            admin.execute("ALTER ROLE bianmin_app RESET synchronous_commit")


def test_serving_as_a_superuser_is_refused(place: Place) -> None:
    with (
        database.connected(place, "admin") as admin,
        pytest.raises(Refused, match="postgres 权限过大"),
    ):
        preflight.require_no_extra_rights(admin)


def test_an_old_server_is_refused() -> None:
    class Old:
        class info:
            server_version = 140_012

    with pytest.raises(Refused, match="PostgreSQL 14，本产品需要 15"):
        database.require_supported(Old())  # type: ignore[arg-type]


@pytest.mark.parametrize("secret", ["", TRIAL_SECRET, "short"])
def test_production_needs_a_secret_of_its_own(place: Place, secret: str) -> None:
    with pytest.raises(Refused, match="BIANMIN_SECRET"):
        preflight.require_own_secret(replace(place, profile="production", secret=secret))


def test_a_trial_and_a_long_secret_pass(place: Place) -> None:
    preflight.require_own_secret(place)
    preflight.require_own_secret(replace(place, profile="production", secret="x1" * 20))


def test_a_port_in_use_is_refused(place: Place) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"127.0.0.1:{port} 用不了.*--port {port + 1}"):
            preflight.check_host(replace(place, port=port))
    preflight.require_free_port("127.0.0.1", port)


def test_a_data_folder_that_is_a_file_is_refused() -> None:
    with empty_home() as home:
        (home / "file").touch()
        with pytest.raises(Refused, match="不能写入"):
            preflight.require_writable(home / "file")
        with pytest.raises(Refused, match="不能写入"):
            preflight.require_writable(home / "file" / "below")


def test_a_data_folder_that_cannot_be_written_is_refused() -> None:
    with (
        empty_home(mode=0o555) as home,
        without_roots_rights(),
        pytest.raises(Refused, match=f"数据目录 {home} 不能写入"),
    ):
        preflight.require_writable(home)


@contextmanager
def without_roots_rights() -> Iterator[None]:
    """Root may write everywhere: be the account without rights for a moment."""
    before = os.geteuid()
    os.seteuid(database_account().uid)
    try:
        yield
    finally:
        os.seteuid(before)


class _Answering:
    """A server that has one of the three settings off, and can say nothing else."""

    def __init__(self, off: str) -> None:
        self._off = off

    def execute(self, _question: str, names: list[str]) -> _Answering:
        self._asked = names[0]
        return self

    def fetchone(self) -> tuple[str]:
        return ("off" if self._asked == self._off else "on",)
