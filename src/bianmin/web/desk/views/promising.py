"""即办、容缺、承诺: what spares a second visit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bianmin.cases import queries
from bianmin.cases.commands import undertakings as commands
from bianmin.cases.commands.at_once import finish_at_once
from bianmin.cases.commands.clocks import day_text
from bianmin.cases.commands.deferrals import hand_in_deferred
from bianmin.cases.undertakings import promisable_for
from bianmin.web.desk.forms.moves import AtOnceForm, CommitmentForm, DeferredForm, PromiseForm
from bianmin.web.desk.roles import HANDLING
from bianmin.web.desk.views.shown import act, case_to_move, show_case
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(*HANDLING)
@require_POST
def promise(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = PromiseForm(request.POST, papers=promisable_for(case))
    done = attempt(
        form, lambda: commands.accept_on_promise(case, **form.cleaned_data, **act(request))
    )
    if done is None:
        return show_case(request, case, promise=form)
    told = f"已受理，{day_text(case.promise_due)} 前办结；请打印承诺书，双方签字"
    messages.success(request, told)
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def deferred_papers(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = DeferredForm(request.POST, owed=queries.dossier(case).owed)
    if form.is_valid():
        attempt(form, lambda: hand_in_deferred(case, **form.cleaned_data, **act(request)))
    if form.errors:
        return show_case(request, case, deferred_papers=form)
    messages.success(request, "已记下补交的材料")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def commitment_check(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = CommitmentForm(request.POST, stated=queries.dossier(case).stated)
    if form.is_valid():
        attempt(form, lambda: commands.check_commitment(case, **form.cleaned_data, **act(request)))
    if form.errors:
        return show_case(request, case, commitment_check=form)
    messages.success(request, "核查结果已记下")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def at_once(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = AtOnceForm(request.POST)
    if not attempt(form, lambda: finish_at_once(case, **form.cleaned_data, **act(request))):
        return show_case(request, case, at_once=form)
    messages.success(request, "已当场办结，请打印决定书和送达回证")
    return redirect("desk:case", number)
