"""一个办件: finding it for whoever asks, and showing its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypedDict

from django import forms
from django.http import HttpResponse
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.cases import policies, queries, village_policies
from bianmin.cases.commands.moving import CaseMoved
from bianmin.cases.models import Case, Objection
from bianmin.cases.publicity import similar_to
from bianmin.cases.waiting import is_waiting
from bianmin.catalogue.scenarios import form_in
from bianmin.rules.errors import NotFound
from bianmin.rules.lifecycle import RUNNING, Action, State
from bianmin.rules.mandates import RELATIONS, Relation
from bianmin.web.desk.forms.moves import ApprovalForm, RevealForm
from bianmin.web.desk.forms.village import ObjectionForm
from bianmin.web.desk.moves import steps_of
from bianmin.web.desk.page import audience, page
from bianmin.web.desk.roles import HANDLING
from bianmin.web.desk.sheet import sheet
from bianmin.web.desk.whole import family_of
from bianmin.wire.requests import Request

SEEN = "seen"
"""The form's field that says which stand of the case the person was looking at."""


class Act(TypedDict):
    """一次办理: who acts, and when; what every command is told."""

    by: Actor
    at: datetime


def act(request: Request) -> Act:
    return Act(by=request.actor, at=request.at)


def case_of(request: Request, number: str) -> Case:
    """Return the case the actor may open; NotFound does not tell whether it exists."""
    rows = queries.by_number(request.actor, number)
    found = rows.select_related(*queries.SHOWN, "version", "agent", "mandate__holder").first()
    if found is None:
        raise NotFound("没有这个办件，或者您不能查看它")
    return found


def case_to_move(request: Request, number: str) -> Case:
    """Return the case if it still stands as the person saw it; CaseMoved otherwise."""
    case = case_of(request, number)
    seen = request.POST.get(SEEN, "")
    if seen and seen != stand(case):
        raise CaseMoved("该办件刚被他人处理，请刷新后再看")
    return case


def stand(case: Case) -> str:
    """Return what tells this stand of the case from every other: its state, and since when."""
    return f"{case.state} {case.moved_at.isoformat()}"


def show_case(request: Request, case: Case, **given: forms.Form) -> HttpResponse:
    """Show the page of a case; forms given back by their nouns stand open with their faults."""
    dossier = queries.dossier(case)
    by_noun = {name.replace("_", "-"): form for name, form in given.items()}
    context = sheet(request.actor, dossier, localdate(request.at), audience(request)) | {
        "steps": steps_of(request.actor, dossier, by_noun, request.at),
        "seen": stand(case),
        "kin": RELATIONS[Relation(case.mandate.relation)] if case.mandate else "",
        "needs_answers": case.state == State.RECEIVED
        and not case.answers.clear()
        and bool(form_in(case.version, case.scenario).get("required"))
        and bool(policies.may_move(request.actor, case, Action.ACCEPT)),
        "approval_form": given.get("approval", ApprovalForm(auto_id=False)),
        "objections": _objections(request, case, dossier.objections, by_noun),
        "family": family_of(request.actor, case),
        "is_waiting": is_waiting(case),
        "similar": similar_to(queries.in_duty(request.actor), case)
        if State(case.state) in RUNNING
        else [],
        "may_reveal": request.actor.has(*HANDLING),
        "reveal_form": given.get("personal_data", RevealForm(auto_id="reveal-%s")),
    }
    return page(request, "desk/case.html", context, status=422 if given else 200)


def _objections(
    request: Request,
    case: Case,
    objections: Iterable[Objection],
    given: Mapping[str, forms.Form],
) -> list[tuple[Objection, forms.Form | None]]:
    """异议: each with its form where this actor may still hear it."""
    may = bool(village_policies.may_hear(request.actor, case))
    return [
        (
            one,
            given.get(f"objection-{one.pk}", ObjectionForm(prefix=f"o{one.pk}"))
            if may and one.heard_at is None
            else None,
        )
        for one in objections
    ]
