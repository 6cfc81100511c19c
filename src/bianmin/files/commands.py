"""文件办理: take an upload at once, make it harmless afterwards, erase it when its time is over."""

from __future__ import annotations

import io
from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Literal

from django.db import connection, transaction

from bianmin.audit.commands import Named, record
from bianmin.files import blobs, queries
from bianmin.files.kinds import EMPTY, MAX_BYTES, TOO_LARGE, FileRefused, media_type_of
from bianmin.files.models import StoredFile
from bianmin.files.names import clean_name
from bianmin.files.sandbox import Outcome, SandboxDown, make_harmless
from bianmin.ground import lanes
from bianmin.messaging.acting import SYSTEM
from bianmin.rules.errors import Conflict, DomainError, Invalid

MOST_FILES = 50
MOST_BYTES = 200 * 1024 * 1024
ORPHAN_SECONDS = 3600
FAILURES_IN_A_ROW = 5
FULL_SHARE, FULL_BYTES = 0.15, 50 * 1024**3
_FIRST_BYTES = 64


class FileTooLarge(DomainError):
    """文件过大: one file may have 20 MB."""

    status: ClassVar[int] = 413


class TooManyFiles(Conflict):
    """文件过多: one act may have 50 files of 200 MB together."""


class StorageFull(DomainError):
    """空间不足: the disk is nearly full; what is stored already stays safe."""

    status: ClassVar[int] = 507


@transaction.atomic
def take_upload(
    content: blobs.Readable, *, unit: int, owner: str, display_name: str, by: Named, at: datetime
) -> StoredFile:
    """收文件: keep what was handed in; it is checked afterwards and shown to nobody before.

    `owner` is "case:<id>" or "draft:<id>". Raise Invalid for what is no photo or PDF at first
    sight, FileTooLarge, TooManyFiles or StorageFull; the sentence is for the person.
    """
    _require_space()
    content = _known_kind(content)
    _take_turns(owner)
    left = _room_left(unit, owner)
    try:
        blob = blobs.write(content, unit=unit, most=min(MAX_BYTES, left))
    except blobs.TooLong:
        raise _too_long(left) from None
    file = StoredFile.objects.create(
        unit=unit,
        owner=owner,
        display_name=clean_name(display_name),
        size=blob.size,
        sha256=blob.sha256,
        stored_name=blob.name,
        uploaded_at=at,
        uploaded_by=by.user_id,
    )
    record(owner, "file_taken", unit=unit, by=by, at=at, file=file.pk, size=blob.size)
    _defer_check(file)
    return file


@transaction.atomic
def hand_over(unit: int, owner: str, *, to: str, by: Named, at: datetime) -> int:
    """移交文件: what came with a draft belongs to its case from now on; return how many."""
    moved = StoredFile.objects.filter(unit=unit, owner=owner).update(owner=to)
    if moved:
        record(to, "files_handed_over", unit=unit, by=by, at=at, count=moved)
    return moved


@transaction.atomic
def hand_over_some(
    unit: int, owner: str, files: Collection[int], *, to: str, by: Named, at: datetime
) -> int:
    """移交一部分文件: what of a draft belongs to one of its cases; return how many."""
    moved = StoredFile.objects.filter(unit=unit, owner=owner, pk__in=files).update(owner=to)
    if moved:
        record(to, "files_handed_over", unit=unit, by=by, at=at, count=moved)
    return moved


@transaction.atomic
def copy_file(file: StoredFile, *, by: Named, at: datetime) -> StoredFile:
    """复制文件: another file with the same content, for a second act that needs the same paper.

    Each is then kept and erased with its own act; one that is not checked yet is checked again.
    """
    content = io.BytesIO(blobs.read(file.unit, file.stored_name))
    blob = blobs.write(content, unit=file.unit, most=MAX_BYTES)
    copy = StoredFile.objects.create(
        unit=file.unit,
        owner=file.owner,
        display_name=file.display_name.clear(),
        media_type=file.media_type,
        size=blob.size,
        sha256=blob.sha256,
        stored_name=blob.name,
        state=file.state,
        pages=file.pages,
        uploaded_at=file.uploaded_at,
        uploaded_by=file.uploaded_by,
        checked_at=file.checked_at,
    )
    record(file.owner, "file_copied", unit=file.unit, by=by, at=at, file=copy.pk, of=file.pk)
    if copy.state == "waiting":
        _defer_check(copy)
    return copy


def check_waiting(unit: int, *, at: datetime, most: int = 200) -> int:
    """检查待检文件: make the waiting files of a unit harmless; return how many were decided.

    Give up when several in a row cannot be tried: they wait for the next run.
    """
    decided = failures = 0
    for file in list(queries.waiting(unit)[:most]):
        try:
            decided += check_file(file, at=at)
            failures = 0
        except SandboxDown:
            failures += 1
        if failures == FAILURES_IN_A_ROW:
            break
    return decided


def check_file(file: StoredFile, *, at: datetime) -> bool:
    """检查文件: replace the upload by its harmless form, or refuse it; say whether we did.

    Raise SandboxDown when the child cannot work: the file goes on waiting.
    """
    try:
        outcome = make_harmless(blobs.read(file.unit, file.stored_name))
    except blobs.Damaged:
        outcome = Outcome(refusal="文件没有存完整，请重新上传")
    return _refuse(file, outcome, at=at) if outcome.refusal else _replace(file, outcome, at=at)


@transaction.atomic
def erase_file(file: StoredFile, *, by: Named, at: datetime, reason: str) -> None:
    """删除文件: destroy the content and the name; that there was a file remains."""
    changes = {"display_name": "", "sha256": b"", "refusal": ""}
    if file.state == "erased" or not _move(file, "erased", at=at, **changes):
        raise Conflict("这个文件刚被处理过，请刷新后再看")
    record(file.owner, "file_erased", unit=file.unit, by=by, at=at, reason=reason, file=file.pk)


def erase_files(unit: int, owner: str, *, by: Named, at: datetime, reason: str) -> int:
    """删除全部文件: destroy what came with one case or draft; return how many files."""
    files = list(queries.files_of(unit, owner))
    for file in files:
        erase_file(file, by=by, at=at, reason=reason)
    return len(files)


def sweep(unit: int, *, at: datetime) -> int:
    """清扫: remove the unit's blobs of more than an hour that no file names; return how many."""
    old = list(blobs.names(unit, older_than=at.timestamp() - ORPHAN_SECONDS))
    drafts = [name for name in old if name.startswith(".")]
    blobs_found = [name for name in old if not name.startswith(".")]
    for name in drafts:
        blobs.remove_draft(unit, name)
    orphans = set(blobs_found) - queries.named_blobs(unit, blobs_found)
    for name in orphans:
        blobs.remove(unit, name)
    return len(orphans) + len(drafts)


def _known_kind(content: blobs.Readable) -> blobs.Readable:
    """Refuse at once what is no photo or PDF at first sight; give the bytes looked at back."""
    first = content.read(_FIRST_BYTES)
    if not first:
        raise Invalid(EMPTY)
    try:
        media_type_of(first)
    except FileRefused as refused:
        raise Invalid(str(refused)) from None
    return _Joined(first, content)


class _Joined:
    """A stream with its first bytes put back."""

    def __init__(self, first: bytes, rest: blobs.Readable) -> None:
        self._first = io.BytesIO(first)
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        return self._first.read(size) or self._rest.read(size)


def _require_space() -> None:
    share, free = blobs.free_share()
    if share < FULL_SHARE and free < FULL_BYTES:
        raise StorageFull(
            "存储空间快满了，暂时不能传文件，已办的事不受影响，请稍后再传或到窗口办理"
        )


def _take_turns(owner: str) -> None:
    """Let the uploads of one act wait for each other, so that together they keep its limits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20))", [owner])


def _room_left(unit: int, owner: str) -> int:
    used = queries.usage(unit, owner)
    if used.files >= MOST_FILES:
        raise TooManyFiles(f"这件事最多交 {MOST_FILES} 个文件，请删掉不用的再传")
    if used.size >= MOST_BYTES:
        raise _too_long(0)
    return MOST_BYTES - used.size


def _too_long(left: int) -> DomainError:
    if left < MAX_BYTES:
        return TooManyFiles("这件事的文件加起来不能超过 200 MB，请删掉不用的再传")
    return FileTooLarge(TOO_LARGE)


def _defer_check(file: StoredFile) -> None:
    waiting = queries.waiting(file.unit).count()
    lanes.defer("files.check_one", unit=file.unit, waiting=waiting, file_id=file.pk)


def _refuse(file: StoredFile, outcome: Outcome, *, at: datetime) -> bool:
    with transaction.atomic():
        if not _move(file, "refused", at=at, refusal=outcome.refusal):
            return False
        record(
            file.owner,
            "file_refused",
            unit=file.unit,
            by=SYSTEM,
            at=at,
            reason=outcome.refusal,
            file=file.pk,
        )
    return True


def _replace(file: StoredFile, outcome: Outcome, *, at: datetime) -> bool:
    blob = blobs.write(io.BytesIO(outcome.content), unit=file.unit, most=MAX_BYTES)
    with transaction.atomic():
        moved = _move(
            file,
            "clean",
            at=at,
            stored_name=blob.name,
            size=blob.size,
            sha256=blob.sha256,
            media_type=outcome.media_type,
            pages=outcome.pages,
        )
        if moved:
            record(file.owner, "file_clean", unit=file.unit, by=SYSTEM, at=at, file=file.pk)
    if not moved:
        blobs.remove(file.unit, blob.name)
    return moved


def _move(
    file: StoredFile,
    state: Literal["clean", "refused", "erased"],
    *,
    at: datetime,
    **changes: object,
) -> bool:
    """Change the file if nobody did so meanwhile; its old blob goes when the change is certain."""
    here = StoredFile.objects.filter(unit=file.unit, pk=file.pk)
    unmoved = here.filter(state=file.state, stored_name=file.stored_name)
    if not unmoved.update(state=state, checked_at=at, **changes):
        return False
    unit, name = file.unit, file.stored_name
    transaction.on_commit(lambda: blobs.remove(unit, name))
    file.refresh_from_db(from_queryset=here)
    return True
