"""恢复: put a backup into an empty deployment, all of it or nothing, and check it there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg

from bianmin.audit import queries as audit
from bianmin.files import blobs
from bianmin.ground import keys
from bianmin.ops import backup, database, postgres_tools
from bianmin.ops.archive import DAMAGED, Reader
from bianmin.ops.backup import DUMP, FILES, Manifest
from bianmin.ops.deployment import Deployment
from bianmin.ops.refusal import Refused

_BLOB = re.compile(r"files/\d\d/[0-9a-f]{2}/[0-9a-f]{32}")
NO_DEFAULTS = (
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM {database.APP}",
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM {database.APP}",
)


def restore_backup(env: Deployment, source: Path, *, key: str) -> Manifest:
    """恢复: verify the whole backup first, then restore it, then compare what came out.

    Refuse unless database and files are empty and the data keys are those of the backup; after
    any failure they are empty again.
    """
    manifest = backup.verify_backup(source, key=key)
    _require_keys(env, manifest)
    with database.connected(env, "owner") as owner:
        _require_empty(owner)
        with _emptied_on_failure(owner), _staged(blobs.root()) as staging:
            _unpack(env, source, staging, key=key, server=owner.info.server_version // 10_000)
            _compare(owner, manifest)
    return manifest


def _require_keys(env: Deployment, manifest: Manifest) -> None:
    if not (env.secrets / keys.FILE).exists():
        raise Refused(
            f"{env.secrets} 里没有资料密钥 {keys.FILE}；请先把做备份时另存的 secrets 目录放回来。"
        )
    here = backup.key_marks()
    lacking = [name for name, mark in manifest.data_keys.items() if here.get(name) != mark]
    if lacking:
        raise Refused(
            f"资料密钥不是做备份时的那一套（缺 {'、'.join(lacking)}）；恢复后个人信息将无法解开，"
            "请先放回原来的 secrets 目录。"
        )


def _require_empty(owner: psycopg.Connection[Any]) -> None:
    tables = owner.execute(backup.TABLES).fetchall()
    if tables:
        raise Refused(
            f"数据库里已有 {len(tables)} 张表，不覆盖；请用 BIANMIN_HOME 或 DATABASE_URL "
            "换一个空的再恢复。"
        )
    folder = blobs.root()
    if any(path.is_file() for path in folder.glob("[0-9][0-9]/*/*")):
        raise Refused(f"{folder} 里已有文件，不覆盖；请换一个空的 BIANMIN_HOME 再恢复。")


@contextmanager
def _staged(target: Path) -> Iterator[Path]:
    """Lend a folder for the files that becomes theirs only when all has gone well."""
    staging = target.with_name("files.restoring")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    try:
        yield staging
        shutil.rmtree(target, ignore_errors=True)
        staging.rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _emptied_on_failure(owner: psycopg.Connection[Any]) -> Iterator[None]:
    for statement in NO_DEFAULTS:  # rights come with the backup; defaults would widen them
        owner.execute(statement.encode())
    try:
        yield
    except BaseException:
        owner.execute("DROP OWNED BY CURRENT_USER CASCADE")
        raise
    finally:
        database.grant(owner)


def _unpack(env: Deployment, source: Path, staging: Path, *, key: str, server: int) -> None:
    with backup.opened(source) as file:
        for name, blocks in Reader(file, key).parts():
            if name == DUMP:
                _restore_database(env, blocks, server=server)
            elif name.startswith(FILES):
                _restore_file(staging, name, blocks)


def _restore_file(staging: Path, name: str, blocks: Iterator[bytes]) -> None:
    if not _BLOB.fullmatch(name):
        raise Refused(DAMAGED)
    target = staging / name.removeprefix(FILES)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("xb") as file:
        os.chmod(target, 0o600)
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _restore_database(env: Deployment, blocks: Iterator[bytes], *, server: int) -> None:
    command = [
        str(postgres_tools.program(env, "pg_restore", server=server)),
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={postgres_tools.address(env, 'owner')}",
    ]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=postgres_tools.environment(env, "owner"),
        ) as process,
    ):
        assert process.stdin is not None
        _feed(process.stdin, blocks)
        if process.wait() != 0:
            complaints.seek(0)
            words = complaints.read().decode(errors="replace").split()
            raise Refused(f"pg_restore 失败：{' '.join(words)[-400:]}")


def _feed(sink: IO[bytes], blocks: Iterator[bytes]) -> None:
    try:
        for block in blocks:
            sink.write(block)
        sink.close()
    except BrokenPipeError:
        return  # the program says why


def _compare(owner: psycopg.Connection[Any], manifest: Manifest) -> None:
    """Compare every count and the head of the trail, and verify the trail itself."""
    counts = backup.row_counts(owner)
    if counts != dict(manifest.tables):
        wrong = sorted(set(counts.items()) ^ set(manifest.tables.items()))
        raise Refused(f"恢复后的行数和备份不一致：{wrong[0][0]}；没有留下任何数据。")
    if backup.audit_head(owner) != manifest.audit_head:
        raise Refused("恢复后的留痕链头和备份不一致；没有留下任何数据。")
    report = audit.verify(owner)
    if not report.is_clean:
        raise Refused(f"备份里的留痕有 {report.faults} 处异常（{report.findings[0]}）；没有恢复。")
