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
from bianmin.catalogue.trees import with_leaf, with_question
from bianmin.rules.lint_trees import tree_findings
from bianmin.rules.scenarios import tree_of
from bianmin.rules.verdict import require
from bianmin.web.console.forms.catalogue.scenarios import LeafForm, QuestionForm
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
    form = LeafForm(request.POST, guide=shown.guide, leaf=None)

    def write() -> VersionDraft:
        given = form.cleaned_data
        name, materials = given["name"], given["materials"]
        guide = with_leaf(shown.guide, given["key"], name=name, materials=materials)
        return revise_draft(shown, guide=guide, **act(request))

    done = attempt(form, write)
    return _after(request, shown, form, done, request.POST.get("key", ""))


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
            LeafForm(guide=shown.guide, leaf=here)
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
        "bring": [
            m.get("plain_name") or m["name"]
            for m in shown.guide.get("materials", ())
            if here and m["key"] in here.materials and not m.get("shared")
        ],
        "form": form,
        "findings": list(tree_findings(shown.guide, shown.form)),
    }
    status = 422 if form.errors else 200
    return page(request, "console/catalogue/scenarios.html", context, status=status)


def _draft(pk: int) -> VersionDraft:
    return get_object_or_404(VersionDraft.objects.select_related("item"), pk=pk)
