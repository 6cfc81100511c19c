"""约法律顾问: who comes when, a free half-hour, and one's own booking."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bianmin.disputes.commands import consultations
from bianmin.disputes.queries import counsel as queries
from bianmin.rules.counsel import CONSULTATION_STATES, ConsultationState
from bianmin.rules.errors import Conflict, TooMany
from bianmin.rules.mediation import KIND_LABELS, DisputeKind
from bianmin.sites.models import Site
from bianmin.sites.queries import open_sites
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.public.forms.disputes import TalkForm
from bianmin.web.public.slots import moment_of, text_of
from bianmin.wire import access
from bianmin.wire.requests import Request

FREE = "who advises at a centre, and which half-hours are free, is public"


@access.public(FREE)
@require_safe
def counsel(request: Request, site: int) -> HttpResponse:
    place = open_site(site)
    people = [
        (one, queries.duty_words(one), [village.name for village in one.villages.all()])
        for one in queries.counsel_at(place)
    ]
    context = {"site": place, "people": people, "tab": "sites"}
    return render(request, "public/counsel.html", context)


@access.public(FREE)
@require_safe
def times(request: Request, site: int, counsel: int) -> HttpResponse:
    place = open_site(site)
    one = queries.counsel_of(place, counsel)
    days = [
        (free.day, [(slot, text_of(slot)) for slot in free.slots])
        for free in queries.free_days(one, at=request.at)
    ]
    context = {"site": place, "counsel": one, "days": days, "tab": "sites"}
    return render(request, "public/counsel_times.html", context)


@access.citizen
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: Request, site: int, counsel: int, slot: str) -> HttpResponse:
    place, starts_at = open_site(site), moment_of(slot)
    one = queries.counsel_of(place, counsel)
    person = request.user.person
    form = TalkForm(request.POST if request.method == "POST" else None, person=person)
    made = attempt(
        form,
        lambda: consultations.book_by_phone(one, starts_at, person, **form.told(), **act(request)),
        also=(Conflict, TooMany),
    )
    if made is not None:
        return redirect("public:talk", made.pk)
    context = {
        "site": place,
        "counsel": one,
        "starts_at": starts_at,
        "form": form,
        "heading": "约法律顾问",
        "submit_label": "就约这个时间",
        "back_url": reverse("public:counsel_times", args=[place.pk, one.pk]),
        "tab": "sites",
    }
    return render(request, "public/counsel_book.html", context, status=_status(request))


@access.citizen
@require_safe
def talk(request: Request, talk: int) -> HttpResponse:
    found = queries.own_talk(request.user.person, talk)
    is_open = found.state == ConsultationState.BOOKED
    context = {
        "talk": found,
        "site": found.site,
        "kind": KIND_LABELS[DisputeKind(found.kind)],
        "words": CONSULTATION_STATES[ConsultationState(found.state)],
        "is_open": is_open,
        "may_cancel": is_open and request.at < found.starts_at,
        "tab": "mine",
    }
    return render(request, "public/counsel_talk.html", context)


@access.citizen
@require_POST
def cancellation(request: Request, talk: int) -> HttpResponse:
    person = request.user.person
    consultations.cancel_own(queries.own_talk(person, talk), person, **act(request))
    messages.success(request, "已取消，这个时间让给别人了")
    return redirect("public:talk", talk)


def open_site(pk: int) -> Site:
    found = open_sites().select_related("region").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _status(request: Request) -> int:
    return 422 if request.method == "POST" else 200
