from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bianmin.cases.commands import asking, clocks
from bianmin.cases.commands import review as commands
from bianmin.web.desk.forms.moves import ExtensionForm, PauseForm, ReasonForm, ResultForm
from bianmin.web.desk.roles import HANDLING
from bianmin.web.desk.views.shown import act, case_to_move, show_case
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(*HANDLING)
@require_POST
def review(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    commands.start_review(case, by=request.actor, at=request.at)
    messages.success(request, "已开始审查，由您经办")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def forwarding(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = ReasonForm(request.POST, label="初审意见")
    if not attempt(form, lambda: commands.forward_case(case, **form.cleaned_data, **act(request))):
        return show_case(request, case, forwarding=form)
    messages.success(request, "已转报县里")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def forwarding_return(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = ReasonForm(request.POST, label="退回的意见")
    if not attempt(
        form, lambda: commands.return_forwarded(case, **form.cleaned_data, **act(request))
    ):
        return show_case(request, case, forwarding_return=form)
    messages.success(request, "已退回镇里")
    return redirect("desk:worklist")


@staff(*HANDLING)
@require_POST
def pause(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = PauseForm(request.POST)
    if not attempt(form, lambda: asking.ask_pause(case, **form.cleaned_data, **act(request))):
        return show_case(request, case, pause=form)
    messages.success(request, "已报负责人批准，批准后计时才停")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def extension(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = ExtensionForm(request.POST)
    if not attempt(form, lambda: asking.ask_extension(case, **form.cleaned_data, **act(request))):
        return show_case(request, case, extension=form)
    messages.success(request, "已报负责人批准，批准后告知办事人")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def resumption(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = ResultForm(request.POST)
    if not attempt(form, lambda: clocks.resume_case(case, **form.cleaned_data, **act(request))):
        return show_case(request, case, resumption=form)
    messages.success(request, f"计时已恢复，{clocks.day_text(case.promise_due)} 前办结")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def grant(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    commands.grant_case(case, by=request.actor, at=request.at)
    messages.success(request, "已准予，等窗口办结")
    return redirect("desk:case", number)
