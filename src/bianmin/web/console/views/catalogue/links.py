"""联动: broken links and the work that one tier's change opened on the other, mended here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import lists, policies
from bianmin.catalogue.commands import lists as commands
from bianmin.catalogue.models import LinkTask, Offering
from bianmin.web.console.forms.catalogue.directory import ReasonForm
from bianmin.web.console.forms.catalogue.lists import NoteForm
from bianmin.web.console.page import page
from bianmin.web.console.views.catalogue.reach import unit_or_refuse
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 30


@staff(*policies.WATCHING)
@require_GET
def links(request: Request, unit: int) -> HttpResponse:
    return _show(request, unit)


@staff(*policies.COUNTY)
@require_POST
def confirmation(request: Request, unit: int, pk: int) -> HttpResponse:
    commands.confirm_link(_entry(unit, pk), **act(request))
    messages.success(request, "已确认，村目录重新对应镇目录")
    return redirect("console:links", unit)


@staff(*policies.COUNTY)
@require_POST
def return_to_township(request: Request, unit: int, pk: int) -> HttpResponse:
    """Let the township offer the item again, in the mode it had."""
    entry = _entry(unit, pk)
    mode = entry.linked.entry_mode if entry.linked else "accept"
    commands.enter_item(entry.item, unit=unit, tier="township", mode=mode, **act(request))
    messages.success(request, "镇目录已重新列入，断链已修好")
    return redirect("console:links", unit)


@staff(*policies.COUNTY)
@require_POST
def removal(request: Request, unit: int, pk: int) -> HttpResponse:
    entry = _entry(unit, pk)
    form = ReasonForm(request.POST, prefix=f"r{pk}")
    if not attempt(
        form,
        lambda: commands.drop_item(
            entry.item, unit=unit, tier="village", **form.cleaned_data, **act(request)
        ),
    ):
        return _show(request, unit, removal=(pk, form))
    messages.success(request, "村目录已撤下这个事项")
    return redirect("console:links", unit)


@staff(*policies.COUNTY)
@require_POST
def answer(request: Request, unit: int, pk: int) -> HttpResponse:
    task = get_object_or_404(LinkTask, pk=pk, unit=unit)
    form = NoteForm(request.POST, prefix=f"t{pk}")
    if not attempt(
        form, lambda: commands.answer_link_task(task, **form.cleaned_data, **act(request))
    ):
        return _show(request, unit, answered=(pk, form))
    messages.success(request, "已办结这件联动事项")
    return redirect("console:links", unit)


def _entry(unit: int, pk: int) -> Offering:
    return get_object_or_404(
        Offering.objects.select_related("item", "linked"), pk=pk, unit=unit, tier="village"
    )


def _show(
    request: Request,
    unit: int,
    removal: tuple[int, ReasonForm] | None = None,
    answered: tuple[int, NoteForm] | None = None,
) -> HttpResponse:
    region = unit_or_refuse(request.actor, unit)
    broken = Paginator(lists.broken_links(unit), PER_PAGE).get_page(request.GET.get("page"))
    tasks = lists.link_tasks(unit)
    context: dict[str, Any] = {
        "county": region,
        "page": broken,
        "rows": [(b, _removal_form(b.entry.pk, removal)) for b in broken],
        "tasks": [(t, _answer_form(t.pk, answered)) for t in tasks[:PER_PAGE]],
        "task_count": tasks.count(),
        "may_edit": policies.may_edit_list(request.actor, unit),
    }
    wrong = bool(removal or answered)
    return page(request, "console/catalogue/links.html", context, status=422 if wrong else 200)


def _removal_form(pk: int, given: tuple[int, ReasonForm] | None) -> ReasonForm:
    if given and given[0] == pk:
        return given[1]
    return ReasonForm(label="撤下的理由", prefix=f"r{pk}")


def _answer_form(pk: int, given: tuple[int, NoteForm] | None) -> NoteForm:
    return given[1] if given and given[0] == pk else NoteForm(prefix=f"t{pk}")
