from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bianmin.cases.commands import closing as commands
from bianmin.web.desk.forms.moves import ReasonForm
from bianmin.web.desk.roles import HANDLING
from bianmin.web.desk.views.shown import act, case_to_move, show_case
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(*HANDLING)
@require_POST
def completion(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    commands.complete_case(case, by=request.actor, at=request.at)
    messages.success(request, "已办结，短信已通知办事人来取")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def closure(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = ReasonForm(request.POST, label="原因")
    if not attempt(
        form, lambda: commands.close_incomplete(case, **form.cleaned_data, **act(request))
    ):
        return show_case(request, case, closure=form)
    messages.success(request, "已退件，短信已通知办事人")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def voiding(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = ReasonForm(request.POST, label="原因")
    if not attempt(form, lambda: commands.void_case(case, **form.cleaned_data, **act(request))):
        return show_case(request, case, voiding=form)
    messages.success(request, "已作废")
    return redirect("desk:case", number)
