from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bianmin.cases import queries
from bianmin.cases.commands import intake, review
from bianmin.cases.commands.review import day_text
from bianmin.web.desk.forms.moves import BroughtAgainForm, GapsForm, HandedInForm
from bianmin.web.desk.roles import HANDLING
from bianmin.web.desk.views.shown import act, case_to_move, show_case
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(*HANDLING)
@require_POST
def receipt(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    intake.receive_case(case, by=request.actor, at=request.at)
    messages.success(request, f"已收件，{day_text(case.tell_by)} 前告知是否受理")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def return_(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = GapsForm(request.POST, materials=queries.dossier(case).materials)
    if not attempt(form, lambda: review.return_case(case, form.gaps(), **act(request))):
        return show_case(request, case, **{"return": form})
    messages.success(request, "已退回修改，短信已通知办事人")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def resubmission(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = BroughtAgainForm(request.POST, materials=queries.dossier(case).materials)
    done = attempt(
        form,
        lambda: intake.resubmit_case(
            case, case.answers.clear(), materials=form.received(), **act(request)
        ),
    )
    if done is None:
        return show_case(request, case, resubmission=form)
    messages.success(request, "已替办事人重新提交")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def correction_request(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = GapsForm(request.POST, materials=queries.dossier(case).materials)
    if not attempt(form, lambda: review.request_correction(case, form.gaps(), **act(request))):
        return show_case(request, case, correction_request=form)
    messages.success(request, "已一次告知，短信已通知办事人")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def correction(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = HandedInForm(request.POST, materials=queries.dossier(case).materials)
    if not attempt(form, lambda: intake.correct_case(case, form.received(), **act(request))):
        return show_case(request, case, correction=form)
    messages.success(request, "已记下补交的材料，可以继续办理")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def acceptance(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    review.accept_case(case, by=request.actor, at=request.at)
    messages.success(request, f"已受理，{day_text(case.promise_due)} 前办结")
    return redirect("desk:case", number)
