"""数据库工具: pg_dump and pg_restore that fit the server, run with the password out of sight."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from psycopg.conninfo import make_conninfo

from bianmin.ops.database import Role, parameters
from bianmin.ops.deployment import Deployment
from bianmin.ops.postgres import MAJOR, Cluster
from bianmin.ops.refusal import Refused


def program(env: Deployment, name: str, *, server: int) -> Path:
    """数据库工具: return the program of the server's own version, else of the next newer one."""
    found = dict(sorted(_installed(env, name), reverse=True))
    fitting = [major for major in found if major >= server]
    if not fitting:
        raise Refused(f"找不到 PostgreSQL {server} 的 {name}，请安装 postgresql-client-{server}。")
    return found[min(fitting)]


def environment(env: Deployment, role: Role) -> dict[str, str]:
    """Return the environment of a client: the password stands here, never on a command line."""
    return {**os.environ, "PGPASSWORD": str(parameters(env, role)["password"]), "LC_ALL": "C"}


def address(env: Deployment, role: Role) -> str:
    """Return where the client connects, without the password."""
    given = parameters(env, role)
    return make_conninfo(**{name: value for name, value in given.items() if name != "password"})


def _installed(env: Deployment, name: str) -> Iterator[tuple[int, Path]]:
    yield MAJOR, Cluster(env.home, env.secrets).program(name)
    for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}"):
        if path.parents[1].name.isdecimal():
            yield int(path.parents[1].name), path
    on_path = shutil.which(name)
    if on_path:
        yield _major_of(on_path), Path(on_path)


def _major_of(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found.group(1)) if found else 0
