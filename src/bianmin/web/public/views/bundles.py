from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bianmin.catalogue import bundles as queries
from bianmin.catalogue.bundles import Together, together
from bianmin.catalogue.codes import COPY_KINDS
from bianmin.catalogue.models import BundleVersion
from bianmin.catalogue.queries import ways_of
from bianmin.rules.bundles import MergedPaper
from bianmin.web.public.guides import Fact
from bianmin.web.public.place import unit_of
from bianmin.web.public.views.guide import HIGHEST_NUMBER, code_of
from bianmin.wire import access
from bianmin.wire.requests import Request

PUBLISHED = "a published bundle is public"


@access.public(PUBLISHED)
@require_safe
def bundles(request: Request) -> HttpResponse:
    """一链办理: every matter of life whose items are put together."""
    context = {"tab": "apply", "bundles": queries.published()}
    return render(request, "public/bundles.html", context)


@access.public(PUBLISHED)
@require_safe
def bundle(request: Request, code: str) -> HttpResponse:
    """一件事: what to bring once, how long, who decides each; with the guides of today."""
    found = queries.version_of(code)
    if found is None:
        raise Http404
    return _show(request, found, together(found.content))


@access.public("a version is readable for ever at its address")
@require_safe
def kept(request: Request, code: str, number: int) -> HttpResponse:
    """旧版: with the guides of its own day."""
    found = queries.kept_version(code, number) if number <= HIGHEST_NUMBER else None
    if found is None:
        raise Http404
    return _show(request, found, together(found.content, found.pinned))


def _show(request: Request, version: BundleVersion, shown: Together) -> HttpResponse:
    unit = unit_of(request)
    items = [part.version.item for part in shown.parts]
    ways = ways_of(items, unit)
    address = request.build_absolute_uri(reverse("public:bundle", args=[version.bundle.code]))
    stages = [
        [(part, ways[part.version.item_id].names, _apply_url(part.version.item.code)) for part in s]
        for s in shown.stages
    ]
    context = {
        "tab": "apply",
        "version": version,
        "bundle": version.bundle,
        "told": version.content,
        "is_current": version.bundle.current_id == version.pk,
        "shown": shown,
        "stages": stages,
        "facts": _facts(shown),
        "to_bring": [(paper, _how(paper), _why(paper)) for paper in shown.to_bring],
        "address": address,
        "qr": code_of(address),
    }
    return render(request, "public/bundle.html", context)


def _facts(shown: Together) -> list[Fact]:
    saved = shown.papers_before - len(shown.to_bring)
    asked = shown.questions_before - len(shown.questions)
    return [
        Fact("一共", str(len(shown.parts)), "件事"),
        Fact("要带", str(len(shown.to_bring)), "样", f"分开办要多交 {saved} 次" if saved else ""),
        Fact("要填", str(len(shown.questions)), "项", f"少填 {asked} 项" if asked else ""),
        Fact("最多多久", shown.time, "", "按先后加起来"),
    ]


def _how(paper: MergedPaper) -> str:
    kind = COPY_KINDS.get(paper.copy_kind, "")
    return f"{kind} {paper.copies} 份" if paper.copies > 1 else kind


def _why(paper: MergedPaper) -> str:
    """Which items want it, each with its note."""
    told = (f"{name}（{note}）" if note else name for name, note in paper.wanted_by)
    return "、".join(dict.fromkeys(told)) + "用"


def _apply_url(code: str) -> str:
    return reverse("public:apply", args=[code])
