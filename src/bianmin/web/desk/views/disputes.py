"""纠纷调解: the register of the centre, and one dispute with all that hangs on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.accounts.actor import Actor
from bianmin.accounts.queries import names_of
from bianmin.disputes import policies
from bianmin.disputes.commands import parties, register
from bianmin.disputes.docket import Docket
from bianmin.disputes.models import Dispute
from bianmin.disputes.policies import AT_CENTER, MEDIATING
from bianmin.disputes.queries import mediation as queries
from bianmin.rules.errors import NotAllowed
from bianmin.rules.masking import Audience
from bianmin.rules.mediation import CHANNEL_LABELS, RUNNING, DisputeChannel
from bianmin.sites.models import Site
from bianmin.sites.queries import open_sites
from bianmin.web.desk import mediation as shown
from bianmin.web.desk.forms.disputes import PartyForm, RegisterForm
from bianmin.web.desk.page import page
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 30
SHOWS = (
    ("running", "在调的"),
    ("visits", "要回访的"),
    ("late", "回访超期"),
    ("all", "登记簿"),
)


@staff(*MEDIATING)
@require_GET
def disputes(request: Request) -> HttpResponse:
    return _show_list(request)


@staff(*AT_CENTER)
@require_POST
def registration(request: Request) -> HttpResponse:
    form = RegisterForm(request.POST, auto_id="reg-%s")
    made = attempt(
        form,
        lambda: register.register_dispute(
            center_of_actor(request.actor), **form.told(), **act(request)
        ),
    )
    if made is None:
        return _show_list(request, form=form)
    messages.success(request, f"已登记，{made.dispute.number}")
    return redirect("desk:dispute", made.dispute.pk)


@staff(*MEDIATING)
@require_GET
def dispute(request: Request, dispute: int) -> HttpResponse:
    return show_one(request, docket_of(request, dispute))


@staff(*MEDIATING)
@require_POST
def new_party(request: Request, dispute: int) -> HttpResponse:
    docket = docket_of(request, dispute)
    form = PartyForm(request.POST, auto_id="parties-%s")
    if attempt(form, lambda: parties.add_party(docket, form.told(), **act(request))) is None:
        return show_one(request, docket, parties=form)
    messages.success(request, "已加上，请问这一方愿不愿意调解")
    return redirect("desk:dispute", dispute)


@staff(*MEDIATING)
@require_POST
def party(request: Request, dispute: int, party: int) -> HttpResponse:
    docket = docket_of(request, dispute)
    one = docket.party(party)
    form = PartyForm(request.POST, auto_id=f"p{party}-%s")
    attempt(form, lambda: parties.amend_party(docket, one, form.told(one), **act(request)))
    if form.errors:
        return show_one(request, docket, **{f"party-{party}": form})
    messages.success(request, "当事人的信息已改好")
    return redirect("desk:dispute", dispute)


@staff(*MEDIATING)
@require_POST
def asking(request: Request, dispute: int, party: int) -> HttpResponse:
    docket = docket_of(request, dispute)
    register.ask_consent(docket, docket.party(party), **act(request))
    messages.success(request, "已发短信问愿不愿意调解")
    return redirect("desk:dispute", dispute)


@staff(*MEDIATING)
@require_POST
def consent(request: Request, dispute: int, party: int) -> HttpResponse:
    docket = docket_of(request, dispute)
    agrees = request.POST.get("agrees") == "yes"
    register.note_consent(docket, docket.party(party), agrees=agrees, **act(request))
    messages.success(request, "已记下：愿意调解" if agrees else "已记下：不愿意，这件调解终止")
    return redirect("desk:dispute", dispute)


def docket_of(request: Request, pk: int) -> Docket:
    return queries.docket_for(request.actor, pk)


def center_of_actor(actor: Actor) -> Site:
    """The centre where the actor works."""
    for role in actor.holding(*AT_CENTER):
        sites = open_sites().filter(kind="center")
        site = sites.filter(pk=role.site_id).first() if role.site_id else None
        site = site or sites.filter(region_id=role.region_id).first()
        if site is not None:
            return site
    raise NotAllowed("您不在乡镇（街道）便民服务中心工作")


def show_one(request: Request, docket: Docket, **given: forms.Form) -> HttpResponse:
    """案卷: with the form that was refused, as it was typed."""
    actor, today = request.actor, localdate(request.at)
    row = docket.dispute
    line = shown.Line(row, list(docket.parties), None, today)
    names = names_of(docket.mediating)
    gone = shown.gone_mediators(docket, at=request.at)
    context: dict[str, Any] = {
        "line": line,
        "dispute": row,
        "channel": CHANNEL_LABELS[DisputeChannel(row.channel)],
        "is_running": line.state in RUNNING,
        "parties": shown.party_lines(actor, docket, given),
        "mediators": sorted(names.values()),
        "gone": sorted(names[user] for user in gone),
        "sessions": shown.session_lines(docket, given, at=request.at),
        "agreement": docket.agreement,
        "visits": shown.visit_lines(docket, today),
        "steps": shown.steps_of(docket, given, at=request.at),
        "given": given,
        "audience": Audience.WINDOW.value,
    }
    return page(request, "desk/dispute.html", context, status=422 if given else 200)


def _show_list(request: Request, *, form: RegisterForm | None = None) -> HttpResponse:
    actor, today = request.actor, localdate(request.at)
    seen = queries.visible_to(actor)
    kept = {
        "running": seen.filter(state__in=[state.value for state in RUNNING]),
        "visits": queries.to_visit(seen),
        "late": queries.to_visit(seen, today),
        "all": seen,
    }
    show = request.GET.get("show", "")
    chosen = show if show in kept else "running"
    paged = Paginator(kept[chosen], PER_PAGE).get_page(request.GET.get("page"))
    rows: list[Dispute] = list(paged)
    sides, visits = queries.parties_of(rows), queries.visits_of(rows)
    context = {
        "tabs": [(key, label, kept[key].count(), key == chosen) for key, label in SHOWS],
        "lines": [shown.Line(row, sides[row.pk], visits.get(row.pk), today) for row in rows],
        "page": paged,
        "may_register": actor.has(*policies.AT_CENTER),
        "form": form or RegisterForm(auto_id="reg-%s"),
        "is_wrong": form is not None,
        "audience": Audience.WINDOW.value,
    }
    return page(request, "desk/disputes.html", context, status=422 if form else 200)
