"""一链办理: bundles defined by one person of the city and published by another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import bundles as queries
from bianmin.catalogue import policies
from bianmin.catalogue.commands import bundles as commands
from bianmin.catalogue.models import Bundle, BundleDraft
from bianmin.web.console.forms.catalogue.bundles import BundleForm, NewBundleForm
from bianmin.web.console.forms.catalogue.directory import ReasonForm
from bianmin.web.console.page import page
from bianmin.web.console.views.catalogue.items import STATES
from bianmin.web.console.views.catalogue.reach import moment_of
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(*policies.CITY)
@require_GET
def bundles(request: Request) -> HttpResponse:
    return _list(request)


@staff(*policies.CITY)
@require_POST
def addition(request: Request) -> HttpResponse:
    form = NewBundleForm(request.POST)
    draft = attempt(form, lambda: commands.add_bundle(**form.cleaned_data, **act(request)))
    if draft is None:
        return _list(request, form)
    messages.success(request, "已新设，请写明有哪几件事")
    return redirect("console:bundle-draft", draft.pk)


@staff(*policies.CITY)
@require_GET
def bundle(request: Request, code: str) -> HttpResponse:
    return _show(request, _bundle(code))


@staff(*policies.CITY)
@require_POST
def draft_start(request: Request, code: str) -> HttpResponse:
    draft = commands.draft_bundle(_bundle(code), **act(request))
    messages.success(request, "已从现行的起草新版")
    return redirect("console:bundle-draft", draft.pk)


@staff(*policies.CITY)
@require_POST
def withdrawal(request: Request, code: str) -> HttpResponse:
    return _switch(request, code, back=False, said="已停用，群众的页面会写明")


@staff(*policies.CITY)
@require_POST
def resumption(request: Request, code: str) -> HttpResponse:
    return _switch(request, code, back=True, said="已恢复")


@staff(*policies.CITY)
@require_GET
def draft(request: Request, pk: int) -> HttpResponse:
    return _draft_page(request, _draft(pk))


@staff(*policies.CITY)
@require_POST
def revision(request: Request, pk: int) -> HttpResponse:
    shown = _draft(pk)
    form = BundleForm(request.POST, content=shown.content)

    def write() -> BundleDraft:
        seen = moment_of(form.cleaned_data["last_seen"])
        return commands.revise_bundle(shown, content=form.revised(), last_seen=seen, **act(request))

    if attempt(form, write) is None:
        return _draft_page(request, shown, form=form)
    messages.success(request, "已保存")
    return redirect("console:bundle-draft", pk)


@staff(*policies.CITY)
@require_POST
def proposal(request: Request, pk: int) -> HttpResponse:
    shown = _draft(pk)
    form = ReasonForm(request.POST, label=NOTE)
    if not attempt(
        form,
        lambda: commands.propose_bundle(shown, note=form.cleaned_data["reason"], **act(request)),
    ):
        return _draft_page(request, shown, proposal_form=form)
    messages.success(request, "已送发，请另一位同事核对后发布")
    return redirect("console:bundle-draft", pk)


@staff(*policies.CITY)
@require_POST
def return_(request: Request, pk: int) -> HttpResponse:
    shown = _draft(pk)
    form = ReasonForm(request.POST, label=RETURN)
    if not attempt(
        form, lambda: commands.return_bundle(shown, **form.cleaned_data, **act(request))
    ):
        return _draft_page(request, shown, return_form=form)
    messages.success(request, "已退回，可以继续修改")
    return redirect("console:bundle-draft", pk)


@staff(*policies.CITY)
@require_POST
def dropping(request: Request, pk: int) -> HttpResponse:
    shown = _draft(pk)
    commands.drop_bundle_draft(shown, **act(request))
    messages.success(request, "草稿已作废")
    return redirect("console:bundle", shown.bundle.code)


@staff(*policies.CITY)
@require_POST
def publication(request: Request, pk: int) -> HttpResponse:
    shown = _draft(pk)
    version = commands.publish_bundle(shown, **act(request))
    messages.success(request, f"第 {version.number} 版已发布")
    return redirect("console:bundle", shown.bundle.code)


NOTE, RETURN = "改了什么、为什么", "退回的理由"


def _switch(request: Request, code: str, *, back: bool, said: str) -> HttpResponse:
    shown = _bundle(code)
    form = ReasonForm(request.POST, label="理由")
    if not attempt(
        form,
        lambda: commands.withdraw_bundle(shown, back=back, **form.cleaned_data, **act(request)),
    ):
        return _show(request, shown, form)
    messages.success(request, said)
    return redirect("console:bundle", code)


def _list(request: Request, form: NewBundleForm | None = None) -> HttpResponse:
    open_drafts = BundleDraft.objects.filter(state__in=commands.OPEN)
    drafts = {draft.bundle_id: draft for draft in open_drafts}
    rows = [
        (each, drafts.get(each.pk), STATES[drafts[each.pk].state] if each.pk in drafts else "")
        for each in queries.all_bundles()
    ]
    context = {"rows": rows, "form": form or NewBundleForm()}
    return page(request, "console/catalogue/bundles.html", context, status=422 if form else 200)


def _show(request: Request, shown: Bundle, form: ReasonForm | None = None) -> HttpResponse:
    content = shown.current.content if shown.current else {}
    drafts = shown.drafts.filter(state__in=commands.OPEN)
    context = {
        "bundle": shown,
        "versions": shown.versions.select_related("edition").order_by("-number"),
        "drafts": [(each, STATES[each.state]) for each in drafts],
        "together": queries.together(content),
        "findings": queries.findings_in(content) if content else [],
        "form": form or ReasonForm(label="理由"),
    }
    return page(request, "console/catalogue/bundle.html", context, status=422 if form else 200)


def _draft_page(request: Request, shown: BundleDraft, **forms: Any) -> HttpResponse:
    seen = shown.revised_at.isoformat()
    context = {
        "draft": shown,
        "bundle": shown.bundle,
        "state": STATES[shown.state],
        "together": queries.together(shown.content),
        "findings": queries.findings_in(shown.content),
        "form": BundleForm(content=shown.content, last_seen=seen),
        "proposal_form": ReasonForm(label=NOTE),
        "return_form": ReasonForm(label=RETURN),
        "may_publish": policies.may_publish(request.actor, sent_by=shown.proposed_person),
    }
    wrong = any(form.errors for form in forms.values())
    return page(
        request,
        "console/catalogue/bundle_draft.html",
        context | forms,
        status=422 if wrong else 200,
    )


def _bundle(code: str) -> Bundle:
    return get_object_or_404(queries.all_bundles(), code=code)


def _draft(pk: int) -> BundleDraft:
    return get_object_or_404(BundleDraft.objects.select_related("bundle"), pk=pk)
