"""指导目录 K1: what an edition holds, and what differs between any two."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from bianmin.catalogue import directory as book
from bianmin.catalogue import policies
from bianmin.catalogue.models import DirectoryEntry, Edition
from bianmin.rules.lists import MODES, EntryMode
from bianmin.rules.publishing import LABELS, ChangeKind
from bianmin.web.console.forms.catalogue.directory import FindForm
from bianmin.web.console.page import page
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 50
FIELD_WORDS = {
    "name": "名称",
    "area": "领域",
    "standing": "状态",
    "township_mode": "镇里",
    "village_mode": "村里",
    "version_id": "指南",
}


@staff(*policies.WATCHING)
@require_GET
def directory(request: Request) -> HttpResponse:
    editions = list(book.published())
    shown = _chosen(request, editions)
    counts = book.area_counts(shown.number) if shown else []
    form = FindForm(request.GET, areas=[count.area for count in counts])
    words, area = form.chosen()
    rows = book.held_by(shown.number if shown else 0).select_related("item", "version")
    rows = rows.defer(*book.UNREAD)
    if area:
        rows = rows.filter(area=area)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(item__code__icontains=words))
    pages = Paginator(rows, PER_PAGE)
    if not words:
        pages.count = sum(c.items for c in counts if not area or c.area == area)
    may_draft = policies.may_draft(request.actor)
    context = {
        "edition": shown,
        "editions": editions,
        "is_newest": bool(editions) and shown == editions[0],
        "areas": counts,
        "total": sum(count.items for count in counts),
        "form": form,
        "page": pages.get_page(request.GET.get("page")),
        "may_draft": may_draft,
        "in_hand": book.in_hand() if may_draft else None,
        "today": localdate(request.at),
        "clear_url": request.path,
    }
    return page(request, "console/catalogue/directory.html", context)


@staff(*policies.WATCHING)
@require_GET
def difference(request: Request) -> HttpResponse:
    editions = list(book.published())
    numbers = [edition.number for edition in editions]
    new = _number(request.GET.get("new"), numbers, 0)
    old = _number(request.GET.get("old"), numbers, 1)
    found = book.difference(old, new) if old and new else []
    kind = request.GET.get("kind", "")
    counts = [(k, LABELS[k], sum(1 for d in found if d.kind == k)) for k in ChangeKind]
    rows = [d for d in found if not kind or d.kind == kind]
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    book.with_guides(shown)
    context = {
        "editions": editions,
        "old": old,
        "new": new,
        "kind": kind,
        "counts": counts,
        "all": len(found),
        "page": shown,
        "rows": [(d, LABELS[ChangeKind(d.kind)], _sides(d)) for d in shown],
    }
    return page(request, "console/catalogue/difference.html", context)


def _sides(found: book.Difference) -> list[tuple[str, str, str]]:
    """(fact, before, after) of what differs; of an item new or gone, its modes."""
    fields = found.fields or ("township_mode", "village_mode")
    return [(FIELD_WORDS[f], _said(found.old, f), _said(found.new, f)) for f in fields]


def _said(row: DirectoryEntry | None, field: str) -> str:
    if row is None:
        return "—"
    if field == "version_id":
        return f"第 {row.version.number} 版" if row.version else "没有"
    if field == "standing":
        return "暂停" if row.standing == "paused" else "在用"
    value = str(getattr(row, field))
    if field.endswith("_mode"):
        return MODES[EntryMode(value)] if value else "不进驻"
    return value


def _chosen(request: Request, editions: list[Edition]) -> Edition | None:
    asked = request.GET.get("edition", "")
    if asked.isdecimal() and len(asked) < 5:
        return get_object_or_404(Edition, number=int(asked), state="published")
    return editions[0] if editions else None


def _number(asked: str | None, numbers: list[int], place: int) -> int:
    if asked and asked.isdecimal() and len(asked) < 5 and int(asked) in numbers:
        return int(asked)
    if not numbers:
        return 0
    return numbers[min(place, len(numbers) - 1)]
