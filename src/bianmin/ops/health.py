"""探针: `/healthz` says that the process answers, `/readyz` that it can do its work."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from bianmin.calendars.queries import last_year
from bianmin.files.queries import oldest_waiting
from bianmin.messaging.queries import dead_count
from bianmin.ops.deployment import current
from bianmin.wire.access import public
from bianmin.wire.requests import Request

WORKER_SILENT = timedelta(seconds=60)
LEAST_DISK = 0.05
CALENDAR_DUE_MONTH = 12  # the State Council usually publishes next year's in November
FILE_WAITS = timedelta(hours=1)

LAST_HEARTBEAT = "SELECT max(last_heartbeat) FROM procrastinate_workers"


@dataclass(frozen=True)
class Readiness:
    """就绪: faults keep people from being served; warnings need a person soon."""

    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        return not self.faults


@public("says only that the process answers")
def healthz(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@public("says only which part is not ready, nothing of what is stored")
def readyz(request: HttpRequest) -> JsonResponse:
    found = readiness(at=cast(Request, request).at)
    return JsonResponse(
        {"ready": found.ready, **asdict(found)},
        status=200 if found.ready else 503,
        json_dumps_params={"ensure_ascii": False},
    )


def readiness(*, at: datetime) -> Readiness:
    """就绪: look at database, job worker and disk; when all is well, at what is due soon."""
    faults = tuple(fault for fault in (database_fault(at), disk_fault()) if fault)
    return Readiness(faults, () if faults else tuple(warnings(at)))


def database_fault(at: datetime) -> str:
    """探针: return what is wrong with the database or the job worker, or nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(LAST_HEARTBEAT)
            (heard,) = cursor.fetchone()
    except Error:
        return "数据库没有应答"
    if heard is None or at - heard > WORKER_SILENT:
        return "后台任务没有在运行"
    return ""


def disk_fault() -> str:
    """探针: return that the disk is nearly full, or nothing."""
    disk = shutil.disk_usage(current().home)
    full = disk.free < disk.total * LEAST_DISK
    return f"磁盘只剩 {disk.free * 100 // disk.total}%，请清理或扩容" if full else ""


def warnings(at: datetime) -> list[str]:
    """探针: return what needs a person soon, though the service is ready."""
    today = timezone.localdate(at)
    needed = today.year + (today.month >= CALENDAR_DUE_MONTH)
    missing = range(last_year() + 1, needed + 1)
    found = [f"{year} 年的放假安排尚未导入，跨年的期限待公布" for year in missing]
    if dead := dead_count():
        found.append(f"有 {dead} 条短信多次没有发出，请检查短信网关")
    waiting = oldest_waiting()
    if waiting is not None and at - waiting > FILE_WAITS:
        found.append("有文件一小时以上没有做完安全检查")
    return found
