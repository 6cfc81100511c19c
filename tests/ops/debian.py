"""The machine's own PostgreSQL 15, if Debian's package is there: nothing needs a newer one.

    python -m tests.ops.debian pytest -q tests/cases

runs a command against such a server, started for it and thrown away afterwards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bianmin.ops.postgres import LOOPBACK, _free_port
from bianmin.ops.system_account import database_account

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


@contextmanager
def debian_server() -> Iterator[str]:
    """Run one for a while; yield the address of an administrator who is no superuser."""
    if not (PROGRAMS / "postgres").exists():
        pytest.skip("Debian's postgresql-15 is not installed")
    folder = Path(tempfile.mkdtemp(prefix="bm-deb-", dir="/var/tmp"))
    database_account().owns(folder)
    port = _free_port()
    try:
        _run("initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        options = f"-k {folder} -p {port} -h {LOOPBACK}"
        _run("pg_ctl", "start", "-ws", "-D", f"{folder}/data", "-l", f"{folder}/log", "-o", options)
        _run("psql", "-qh", LOOPBACK, "-p", str(port), "-U", "postgres", "-c", ADMINISTRATOR)
        (folder / "data" / "pg_hba.conf").write_text(
            "host all postgres all trust\nhost all all all scram-sha-256\n"
        )
        _run("pg_ctl", "reload", "-s", "-D", f"{folder}/data")
        yield f"postgresql://boss:words@{LOOPBACK}:{port}/bianmin"
    finally:
        _run("pg_ctl", "stop", "-ws", "-m", "fast", "-D", f"{folder}/data")
        shutil.rmtree(folder, ignore_errors=True)


# The tests fill tables with rows whose parents are made up; the product never asks for this.
ADMINISTRATOR = (
    "CREATE ROLE boss LOGIN CREATEDB CREATEROLE PASSWORD 'words';"
    "GRANT SET ON PARAMETER session_replication_role TO boss"
)


def _run(name: str, *arguments: str) -> None:
    options: dict[str, Any] = database_account().popen_options()
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    subprocess.run(
        [str(PROGRAMS / name), *arguments],
        check=True,
        cwd="/",
        env=environment,
        stdout=subprocess.DEVNULL,
        **options,
    )


def main(command: list[str]) -> int:
    """Run a command with DATABASE_URL at such a server, and data of its own."""
    with debian_server() as address, tempfile.TemporaryDirectory(dir="/var/tmp") as home:
        os.chmod(home, 0o711)
        environment = os.environ | {"DATABASE_URL": address, "BIANMIN_HOME": home}
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
