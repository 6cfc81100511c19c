"""问题树编辑: one question or one leaf at a time, by keyboard and without script."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import policies
from bianmin.catalogue.commands.drafts import revise_draft
from bianmin.catalogue.models import VersionDraft
from bianmin.catalogue.trees import with_leaf, with_order, with_question
from bianmin.rules.errors import NotFound
from bianmin.rules.limits import Limit, Unit
from bianmin.rules.lint_trees import tree_findings
from bianmin.rules.lists import MODES, EntryMode
from bianmin.rules.scenarios import OWN, Leaf, form_at, guide_at, tree_of
from bianmin.rules.verdict import require
from bianmin.web.console.forms.catalogue.scenarios import LeafForm, OrderForm, QuestionForm
from bianmin.web.console.page import page
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(*policies.CITY)
@require_GET
def scenarios(request: Request, pk: int) -> HttpResponse:
    return _show(request, _draft(pk), request.GET.get("at", ""))


@staff(*policies.CITY)
@require_POST
def question(request: Request, pk: int) -> HttpResponse:
    shown = _draft(pk)
    tree, key = tree_of(shown.guide), request.POST.get("key", "")
    form = QuestionForm(request.POST, tree=tree, question=tree.question(key) if tree else None)

    def write() -> VersionDraft:
        given = form.cleaned_data
        guide = with_question(
            shown.guide,
            given["key"],
            text=given["text"],
            hint=given["hint"],
            options=form.options(),
        )
        return revise_draft(shown, guide=guide, **act(request))

    return _after(request, shown, form, attempt(form, write), key)


@staff(*policies.CITY)
@require_POST
def leaf(request: Request, pk: int) -> HttpResponse:
    shown = _draft(pk)
    form = LeafForm(request.POST, guide=shown.guide, form=shown.form, leaf=None)

    def write() -> VersionDraft:
        given = form.cleaned_data
        name, materials = given["name"], given["materials"]
        guide = with_leaf(shown.guide, given["key"], name=name, materials=materials, own=form.own())
        return revise_draft(shown, guide=guide, **act(request))

    done = attempt(form, write)
    return _after(request, shown, form, done, request.POST.get("key", ""))


@staff(*policies.CITY)
@require_POST
def order(request: Request, pk: int) -> HttpResponse:
    """One place up or down, by a button: no dragging."""
    shown = _draft(pk)
    form = OrderForm(request.POST)
    if not form.is_valid():
        raise NotFound("没有这个问题")
    key, up = form.cleaned_data["key"], form.cleaned_data["to"] == "up"
    revise_draft(shown, guide=with_order(shown.guide, key, up=up), **act(request))
    return redirect(f"{reverse('console:draft-scenarios', args=[pk])}?at={key}#h-t")


def _after(
    request: Request, shown: VersionDraft, form: Any, done: VersionDraft | None, key: str
) -> HttpResponse:
    if done is None:
        return _show(request, shown, key, form)
    messages.success(request, "已保存")
    to = f"?at={key}" if key else ""
    return redirect(f"{reverse('console:draft-scenarios', args=[shown.pk])}{to}")


def _show(request: Request, shown: VersionDraft, at: str, form: Any = None) -> HttpResponse:
    require(policies.may_see_drafts(request.actor))
    tree = tree_of(shown.guide)
    here = tree.leaf(at) if tree else None
    asked = (tree.question(at) or (None if at == "new" else tree.first)) if tree else None
    is_leaf = here is not None or isinstance(form, LeafForm)
    if form is None:
        form = (
            LeafForm(guide=shown.guide, form=shown.form, leaf=here)
            if here
            else QuestionForm(tree=tree, question=asked)
        )
    context = {
        "draft": shown,
        "item": shown.item,
        "tree": tree,
        "leaf": here,
        "question": None if here else asked,
        "is_leaf": is_leaf,
        "preview": _preview(shown, here) if here else None,
        "form": form,
        "findings": list(tree_findings(shown.guide, shown.form)),
    }
    status = 422 if form.errors else 200
    return page(request, "console/catalogue/scenarios.html", context, status=status)


def _preview(shown: VersionDraft, leaf: Leaf) -> dict[str, Any]:
    """The citizen's own list as the phone shows it, from the same rules."""
    told = guide_at(shown.guide, leaf)
    limit, fee, path = (told.get(name) or {} for name in ("promised_limit", "fee", "path"))
    tiers = ((TIER_WORDS[tier], path.get(tier)) for tier in ("village", "township"))
    return {
        "limit": str(Limit(int(limit["amount"]), Unit(limit["unit"]))) if limit else "",
        "fee": fee.get("text") or ("要收费" if fee.get("charged") else "不收费"),
        "path": [f"{words}{MODES[EntryMode(mode)]}" for words, mode in tiers if mode],
        "fields": len(form_at(shown.form, leaf).get("properties", {})),
        "bring": [
            material.get("plain_name") or material["name"]
            for material in told.get("materials", ())
            if not material.get("shared")
        ],
        "own": leaf.fields is not None or any(leaf.says(name) for name in OWN),
    }


TIER_WORDS = {"village": "村里", "township": "镇里"}


def _draft(pk: int) -> VersionDraft:
    return get_object_or_404(VersionDraft.objects.select_related("item"), pk=pk)
