"""调解的各步: mediators, sessions, the agreement and its signing, the end, and the follow-ups."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.disputes.commands import following, mediating, register
from bianmin.disputes.docket import Docket
from bianmin.disputes.policies import MEDIATING
from bianmin.disputes.queries.mediation import could_mediate
from bianmin.rules.mediation import DisputeState
from bianmin.web.desk.forms.disputes import (
    AgreementForm,
    EndingForm,
    MediatorsForm,
    MinutesForm,
    OralForm,
    SessionForm,
    SigningForm,
    VisitForm,
)
from bianmin.web.desk.mediation import ends_in
from bianmin.web.desk.views.disputes import docket_of, show_one
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.prints import agreement_of_dispute
from bianmin.wire.requests import Request


@staff(*MEDIATING)
@require_POST
def mediators(request: Request, dispute: int) -> HttpResponse:
    docket = docket_of(request, dispute)
    users = could_mediate(docket.dispute.site, at=request.at)
    form = MediatorsForm(request.POST, users=users)
    is_new = docket.state is not DisputeState.OPEN
    name = mediating.take_up if is_new else mediating.replace_mediators

    def run() -> None:
        chosen = [user for user in users if user.pk in form.cleaned_data["mediators"]]
        name(docket, chosen, is_accepted=form.cleaned_data["is_accepted"], **act(request))

    told = "开始调解了，短信已告诉各方" if is_new else "调解员已换"
    return _done(request, docket, "mediators", form, run, told)


@staff(*MEDIATING)
@require_POST
def sessions(request: Request, dispute: int) -> HttpResponse:
    docket, form = docket_of(request, dispute), SessionForm(request.POST, auto_id="sessions-%s")

    def run() -> None:
        mediating.plan_session(docket, **form.told(), **act(request))

    return _done(request, docket, "sessions", form, run, "调解会已约好，短信已告诉各方")


@staff(*MEDIATING)
@require_POST
def session(request: Request, dispute: int, sitting: int) -> HttpResponse:
    docket = docket_of(request, dispute)
    one = docket.session(sitting)
    form = MinutesForm(request.POST, auto_id=f"s{sitting}-%s")

    def run() -> None:
        mediating.note_session(docket, one, **form.cleaned_data, **act(request))

    return _done(request, docket, f"session-{sitting}", form, run, "调解记录已存进案卷")


@staff(*MEDIATING)
@require_POST
def agreement(request: Request, dispute: int) -> HttpResponse:
    docket, form = docket_of(request, dispute), AgreementForm(request.POST, auto_id="agreement-%s")

    def run() -> None:
        mediating.draw_agreement(docket, form.told(), **act(request))

    return _done(request, docket, "agreement", form, run, "协议书拟好了，请打印给各方看过签字")


@staff(*MEDIATING)
@require_GET
def agreement_print(request: Request, dispute: int) -> HttpResponse:
    return agreement_of_dispute(request, docket_of(request, dispute))


@staff(*MEDIATING)
@require_POST
def signing(request: Request, dispute: int) -> HttpResponse:
    docket, form = docket_of(request, dispute), SigningForm(request.POST, auto_id="signing-%s")

    def run() -> None:
        day = form.cleaned_data["signed_on"] or localdate(request.at)
        mediating.sign_agreement(docket, signed_on=day, **act(request))

    return _done(request, docket, "signing", form, run, "协议已生效，回访的日子排好了")


@staff(*MEDIATING)
@require_POST
def oral_agreement(request: Request, dispute: int) -> HttpResponse:
    docket, form = docket_of(request, dispute), OralForm(request.POST, auto_id="oral-%s")

    def run() -> None:
        given = form.cleaned_data
        given["agreed_on"] = given["agreed_on"] or localdate(request.at)
        mediating.note_oral_agreement(docket, **given, **act(request))

    return _done(request, docket, "oral-agreement", form, run, "口头协议已登记，回访的日子排好了")


@staff(*MEDIATING)
@require_POST
def ending(request: Request, dispute: int) -> HttpResponse:
    docket = docket_of(request, dispute)
    form = EndingForm(request.POST, verbs=ends_in(docket.state))

    def run() -> None:
        register.end_mediation(docket, **form.told(), **act(request))

    return _done(request, docket, "ending", form, run, "调解已终止，短信已告诉各方别的路怎么走")


@staff(*MEDIATING)
@require_POST
def visit(request: Request, dispute: int) -> HttpResponse:
    docket, form = docket_of(request, dispute), VisitForm(request.POST, auto_id="visit-%s")

    def run() -> None:
        given = form.told()
        given["visited_on"] = given["visited_on"] or localdate(request.at)
        following.note_visit(docket, **given, **act(request))

    return _done(request, docket, "visit", form, run, "回访已登记")


def _done(
    request: Request,
    docket: Docket,
    noun: str,
    form: forms.Form,
    run: Callable[[], None],
    told: str,
) -> HttpResponse:
    """Run it; a fault shows the page again with everything typed."""
    attempt(form, run)
    if form.errors:
        return show_one(request, docket, **{noun: form})
    messages.success(request, told)
    return redirect("desk:dispute", docket.dispute.pk)
