"""公示、核查: what the village reads and says, and what was found there."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bianmin.cases.commands import publicity as commands
from bianmin.cases.models import Case
from bianmin.cases.publicity import objections_of
from bianmin.files.commands import FileTooLarge, TooManyFiles, take_upload
from bianmin.rules.errors import NotFound
from bianmin.rules.publicity import INQUIRY_LABELS
from bianmin.web.desk.forms.village import InquiryForm, ObjectionForm, PublicityForm
from bianmin.web.desk.roles import HANDLING
from bianmin.web.desk.views.shown import act, case_of, case_to_move, show_case
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(*HANDLING)
@require_POST
def publicity(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = PublicityForm(request.POST)
    hung = attempt(
        form, lambda: commands.start_publicity(case, **form.cleaned_data, **act(request))
    )
    if hung is None:
        return show_case(request, case, publicity=form)
    day = hung.until_on
    messages.success(request, f"已公示到 {day.month}月{day.day}日，群众在网上也能看到、能提异议")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def publicity_end(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    commands.end_publicity(case, **act(request))
    messages.success(request, "公示结束，可以作决定")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def objection(request: Request, number: str, objection: int) -> HttpResponse:
    case = case_of(request, number)
    found = next((one for one in objections_of(case) if one.pk == objection), None)
    if found is None:
        raise NotFound("没有这条异议")
    form = ObjectionForm(request.POST, prefix=f"o{objection}")
    if form.is_valid():
        attempt(
            form,
            lambda: commands.hear_objection(case, found, **form.cleaned_data, **act(request)),
        )
    if form.errors:
        return show_case(request, case, **{f"objection_{objection}": form})
    messages.success(request, "异议已处理")
    return redirect("desk:case", number)


@staff(*HANDLING)
@require_POST
def inquiry(request: Request, number: str) -> HttpResponse:
    case = case_to_move(request, number)
    form = InquiryForm(request.POST, request.FILES)
    noted = attempt(form, lambda: _note(request, case, form), also=(FileTooLarge, TooManyFiles))
    if noted is None:
        return show_case(request, case, inquiry=form)
    messages.success(request, "核查已登记")
    return redirect("desk:case", number)


@transaction.atomic
def _note(request: Request, case: Case, form: InquiryForm) -> Case:
    """The record and its photographs, both or neither."""
    told = form.told()
    commands.note_inquiry(case, **told, **act(request))
    for photo in form.cleaned_data["photos"]:
        take_upload(
            photo,
            unit=case.unit,
            owner=f"case:{case.pk}",
            display_name=f"{INQUIRY_LABELS[told['kind']]}照片",
            **act(request),
        )
    return case
