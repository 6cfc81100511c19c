"""备份: the database and the files of one moment in one encrypted file that verifies itself.

The keys that seal personal data are not in it: whoever finds a backup finds nothing. Keep the
folder of secrets elsewhere; without it neither the backup nor what is in it can be opened.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from psycopg import sql

from bianmin.files import blobs
from bianmin.ground import crypto
from bianmin.ops import database, passwords, postgres_tools
from bianmin.ops.archive import DAMAGED, Part, Reader, Writer, key_name
from bianmin.ops.deployment import Deployment
from bianmin.ops.refusal import Refused

FORMAT = 1
KEY_FILE = "backup.key"
DUMP = "database.dump"
MANIFEST = "manifest.json"
FILES = "files/"
LARGEST_MANIFEST = 512 * 1024**2

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
HEAD = "SELECT encode(head, 'hex') FROM audit_seal ORDER BY id DESC LIMIT 1"
MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"


@dataclass(frozen=True)
class Manifest:
    """清单: what a backup holds, and by what a restored copy is checked."""

    made_at: str
    postgres: int
    parts: tuple[Part, ...]
    tables: Mapping[str, int]
    migrations: tuple[str, ...]
    audit_head: str
    data_keys: Mapping[str, str]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    @property
    def files(self) -> int:
        return sum(part.name.startswith(FILES) for part in self.parts)


def backup_key(env: Deployment, given: Path | None = None, *, make: bool = False) -> str:
    """备份密钥: return the key from the file given, else the deployment's own."""
    if given is not None:
        try:
            return given.read_text().strip()
        except OSError as error:
            raise Refused(f"读不了备份密钥 {given}：{error.strerror}") from error
    key = passwords.ensure(env.secrets, KEY_FILE) if make else passwords.read(env.secrets, KEY_FILE)
    if not key:
        raise Refused(f"没有备份密钥 {env.secrets / KEY_FILE}；请用 --key 指出做备份时的密钥文件。")
    return key


def make_backup(env: Deployment, target: Path, *, key: str, at: datetime) -> Manifest:
    """备份: write the backup, read it back whole, and only then give it its name."""
    if target.exists():
        raise Refused(f"{target} 已经存在，不覆盖；请换一个文件名。")
    try:
        with _draft(target) as draft:
            with draft.open("wb") as file:
                manifest = _write(env, file, key=key, at=at)
                file.flush()
                os.fsync(file.fileno())
            if verify_backup(draft, key=key) != manifest:
                raise Refused("备份写好后读回的内容不一致，磁盘可能有问题；没有留下备份。")
            draft.rename(target)
    except OSError as error:
        raise Refused(f"写不了备份 {target}：{error.strerror}") from error
    except psycopg.errors.UndefinedTable as error:
        raise Refused("数据库还没有建好，没有可备份的内容；请先运行一次 bianmin up。") from error
    except psycopg.Error as error:
        raise Refused(f"备份时数据库出错：{' '.join(str(error).split())[:300]}") from error
    return manifest


def verify_backup(source: Path, *, key: str) -> Manifest:
    """核验备份: read every byte; return the manifest, or refuse what is damaged or not ours."""
    found: list[Part] = []
    manifest: Manifest | None = None
    with opened(source) as file:
        for name, blocks in Reader(file, key).parts():
            if manifest is not None:
                raise Refused(DAMAGED)
            if name == MANIFEST:
                manifest = _read_manifest(blocks)
            else:
                found.append(_measured(name, blocks))
    if manifest is None or manifest.parts != tuple(found):
        raise Refused(DAMAGED)
    return manifest


@contextmanager
def opened(source: Path) -> Iterator[BinaryIO]:
    """Open a backup for reading; refuse with a sentence when that fails."""
    try:
        with source.open("rb") as file:
            yield file
    except OSError as error:
        raise Refused(f"读不了备份 {source}：{error.strerror}") from error


def row_counts(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """行数: return how many rows each table has."""
    counts = {}
    for (table,) in connection.execute(TABLES).fetchall():
        statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        row = connection.execute(statement).fetchone()
        counts[table] = row[0] if row else 0
    return counts


def audit_head(connection: psycopg.Connection[Any]) -> str:
    """链头: return the newest head of the audit chain; nothing before the first seal."""
    row = connection.execute(HEAD).fetchone()
    return str(row[0]) if row else ""


def key_marks() -> dict[str, str]:
    """密钥记号: return a mark of each data key, by which the same key is known again."""
    return {
        name: crypto.mac("backup", b"the same key", name).hex() for name in crypto.keyring().keys
    }


def _write(env: Deployment, file: BinaryIO, *, key: str, at: datetime) -> Manifest:
    writer = Writer(file, key)
    with blobs.kept(), _snapshot(env) as (connection, snapshot):
        server = connection.info.server_version // 10_000
        parts = [writer.add(DUMP, _dump(env, snapshot, server=server))]
        manifest = Manifest(
            made_at=at.isoformat(),
            postgres=server,
            parts=(*parts, *_add_files(writer, blobs.root())),
            tables=row_counts(connection),
            migrations=tuple(name for (name,) in connection.execute(MIGRATIONS).fetchall()),
            audit_head=audit_head(connection),
            data_keys=key_marks(),
        )
    writer.add(MANIFEST, [json.dumps(asdict(manifest)).encode()])
    writer.finish()
    return manifest


@contextmanager
def _snapshot(env: Deployment) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """Hold one moment of the database for the dump and for the counts."""
    with database.connected(env, "owner") as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        if row is None:
            raise Refused("数据库没有给出快照，不能备份。")
        yield connection, row[0]
        connection.execute("ROLLBACK")


def _dump(env: Deployment, snapshot: str, *, server: int) -> Iterator[bytes]:
    """Yield the dump as it comes; it is never on the disk in clear."""
    command = [
        str(postgres_tools.program(env, "pg_dump", server=server)),
        "--format=custom",
        "--compress=6",
        f"--snapshot={snapshot}",
        f"--dbname={postgres_tools.address(env, 'owner')}",
    ]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=postgres_tools.environment(env, "owner"),
        ) as process,
    ):
        assert process.stdout is not None
        while block := process.stdout.read(blobs.CHUNK):
            yield block
        if process.wait() != 0:
            complaints.seek(0)
            words = complaints.read().decode(errors="replace").split()
            raise Refused(f"pg_dump 失败：{' '.join(words)[-400:]}")


def _add_files(writer: Writer, folder: Path) -> Iterator[Part]:
    """Add every blob; they are sealed and never change, so those beyond the moment do no harm."""
    for path in sorted(folder.glob("[0-9][0-9]/*/*")):
        if not path.name.startswith("."):
            with path.open("rb") as file:
                name = FILES + str(path.relative_to(folder))
                yield writer.add(name, iter(partial(file.read, blobs.CHUNK), b""))


def _measured(name: str, blocks: Iterator[bytes]) -> Part:
    digest, size = hashlib.sha256(), 0
    for block in blocks:
        digest.update(block)
        size += len(block)
    return Part(name, size, digest.hexdigest())


def _read_manifest(blocks: Iterator[bytes]) -> Manifest:
    try:
        found = json.loads(b"".join(blocks))
        if found["format"] != FORMAT:
            raise Refused(
                f"备份的格式是 {found['format']}，本版本只认识 {FORMAT}；请用新版本恢复。"
            )
        found["parts"] = tuple(Part(**part) for part in found["parts"])
        return Manifest(**found | {"migrations": tuple(found["migrations"])})
    except (ValueError, KeyError, TypeError):
        raise Refused(DAMAGED) from None


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    draft = target.with_name(f".{target.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def described(manifest: Manifest, key: str) -> tuple[str, ...]:
    """备份说明: return what the operator reads."""
    return (
        f"{manifest.made_at[:19].replace('T', ' ')} 的备份：{len(manifest.tables)} 张表 "
        f"{manifest.rows} 行，{manifest.files} 个文件，已逐字节核验。",
        f"备份密钥 {key_name(key)}，资料密钥 {'、'.join(sorted(manifest.data_keys))}；"
        "密钥不在备份里，请把 secrets 目录另存到别处。",
    )
