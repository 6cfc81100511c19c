from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bianmin.accounts.commands import reveal
from bianmin.assistance.commands.working import act_for
from bianmin.cases.commands.delivering import give_to_agent
from bianmin.catalogue.scenarios import form_in
from bianmin.rules.lifecycle import Action
from bianmin.rules.roles import RoleKind
from bianmin.web.field import carried
from bianmin.web.field.carried import case_of, sheet
from bianmin.web.field.forms.carried import DeliveryForm, HandedInForm, WithdrawalForm
from bianmin.web.field.page import page
from bianmin.web.frame.acting import act, require_move
from bianmin.web.frame.answers_form import AnswersForm
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.downloads import file_of_case
from bianmin.wire.requests import Request


@staff(RoleKind.AGENT)
@require_GET
def case(request: Request, number: str) -> HttpResponse:
    return _show(request, number)


@staff(RoleKind.AGENT)
@require_POST
def correction(request: Request, number: str) -> HttpResponse:
    found = case_of(request.actor, number)
    form = HandedInForm(request.POST, request.FILES, waiting=carried.waiting(found))
    if not attempt(form, lambda: carried.hand_in(found, form, **act(request))):
        return _show(request, number, correction=form)
    messages.success(request, "补正已交到镇里")
    return redirect("field:case", number)


@staff(RoleKind.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def resubmission(request: Request, number: str) -> HttpResponse:
    found = case_of(request.actor, number)
    require_move(request.actor, found, Action.RESUBMIT)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    wanted = form_in(found.version, found.scenario)
    form = AnswersForm(wanted, data=data, initial=found.answers.clear())
    papers = HandedInForm(data, files, waiting=carried.given_back(found), may_be_none=True)
    is_well = papers.is_valid()
    done = attempt(
        form,
        lambda: carried.hand_in_again(found, form, papers, **act(request)) if is_well else None,
    )
    if done is not None:
        messages.success(request, "改好了，已重新交上去")
        return redirect("field:case", number)
    context = {"case": found, "form": form, "papers": papers, "gaps": carried.gaps(found)}
    wrong = form.errors or papers.errors
    return page(request, "field/resubmission.html", context, status=422 if wrong else 200)


@staff(RoleKind.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: Request, number: str) -> HttpResponse:
    found = case_of(request.actor, number)
    require_move(request.actor, found, Action.WITHDRAW)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    done = attempt(
        form,
        lambda: carried.withdraw(found, reason=form.cleaned_data["reason"], **act(request)),
    )
    if done is not None:
        messages.success(request, "已替本人撤回，短信已告诉本人")
        return redirect("field:case", number)
    context = {"case": found, "form": form}
    return page(request, "field/withdrawal.html", context, status=422 if form.errors else 200)


@staff(RoleKind.AGENT)
@require_POST
def taking_out(request: Request, number: str) -> HttpResponse:
    found = case_of(request.actor, number)
    act_for(found, "take_out", **act(request))
    give_to_agent(found, agent=request.user, **act(request))
    messages.success(request, "已登记领出，短信已告诉本人您要送来")
    return redirect("field:case", number)


@staff(RoleKind.AGENT)
@require_POST
def delivery(request: Request, number: str) -> HttpResponse:
    found = case_of(request.actor, number)
    form = DeliveryForm(request.POST)
    if not attempt(form, lambda: carried.deliver(found, form.cleaned_data, **act(request))):
        return _show(request, number, delivery=form)
    messages.success(request, "已送到本人手里")
    return redirect("field:case", number)


@staff(RoleKind.AGENT)
@require_GET
def file(request: Request, number: str, file: int) -> HttpResponse:
    found = case_of(request.actor, number)
    return file_of_case(request, found, file, viewer=request.actor.name)


@staff(RoleKind.AGENT)
@require_POST
def call(request: Request, number: str) -> HttpResponse:
    found = case_of(request.actor, number)
    phone = reveal(found.applicant, "phone", reason=f"为办件 {number} 联系本人", **act(request))
    return page(request, "field/call.html", {"case": found, "phone": phone})


def _show(request: Request, number: str, **given: object) -> HttpResponse:
    context = sheet(request.actor, case_of(request.actor, number), localdate(request.at))
    return page(request, "field/case.html", context | given, status=422 if given else 200)
