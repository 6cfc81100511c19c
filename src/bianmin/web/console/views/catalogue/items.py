"""一个事项: its versions, its drafts, how the counties offer it, and what a change touches."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import policies
from bianmin.catalogue.commands import drafts as commands
from bianmin.catalogue.linting import draft_findings
from bianmin.catalogue.models import DirectoryEntry, Offering, ServiceItem, VersionDraft
from bianmin.catalogue.queries import kept_version
from bianmin.regions.queries import units
from bianmin.reports.impact import impact_of
from bianmin.rules.errors import Conflict, NotFound
from bianmin.rules.form_changes import changes
from bianmin.rules.forms import Form, count
from bianmin.rules.limits import Limit
from bianmin.rules.verdict import require
from bianmin.web.console.forms.catalogue.directory import DraftProposalForm, ReasonForm
from bianmin.web.console.forms.catalogue.guides import BasicsForm
from bianmin.web.console.page import page
from bianmin.web.console.views.catalogue.guides import LABELS, compared, facts
from bianmin.web.console.views.catalogue.reach import moment_of
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

NAMES = LABELS | {"form": "申请表"}
STATES = {
    "draft": "起草中",
    "proposed": "等第二人发布",
    "published": "已发布",
    "withdrawn": "已作废",
}
STATUSES = {"active": "在用", "paused": "暂停", "cancelled": "已取消"}


@staff(*policies.WATCHING)
@require_GET
def item(request: Request, code: str) -> HttpResponse:
    shown = _item(code)
    may_draft = policies.may_draft(request.actor)
    drafts = VersionDraft.objects.filter(item=shown, state__in=commands.OPEN)
    context = {
        "item": shown,
        "status": STATUSES[shown.status],
        "versions": [
            (v, f"{Limit.parse(v.promised_limit)}") for v in shown.versions.order_by("-number")
        ],
        "drafts": [(d, STATES[d.state]) for d in drafts] if may_draft else [],
        "may_draft": may_draft,
        "entry": DirectoryEntry.objects.filter(item=shown, until__isnull=True).first(),
        "counties": _counties(shown),
        "impact": impact_of([shown.pk]) if may_draft else None,
        "history": _history(shown),
    }
    return page(request, "console/catalogue/item.html", context)


@staff(*policies.WATCHING)
@require_GET
def version(request: Request, code: str, number: int) -> HttpResponse:
    """An old version as it was published: readable for ever at its address."""
    found = kept_version(code, number) if number <= 32_767 else None
    if found is None:
        raise NotFound("没有这个版本")
    before = kept_version(code, number - 1) if number > 1 else None
    context = {
        "version": found,
        "is_current": found.item.current_id == found.pk,
        "facts": facts(found.guide),
        "before": before,
        "compared": [
            *compared(before.guide, found.guide),
            *_compared_forms(before.form, found.form),
        ]
        if before
        else [],
    }
    return page(request, "console/catalogue/version.html", context)


@staff(*policies.CITY)
@require_POST
def draft_start(request: Request, code: str) -> HttpResponse:
    draft = commands.draft_version(_item(code), **act(request))
    messages.success(request, "已从现行指南起草新版本")
    return redirect("console:draft", draft.pk)


@staff(*policies.CITY)
@require_GET
def draft(request: Request, pk: int) -> HttpResponse:
    return _show(request, _draft(pk))


@staff(*policies.CITY)
@require_POST
def draft_revision(request: Request, pk: int) -> HttpResponse:
    shown = _draft(pk)
    form = BasicsForm(request.POST, guide=shown.guide)

    def revise() -> VersionDraft:
        seen = moment_of(form.cleaned_data["last_seen"])
        return commands.revise_draft(shown, guide=form.revised(), last_seen=seen, **act(request))

    if not attempt(form, revise, also=(Conflict,)):
        return _show(request, shown, form=form)
    messages.success(request, "已保存")
    return redirect("console:draft", pk)


@staff(*policies.CITY)
@require_POST
def draft_proposal(request: Request, pk: int) -> HttpResponse:
    shown = _draft(pk)
    form = DraftProposalForm(request.POST)
    if not attempt(
        form, lambda: commands.propose_draft(shown, **form.cleaned_data, **act(request))
    ):
        return _show(request, shown, proposal_form=form)
    messages.success(request, "已送发，请另一位同事核对后发布")
    return redirect("console:draft", pk)


@staff(*policies.CITY)
@require_POST
def draft_return(request: Request, pk: int) -> HttpResponse:
    shown = _draft(pk)
    form = ReasonForm(request.POST)
    if not attempt(form, lambda: commands.return_draft(shown, **form.cleaned_data, **act(request))):
        return _show(request, shown, return_form=form)
    messages.success(request, "已退回，可以继续修改")
    return redirect("console:draft", pk)


@staff(*policies.CITY)
@require_POST
def draft_withdrawal(request: Request, pk: int) -> HttpResponse:
    shown = _draft(pk)
    commands.withdraw_draft(shown, **act(request))
    messages.success(request, "草稿已作废")
    return redirect("console:item", shown.item.code)


@staff(*policies.CITY)
@require_POST
def draft_publication(request: Request, pk: int) -> HttpResponse:
    shown = commands.publish_draft(_draft(pk), **act(request))
    number = shown.version.number if shown.version else 0
    when = "即日生效" if shown.in_force_at else f"{shown.effective_on:%Y-%m-%d} 起生效"
    messages.success(request, f"第 {number} 版已发布，{when}；在办件仍按原来的版本办")
    return redirect("console:item", shown.item.code)


def _show(request: Request, shown: VersionDraft, **forms: Any) -> HttpResponse:
    require(policies.may_see_drafts(request.actor))
    present = shown.item.current
    context = {
        "draft": shown,
        "item": shown.item,
        "state": STATES[shown.state],
        "missing": [
            (NAMES.get(name, name), text) for name, text in commands.check_draft(shown).items()
        ],
        "advice": [
            finding
            for finding in draft_findings(shown.item, shown.guide, shown.form)
            if not finding.is_error
        ],
        "compared": compared(present.guide if present else {}, shown.guide)
        + _compared_forms(present.form if present else {}, shown.form),
        "form": BasicsForm(guide=shown.guide, last_seen=shown.revised_at.isoformat()),
        "proposal_form": DraftProposalForm(initial={"note": shown.note}),
        "return_form": ReasonForm(label="退回的理由"),
        "may_publish": policies.may_publish(request.actor, sent_by=shown.proposed_person),
        "impact": impact_of([shown.item_id]),
        "today": localdate(request.at),
    }
    wrong = any(form.errors for form in forms.values())
    return page(
        request, "console/catalogue/draft.html", context | forms, status=422 if wrong else 200
    )


def _item(code: str) -> ServiceItem:
    return get_object_or_404(ServiceItem.objects.select_related("current"), code=code)


def _draft(pk: int) -> VersionDraft:
    return get_object_or_404(VersionDraft.objects.select_related("item__current", "version"), pk=pk)


def _counties(shown: ServiceItem) -> list[tuple[int, str, Offering | None, Offering | None]]:
    rows = {
        (row.unit, row.tier): row
        for row in Offering.objects.filter(item=shown, valid_to__isnull=True)
    }
    return [
        (unit, region.name, rows.get((unit, "township")), rows.get((unit, "village")))
        for unit, region in units().items()
    ]


def _history(shown: ServiceItem) -> list[Any]:
    return list(
        shown.changes.filter(edition__state="published")
        .select_related("edition")
        .order_by("-edition__number")[:10]
    )


def _compared_forms(old: Form, new: Form) -> list[tuple[str, list[str], list[str]]]:
    told = changes(old, new)
    return [(NAMES["form"], [f"{count(old)} 项"], [f"{count(new)} 项", *told])] if told else []
