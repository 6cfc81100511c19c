from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bianmin.cases.commands import refusals, review
from bianmin.rules.lifecycle import Action
from bianmin.web.desk.forms.moves import ProposalForm, ReasonForm
from bianmin.web.desk.moves import proposable
from bianmin.web.desk.roles import HANDLING
from bianmin.web.desk.views.shown import act, case_to_move, show_case
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(*HANDLING)
@require_POST
def refusal_proposal(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = ProposalForm(request.POST)
    action = proposable(case)
    if not attempt(
        form,
        lambda: refusals.propose_refusal(case, action=action, **form.cleaned_data, **act(request)),
    ):
        return show_case(request, case, refusal_proposal=form)
    messages.success(request, "已报负责人复核，由另一人决定")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def closure_proposal(request: Request, number: str) -> HttpResponse:
    return _propose(request, number, Action.CLOSE_INCOMPLETE, "closure_proposal")


@staff(*HANDLING)
@require_POST
def voiding_proposal(request: Request, number: str) -> HttpResponse:
    return _propose(request, number, Action.VOID, "voiding_proposal")


def _propose(request: Request, number: str, action: Action, noun: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = ReasonForm(request.POST)
    if not attempt(
        form,
        lambda: refusals.propose_refusal(case, action=action, **form.cleaned_data, **act(request)),
    ):
        return show_case(request, case, **{noun: form})
    messages.success(request, "已提出，由另一人决定")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def refusal(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    refusals.refuse_acceptance(case, by=request.actor, at=request.at)
    messages.success(request, "已决定不予受理，短信已通知办事人")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def refusal_dismissal(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = ReasonForm(request.POST, label="意见")
    if not attempt(
        form, lambda: refusals.dismiss_refusal(case, **form.cleaned_data, **act(request))
    ):
        return show_case(request, case, refusal_dismissal=form)
    messages.success(request, "没有同意否决，继续办理")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def denial(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = ReasonForm(request.POST, label="理由，写进决定书")
    if not attempt(form, lambda: review.deny_case(case, **form.cleaned_data, **act(request))):
        return show_case(request, case, denial=form)
    messages.success(request, "已决定不予批准，等窗口办结送达")
    return redirect("desk:case", number)
