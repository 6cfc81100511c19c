"""启动检查: what must be true before anything starts; each refusal is one sentence."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import psycopg

from bianmin.ops.database import connected, require_supported
from bianmin.ops.deployment import Deployment
from bianmin.ops.refusal import Refused

WEAKEST_SECRET = 32
TRIAL_MARK = "trial-secret"
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")


def check_host(env: Deployment) -> None:
    """启动检查: secret, data folder and port, before anything is written."""
    require_own_secret(env)
    require_writable(env.home)
    require_free_port(env.host, env.port)


def check_database(env: Deployment) -> None:
    """启动检查: ask the server, in the role the product uses, whether a commit is on the disk."""
    with connected(env, "app") as connection:
        require_supported(connection)
        require_durable(connection)
        require_no_extra_rights(connection)


def require_own_secret(env: Deployment) -> None:
    if env.profile != "production":
        return
    if TRIAL_MARK in env.secret or len(env.secret) < WEAKEST_SECRET:
        raise Refused(
            f"正式运行须设 BIANMIN_SECRET：至少 {WEAKEST_SECRET} 个字符的随机串，不能用默认密钥。"
        )


def require_writable(home: Path) -> None:
    existing = next(folder for folder in (home, *home.parents) if folder.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise Refused(f"数据目录 {home} 不能写入（{existing}）；请改权限，或用 BIANMIN_HOME 另选。")
    if existing == home:
        _try_to_write(home)


def require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                f"地址 {host}:{port} 用不了（{error.strerror}）；请停掉占用它的程序，"
                f"或换一个端口：bianmin up --port {port + 1}"
            ) from error


def require_durable(connection: psycopg.Connection[Any]) -> None:
    """Refuse a server that may answer before what was written is safe."""
    for name in MUST_BE_ON:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
        if row is None or row[0] == "off":
            raise Refused(f"数据库的 {name} 是 off，断电会丢失已办的件；请改为 on 再启动。")


def require_no_extra_rights(connection: psycopg.Connection[Any]) -> None:
    """Refuse to serve as a role that could get round the database's own rules."""
    row = connection.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None or row[0]:
        raise Refused(
            f"账号 {connection.info.user} 权限过大（超级用户或可绕过行级安全），拒绝启动。"
        )


def _try_to_write(home: Path) -> None:
    probe = home / f".write-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refused(f"数据目录 {home} 不能写入：{error.strerror}") from error
