"""法律顾问: who comes to the centre and when, who has booked, and what was advised."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from bianmin.disputes import policies
from bianmin.disputes.commands import consultations
from bianmin.disputes.commands import counsel as commands
from bianmin.disputes.models import Consultation, Counsel
from bianmin.disputes.policies import AT_CENTER
from bianmin.disputes.queries import counsel as queries
from bianmin.regions.queries import children
from bianmin.rules.booking import SLOT
from bianmin.rules.counsel import ADVICE_LABELS, CONSULTATION_STATES, Advice, ConsultationState
from bianmin.rules.errors import Conflict
from bianmin.rules.masking import Audience
from bianmin.rules.mediation import KIND_LABELS, DisputeKind
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.web.desk.forms.counsel import (
    AdviceForm,
    BookingForm,
    CounselForm,
    DutyForm,
    address_of,
)
from bianmin.web.desk.page import page
from bianmin.web.desk.views.disputes import center_of_actor
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.templatetags.frame import moment
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 30


@staff(*AT_CENTER)
@require_GET
def counsel(request: Request) -> HttpResponse:
    return _show(request)


@staff(RoleKind.CENTER_HEAD)
@require_POST
def engagement(request: Request) -> HttpResponse:
    site = center_of_actor(request.actor)
    form = CounselForm(request.POST, villages=children(site.region))
    made = attempt(form, lambda: commands.engage_counsel(site, form.told(), **act(request)))
    if made is None:
        return _show(request, engage=form)
    messages.success(request, f"{made.name}已登记，请排值班时间")
    return redirect("desk:counsel")


@staff(RoleKind.CENTER_HEAD)
@require_POST
def counsel_end(request: Request, counsel: int) -> HttpResponse:
    told = commands.end_counsel(_counsel(request, counsel), **act(request))
    messages.success(request, f"已登记不再担任，取消预约 {told} 个，短信已告诉")
    return redirect("desk:counsel")


@staff(RoleKind.CENTER_HEAD)
@require_POST
def duties(request: Request, counsel: int) -> HttpResponse:
    one = _counsel(request, counsel)
    form = DutyForm(request.POST, auto_id=f"duty{counsel}-%s")
    if attempt(form, lambda: commands.set_duty(one, **form.told(), **act(request))) is None:
        return _show(request, **{f"duty-{counsel}": form})
    messages.success(request, "值班时间已排好，群众可以约了")
    return redirect("desk:counsel")


@staff(RoleKind.CENTER_HEAD)
@require_POST
def duty_end(request: Request, counsel: int, duty: int) -> HttpResponse:
    told = commands.drop_duty(_counsel(request, counsel), duty, **act(request))
    messages.success(request, f"值班时间已撤，取消预约 {told} 个，短信已告诉")
    return redirect("desk:counsel")


@staff(*AT_CENTER)
@require_POST
def bookings(request: Request) -> HttpResponse:
    site = center_of_actor(request.actor)
    form = BookingForm(request.POST, slots=_slots(request, site))

    def run() -> Consultation:
        number, starts_at = form.chosen()
        one = queries.counsel_of(site, number)
        return consultations.book_at_desk(one, starts_at, **form.told(), **act(request))

    made = attempt(form, run, also=(Conflict,))
    if made is None:
        return _show(request, book=form)
    messages.success(request, f"约好了：{moment(made.starts_at)}，短信已发")
    return redirect("desk:counsel")


@staff(*AT_CENTER)
@require_GET
def talk(request: Request, talk: int) -> HttpResponse:
    return _show_talk(request, _talk(request, talk))


@staff(*AT_CENTER)
@require_POST
def advice(request: Request, talk: int) -> HttpResponse:
    found = _talk(request, talk)
    form = AdviceForm(request.POST, auto_id="advice-%s")
    attempt(form, lambda: consultations.note_consultation(found, **form.told(), **act(request)))
    if form.errors:
        return _show_talk(request, found, form)
    messages.success(request, "咨询已登记")
    return redirect("desk:counsel")


@staff(*AT_CENTER)
@require_POST
def calling_off(request: Request, talk: int) -> HttpResponse:
    consultations.cancel_at_desk(_talk(request, talk), **act(request))
    messages.success(request, "已取消，短信已告诉来人")
    return redirect("desk:counsel")


def _counsel(request: Request, pk: int) -> Counsel:
    return queries.counsel_of(center_of_actor(request.actor), pk)


def _talk(request: Request, pk: int) -> Consultation:
    return get_object_or_404(queries.talks_for(request.actor), pk=pk)


def _slots(request: Request, site: Site) -> list[tuple[str, str]]:
    """Every free half-hour of the centre's counsel, the one that runs now too."""
    people = list(queries.counsel_at(site))
    free = queries.free_of(people, at=request.at, notice=-SLOT)
    return [
        (f"{one.pk}-{address_of(slot)}", f"{one.name}　{moment(slot)}")
        for one in people
        for day in free[one.pk]
        for slot in day.slots
    ]


def _show(request: Request, **given: forms.Form) -> HttpResponse:
    site = center_of_actor(request.actor)
    may_plan = bool(policies.may_plan(request.actor, site)) and request.actor.has(
        RoleKind.CENTER_HEAD
    )
    talks = queries.talks_for(request.actor)
    coming = talks.filter(state="booked").order_by("starts_at", "id")
    past = Paginator(talks.exclude(state="booked").order_by("-starts_at", "-id"), PER_PAGE)
    shown = past.get_page(request.GET.get("page"))
    slots = _slots(request, site)
    context: dict[str, Any] = {
        "people": [_person(one, may_plan, given) for one in queries.counsel_at(site)],
        "coming": [_line(one) for one in coming[: 2 * PER_PAGE]],
        "past": [_line(one) for one in shown],
        "page": shown,
        "may_plan": may_plan,
        "engage": given.get("engage") or CounselForm(villages=children(site.region)),
        "book": given.get("book") or (BookingForm(slots=slots) if slots else None),
        "given": given,
        "audience": Audience.WINDOW.value,
    }
    return page(request, "desk/counsel.html", context, status=422 if given else 200)


def _person(one: Counsel, may_plan: bool, given: dict[str, forms.Form]) -> dict[str, Any]:
    noun = f"duty-{one.pk}"
    blank = DutyForm(auto_id=f"duty{one.pk}-%s") if may_plan else None
    rows = sorted(one.duties.all(), key=queries.duty_order)
    return {
        "counsel": one,
        "duties": list(zip(rows, queries.duty_words(one), strict=True)),
        "villages": "、".join(village.name for village in one.villages.all()) or "全部",
        "form": given.get(noun, blank),
        "is_open": noun in given,
    }


def _line(talk: Consultation) -> dict[str, Any]:
    return {
        "talk": talk,
        "kind": KIND_LABELS[DisputeKind(talk.kind)],
        "state": CONSULTATION_STATES[ConsultationState(talk.state)],
        "outcome": ADVICE_LABELS[Advice(talk.outcome)] if talk.outcome else "",
    }


def _show_talk(
    request: Request, talk: Consultation, form: AdviceForm | None = None
) -> HttpResponse:
    is_open = talk.state == ConsultationState.BOOKED
    context = {
        **_line(talk),
        "is_open": is_open,
        "form": form
        or (AdviceForm(auto_id="advice-%s") if is_open and request.at >= talk.starts_at else None),
        "is_wrong": form is not None,
        "audience": Audience.WINDOW.value,
    }
    return page(request, "desk/counsel_talk.html", context, status=422 if form else 200)
