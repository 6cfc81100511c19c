"""The embedded server: starts, stops, survives a power cut, and opens nothing to others."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from bianmin.ops import database, postgres
from bianmin.ops.processes import is_alive, until
from bianmin.ops.refusal import Refused
from tests.ops.places import Place, empty_home, running_cluster, used_home


def ask(home: Path, question: str) -> object:
    with database.connected(Place(home), "admin", database="postgres") as admin:
        row = admin.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def test_a_second_start_keeps_the_data() -> None:
    with empty_home() as home:
        with running_cluster(home):
            ask(home, "SELECT 1 FROM (SELECT set_config('a.b', '1', false)) AS x")
            with database.connected(Place(home), "admin", database="postgres") as admin:
                admin.execute("CREATE TABLE kept AS SELECT 7 AS number")
        with running_cluster(home):
            assert ask(home, "SELECT number FROM kept") == 7


def test_stopping_ends_the_server_and_its_backends() -> None:
    with used_home() as home, running_cluster(home) as cluster:
        pid = cluster.postmaster()
        assert pid is not None
        cluster.stop()
        assert not is_alive(pid)
        assert cluster.postmaster() is None
        assert str(cluster.data) not in postgres._working_folders(cluster.account.uid)


def test_the_server_keeps_every_commit_and_logs_no_words() -> None:
    with used_home() as home, running_cluster(home) as cluster:
        for name, wanted in postgres.ALWAYS.items():
            assert ask(home, f"SELECT current_setting('{name}')") == wanted
        assert ask(home, "SELECT current_setting('data_checksums')") == "on"
        assert ask(home, "SELECT current_setting('listen_addresses')") == ""
        with pytest.raises(psycopg.Error):
            ask(home, "SELECT '13800000000 is nobody''s'::integer")
        assert "13800000000" not in cluster.log.read_text()


def test_the_server_does_not_run_as_root() -> None:
    with used_home() as home, running_cluster(home) as cluster:
        pid = cluster.postmaster()
        assert Path(f"/proc/{pid}").stat().st_uid == cluster.account.uid != 0


def test_only_its_account_may_enter_the_data() -> None:
    with empty_home(below="new") as home, running_cluster(home) as cluster:
        assert stat.S_IMODE(cluster.folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(home.stat().st_mode) & 0o066 == 0
        assert stat.S_IMODE((home / "secrets").stat().st_mode) == 0o700


def test_a_killed_server_starts_again() -> None:
    with used_home() as home, running_cluster(home) as cluster:
        pid = cluster.postmaster()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert until(lambda: not is_alive(pid), seconds=5)

        cluster.start()

        assert cluster.postmaster() not in (None, pid)
        assert ask(home, "SELECT 1") == 1


def test_a_number_taken_over_by_another_program_is_not_our_server() -> None:
    with used_home() as home, running_cluster(home) as cluster:
        cluster.stop()
        other = subprocess.Popen(["sleep", "60"], **cluster.account.popen_options())
        try:
            (cluster.data / "postmaster.pid").write_text(f"{other.pid}\n{cluster.data}\n")
            assert cluster.postmaster() is None
            cluster.start()
            assert cluster.postmaster() not in (None, other.pid)
            assert other.poll() is None
        finally:
            other.kill()
            other.wait()


def test_a_path_too_long_for_a_socket_is_served_on_loopback() -> None:
    with empty_home(below="long" * 25) as home, running_cluster(home) as cluster:
        assert cluster.address()["host"] == "127.0.0.1"
        assert ask(home, "SELECT 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server an account")
def test_a_private_folder_is_refused_and_stays_private() -> None:
    with empty_home(mode=0o700, below="inner/home") as home:
        private = home.parents[1]
        with pytest.raises(Refused, match=r"私有目录 .*0700.*BIANMIN_HOME"):
            Place(home).cluster.start()
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert not (private / "inner").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server an account")
def test_binaries_in_a_private_folder_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = postgres._wheel_folder()
    with empty_home(mode=0o700, below="site") as private, empty_home() as home:
        private.symlink_to(installed)
        monkeypatch.setattr(postgres, "_wheel_folder", lambda: private)
        with running_cluster(home) as cluster:
            assert cluster.program("postgres").is_relative_to(home)


def test_data_of_another_major_version_are_refused() -> None:
    with used_home() as home, running_cluster(home) as cluster:
        cluster.stop()
        (cluster.data / "PG_VERSION").write_text("17\n")
        with pytest.raises(Refused, match="PostgreSQL 17"):
            cluster.start()


def test_an_interrupted_first_start_is_begun_again() -> None:
    with used_home() as home:
        half = home / "postgres" / "data.new"
        half.mkdir(parents=True)
        (half / "PG_VERSION").write_text("18\n")
        with running_cluster(home):
            assert ask(home, "SELECT 1") == 1
