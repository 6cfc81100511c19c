"""打印包: ordered by a person, made by the worker print by print, stopped and begun again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.ground import lanes
from bianmin.papers import binding, queries
from bianmin.papers.guides import Form, guide_pdf
from bianmin.papers.models import PrintPack
from bianmin.papers.policies import may_print_for
from bianmin.papers.printing import NotInstalled
from bianmin.papers.queries import OPEN
from bianmin.regions.queries import all_units
from bianmin.rules.errors import Conflict, DomainError, Invalid
from bianmin.rules.verdict import require
from bianmin.sites.models import Site

SILENT = timedelta(minutes=5)
"""没有动静: a worker that has printed nothing for so long has died."""

KEPT = timedelta(days=30)


@transaction.atomic
def order_pack(site: Site, *, forms: Sequence[str], by: Actor, at: datetime) -> PrintPack:
    """订打印包: everything the site offers, in these forms; one at a time for a site."""
    require(may_print_for(by, site))
    chosen = [form.value for form in Form if form.value in forms]
    if not chosen:
        raise Invalid("请选择要印的样式", {"forms": "请至少选一种"})
    total = len(queries.versions_for(site, localdate(at))) * len(chosen)
    if not total:
        raise Conflict("这个站点没有开办的事项，没有可印的指南")
    if queries.packs_of(site).filter(state__in=OPEN).exists():
        raise Conflict("这个站点的打印包正在做，做完或停止后再订")
    pack = PrintPack.objects.create(
        unit=site.unit,
        site=site,
        forms=chosen,
        total=total,
        ordered_at=at,
        ordered_by=by.user_id,
        touched_at=at,
    )
    record(f"pack:{pack.pk}", "order_pack", unit=pack.unit, by=by, at=at, site=site.pk)
    _defer(pack)
    return pack


@transaction.atomic
def cancel_pack(pack: PrintPack, *, by: Actor, at: datetime) -> None:
    """停止: the worker stops after the print it is at."""
    require(may_print_for(by, pack.site))
    _set(pack, OPEN, "cancelled", "已经做完或停止了", touched_at=at, ended_at=at)
    record(f"pack:{pack.pk}", "cancel_pack", unit=pack.unit, by=by, at=at)


@transaction.atomic
def retry_pack(pack: PrintPack, *, by: Actor, at: datetime) -> None:
    """再做: what was drawn before is on the shelf, so it goes on where it stopped."""
    require(may_print_for(by, pack.site))
    if queries.packs_of(pack.site).filter(state__in=OPEN).exists():
        raise Conflict("这个站点的打印包正在做，做完或停止后再订")
    again = {"done": 0, "parts": [], "note": "", "touched_at": at, "ended_at": None}
    _set(pack, ("failed", "cancelled"), "queued", "只有停止或没做成的可以再做", **again)
    record(f"pack:{pack.pk}", "retry_pack", unit=pack.unit, by=by, at=at)
    _defer(pack)


def make_pack(unit: int, pack_id: int, *, now: Callable[[], datetime]) -> None:
    """做打印包: print after print; whoever stops it is obeyed before the next one."""
    at = now()
    rows = PrintPack.objects.filter(unit=unit, pk=pack_id)
    if not rows.filter(state="queued").update(state="running", touched_at=at, done=0):
        return
    pack = rows.select_related("site__region").get()
    try:
        pages = _bind(pack, now)
    except DomainError as wrong:
        _fail(pack, str(wrong), at=now())
        if not isinstance(wrong, NotInstalled):
            raise
    except Exception:
        _fail(pack, "没有做成，请再做一次；还不行就告诉管理员", at=now())
        raise
    else:
        if pages:
            ended = {"pages": pages, "parts": pack.parts, "touched_at": now(), "ended_at": now()}
            rows.filter(state="running").update(state="done", **ended)


def take_up(*, at: datetime) -> int:
    """接着做: packs whose worker has died; return how many."""
    found = 0
    for unit in all_units():
        stale = PrintPack.objects.filter(unit=unit, state="running", touched_at__lt=at - SILENT)
        for pack in stale:
            with transaction.atomic():
                if stale.filter(pk=pack.pk).update(state="queued", touched_at=at):
                    _defer(pack)
                    found += 1
    return found


def _bind(pack: PrintPack, now: Callable[[], datetime]) -> int:
    """Return how many pages the bound file has, or nothing when it was stopped."""
    versions = queries.versions_for(pack.site, localdate(pack.ordered_at))
    work = [(version, Form(form)) for version in versions for form in pack.forms]
    rows = PrintPack.objects.filter(unit=pack.unit, pk=pack.pk, state="running")
    rows.update(total=len(work))
    with binding.folder_for(pack) as folder:
        parts = []
        for done, (version, form) in enumerate(work, start=1):
            path = folder / f"{done}.pdf"
            path.write_bytes(guide_pdf(version, form, pack.site))
            parts.append(binding.Part(version, form, path))
            if not rows.update(done=done, touched_at=now()):
                return 0
        pack.parts = [[part.version.pk, part.form.value] for part in parts]
        return binding.bind(pack, parts)


def _fail(pack: PrintPack, why: str, *, at: datetime) -> None:
    PrintPack.objects.filter(unit=pack.unit, pk=pack.pk, state="running").update(
        state="failed", note=why[:200], touched_at=at, ended_at=at
    )


def _set(
    pack: PrintPack, before: Sequence[str], after: str, otherwise: str, **changes: object
) -> None:
    rows = PrintPack.objects.filter(unit=pack.unit, pk=pack.pk, state__in=before)
    if not rows.update(state=after, **changes):
        raise Conflict(otherwise)


def _defer(pack: PrintPack) -> None:
    """One pack at a time, so that it is only packs that wait for a pack."""
    task = "papers.make_pack"
    waiting = PrintPack.objects.filter(unit=pack.unit, state="queued").count()
    lanes.defer(task, unit=pack.unit, waiting=waiting, lock=task, pack_id=pack.pk)
