from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bianmin.cases import queries
from bianmin.cases.commands import asking, intake, review
from bianmin.cases.commands.clocks import day_text
from bianmin.cases.models import Case
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
    return _tell(request, case, review.return_case, "return", "已退回修改，短信已通知办事人")


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
    told = "已一次告知，请打印两联，双方签字；短信已通知办事人"
    return _tell(request, case, review.request_correction, "correction_request", told)


def _tell(
    request: Request, case: Case, command: Callable[..., Case], noun: str, told: str
) -> HttpResponse:
    """Send the slip out, or ask the head for one that comes too late."""
    again = case.correction_count > 0
    form = GapsForm(request.POST, materials=queries.dossier(case).materials, again=again)
    is_late = form.is_valid() and bool(form.gaps()) and bool(review.late_in(case, form.gaps()))

    def send() -> object:
        if not is_late:
            return command(case, form.gaps(), **act(request))
        reason = form.cleaned_data["second_reason"]
        return asking.ask_second_slip(case, form.gaps(), reason=reason, **act(request))

    if not attempt(form, send):
        return show_case(request, case, **{noun: form})
    messages.success(
        request, "第一次没说的，已报负责人批准；批准后发出并记一次违规" if is_late else told
    )
    return redirect("desk:case", case.number)


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
