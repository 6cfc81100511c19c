"""采纳: what an edition changes for one county, adopted or explained."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import directory, policies
from bianmin.catalogue.commands import adoption as commands
from bianmin.catalogue.models import AdoptionTask, Offering
from bianmin.rules.publishing import LABELS, ChangeKind
from bianmin.web.console.forms.catalogue.lists import ExplanationForm
from bianmin.web.console.page import page
from bianmin.web.console.views.catalogue.editions import TASK_STATES
from bianmin.web.console.views.catalogue.reach import unit_or_refuse
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 50


@staff(*policies.WATCHING)
@require_GET
def adoption(request: Request, unit: int, number: int) -> HttpResponse:
    return _show(request, _task(unit, number))


@staff(*policies.COUNTY)
@require_POST
def adopt(request: Request, unit: int, number: int) -> HttpResponse:
    task = _task(unit, number)
    entered = commands.adopt_edition(task, **act(request))
    messages.success(request, f"已采纳第 {number} 版，进驻目录更新 {entered} 条")
    return redirect("console:adoption", unit, number)


@staff(*policies.COUNTY)
@require_POST
def explain(request: Request, unit: int, number: int) -> HttpResponse:
    task = _task(unit, number)
    form = ExplanationForm(request.POST)
    if not attempt(
        form, lambda: commands.explain_edition(task, **form.cleaned_data, **act(request))
    ):
        return _show(request, task, form)
    messages.success(request, "已说明理由，市里可以看到")
    return redirect("console:adoption", unit, number)


def _task(unit: int, number: int) -> AdoptionTask:
    return get_object_or_404(
        AdoptionTask.objects.select_related("edition"), unit=unit, edition__number=number
    )


def _show(
    request: Request, task: AdoptionTask, form: ExplanationForm | None = None
) -> HttpResponse:
    region = unit_or_refuse(request.actor, task.unit)
    changes = task.edition.changes.select_related("item").order_by("item__area", "item__name")
    shown = Paginator(changes, PER_PAGE).get_page(request.GET.get("page"))
    ids = [change.item_id for change in shown]
    own = {
        (row.item_id, row.tier): row.entry_mode
        for row in Offering.objects.filter(unit=task.unit, valid_to__isnull=True, item_id__in=ids)
    }
    context = {
        "county": region,
        "task": task,
        "edition": task.edition,
        "state": TASK_STATES[task.state],
        "is_late": task.state == "open" and task.due_on < localdate(request.at),
        "page": shown,
        "rows": [
            (
                change,
                LABELS[ChangeKind(change.kind)],
                own.get((change.item_id, "township"), ""),
                own.get((change.item_id, "village"), ""),
            )
            for change in shown
        ],
        "gaps": directory.adoption_gaps(task.unit)[:PER_PAGE],
        "may_answer": policies.may_answer_edition(request.actor, task.unit),
        "may_adopt": policies.may_edit_list(request.actor, task.unit),
        "form": form or ExplanationForm(),
    }
    return page(request, "console/catalogue/adoption.html", context, status=422 if form else 200)
