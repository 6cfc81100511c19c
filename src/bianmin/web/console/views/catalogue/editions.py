"""版次: drafted with change records, sent by one person, published by another (K5)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import directory as book
from bianmin.catalogue import policies
from bianmin.catalogue.commands import editions as commands
from bianmin.catalogue.models import DirectoryChange, DirectoryEntry, Edition, ServiceItem
from bianmin.regions.queries import unit_name
from bianmin.reports.impact import impact_of
from bianmin.rules.errors import NotFound
from bianmin.rules.publishing import LABELS, ChangeKind
from bianmin.rules.verdict import require
from bianmin.web.console.forms.catalogue.directory import ChangeForm, ProposalForm, ReasonForm
from bianmin.web.console.page import page
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 50
TASK_STATES = {"open": "等待采纳", "adopted": "已采纳", "explained": "已说明理由"}


@staff(*policies.CITY)
@require_POST
def draft(request: Request) -> HttpResponse:
    edition = commands.draft_edition(**act(request))
    messages.success(request, f"已起草第 {edition.number} 版，请添加变更记录")
    return redirect("console:edition", edition.number)


@staff(*policies.WATCHING)
@require_GET
def edition(request: Request, number: int) -> HttpResponse:
    return _show(request, _edition(request, number))


@staff(*policies.CITY)
@require_POST
def changes(request: Request, number: int) -> HttpResponse:
    shown = _edition(request, number)
    form = ChangeForm(request.POST)
    if not attempt(form, lambda: _record(request, shown, form)):
        return _show(request, shown, change_form=form)
    messages.success(request, "已记下这条变更")
    return redirect("console:edition", number)


@staff(*policies.CITY)
@require_POST
def change_removal(request: Request, number: int, pk: int) -> HttpResponse:
    change = get_object_or_404(
        DirectoryChange.objects.select_related("edition"), pk=pk, edition__number=number
    )
    commands.remove_change(change, **act(request))
    messages.success(request, "已删去这条变更")
    return redirect("console:edition", number)


@staff(*policies.CITY)
@require_POST
def proposal(request: Request, number: int) -> HttpResponse:
    shown = _edition(request, number)
    form = ProposalForm(request.POST)
    if not attempt(
        form, lambda: commands.propose_edition(shown, **form.cleaned_data, **act(request))
    ):
        return _show(request, shown, proposal_form=form)
    messages.success(request, "已送发，请另一位同事核对后发布")
    return redirect("console:edition", number)


@staff(*policies.CITY)
@require_POST
def return_(request: Request, number: int) -> HttpResponse:
    shown = _edition(request, number)
    form = ReasonForm(request.POST)
    if not attempt(
        form, lambda: commands.return_edition(shown, **form.cleaned_data, **act(request))
    ):
        return _show(request, shown, return_form=form)
    messages.success(request, "已退回，可以继续修改")
    return redirect("console:edition", number)


@staff(*policies.CITY)
@require_POST
def publication(request: Request, number: int) -> HttpResponse:
    shown = _edition(request, number)
    commands.publish_edition(shown, **act(request))
    messages.success(request, "已发布，各县（市、区）已收到采纳任务")
    return redirect("console:edition", number)


def _record(request: Request, shown: Edition, form: ChangeForm) -> DirectoryChange:
    given = dict(form.cleaned_data)
    item = ServiceItem.objects.select_related("current").filter(code=given.pop("item")).first()
    if item is None:
        raise NotFound("没有这个编码的事项，请从目录里选")
    return commands.record_change(shown, item, **given, **act(request))


def _edition(request: Request, number: int) -> Edition:
    found = Edition.objects.filter(number=number).first()
    if found is None:
        raise NotFound("没有这一版")
    if found.state != "published":
        require(policies.may_see_drafts(request.actor))
    return found


def _show(request: Request, shown: Edition, **forms: Any) -> HttpResponse:
    may_draft = policies.may_draft(request.actor)
    pages = Paginator(
        shown.changes.select_related("item", "draft").order_by("item__area", "item__name", "id"),
        PER_PAGE,
    ).get_page(request.GET.get("page"))
    in_draft = shown.state == "draft" and bool(may_draft)
    context = {
        "edition": shown,
        "page": pages,
        "rows": _rows(pages.object_list, shown),
        "may_draft": may_draft,
        "may_publish": policies.may_publish(request.actor, sent_by=shown.proposed_person),
        "today": localdate(request.at),
        "change_form": _change_form(request) if in_draft else None,
        "proposal_form": ProposalForm() if in_draft else None,
        "return_form": ReasonForm(label="退回的理由") if shown.state == "proposed" else None,
        "tasks": _tasks(shown, request),
        "impact": (
            impact_of(list(shown.changes.values_list("item_id", flat=True)))
            if shown.state != "published" and pages.paginator.count
            else None
        ),
    }
    wrong = any(form.errors for form in forms.values())
    return page(
        request, "console/catalogue/edition.html", context | forms, status=422 if wrong else 200
    )


def _rows(changes: Any, shown: Edition) -> list[tuple[DirectoryChange, str, DirectoryEntry | None]]:
    """Each change with its word and the entry as it stood before."""
    listed = list(changes)
    before = DirectoryEntry.objects.filter(item_id__in=[c.item_id for c in listed])
    if shown.state == "published":
        before = before.filter(until=shown.number)
    else:
        before = before.filter(until__isnull=True)
    by_item = {row.item_id: row for row in before}
    return [(c, LABELS[ChangeKind(c.kind)], by_item.get(c.item_id)) for c in listed]


def _change_form(request: Request) -> ChangeForm:
    code = request.GET.get("item", "")[:60]
    item = ServiceItem.objects.filter(code=code).first() if code else None
    row = DirectoryEntry.objects.filter(item=item, until__isnull=True).first() if item else None
    return ChangeForm(
        initial={
            "item": code,
            "kind": "change" if row else "add",
            "township_mode": row.township_mode if row else "accept",
            "village_mode": row.village_mode if row else "agent",
        }
    )


def _tasks(shown: Edition, request: Request) -> list[tuple[Any, str, str, bool]]:
    """(task, county, state in words, whether it is late): the city's, or one's own county's."""
    today = localdate(request.at)
    return [
        (task, unit_name(task.unit), TASK_STATES[task.state], _is_late(task, today))
        for task in book.tasks(shown)
        if policies.may_see_work(request.actor, task.unit)
    ]


def _is_late(task: Any, today: Any) -> bool:
    return bool(task.state == "open" and task.due_on < today)
