"""文件查询: which files an act has, which still wait, and the content of a clean one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet, Sum

from bianmin.files import blobs
from bianmin.files.models import StoredFile
from bianmin.messaging.acting import ALL_UNITS
from bianmin.rules.errors import Conflict, NotFound


class NotYetChecked(Conflict):
    """待检: the file has come, but nobody may open it before it has been made harmless."""


@dataclass(frozen=True)
class Usage:
    """用量: how many files an act has, and their bytes."""

    files: int
    size: int


def files_of(unit: int, owner: str) -> QuerySet[StoredFile]:
    """文件清单: the files of one case or draft that were not erased, in order of arrival."""
    return StoredFile.objects.filter(unit=unit, owner=owner).exclude(state="erased").order_by("id")


def usage(unit: int, owner: str) -> Usage:
    """用量: what counts against the limits of one case or draft."""
    kept = StoredFile.objects.filter(unit=unit, owner=owner, state__in=["waiting", "clean"])
    found = kept.aggregate(files=Count("id"), size=Sum("size"))
    return Usage(found["files"], found["size"] or 0)


def waiting(unit: int) -> QuerySet[StoredFile]:
    """待检: the files of a unit that were taken and not yet checked, the oldest first."""
    return StoredFile.objects.filter(unit=unit, state="waiting").order_by("id")


def units_waiting() -> list[int]:
    """待检: the units that have files to check."""
    rows = StoredFile.objects.filter(unit__in=ALL_UNITS, state="waiting")
    return sorted(set(rows.order_by().values_list("unit", flat=True).distinct()))


def oldest_waiting() -> datetime | None:
    """待检: when the file that waits longest came in, of whatever unit."""
    rows = StoredFile.objects.filter(unit__in=ALL_UNITS, state="waiting")
    moment: datetime | None = rows.aggregate(first=Min("uploaded_at"))["first"]
    return moment


def named_blobs(unit: int, names: Iterable[str]) -> set[str]:
    """文件体: those of these blobs that a file still names."""
    rows = StoredFile.objects.filter(unit=unit, stored_name__in=list(names))
    return set(rows.exclude(state__in=["refused", "erased"]).values_list("stored_name", flat=True))


def content_of(file: StoredFile) -> bytes:
    """文件内容: return the clean content; raise when there is none to show."""
    if file.state == "waiting":
        raise NotYetChecked("文件已收到，正在做安全检查，请过一两分钟再看")
    if file.state != "clean":
        raise NotFound(file.refusal or "文件已按规定删除")
    content = blobs.read(file.unit, file.stored_name)
    if hashlib.sha256(content).digest() != bytes(file.sha256):
        raise blobs.Damaged(file.stored_name)
    return content
