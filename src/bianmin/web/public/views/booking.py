"""预约: which half-hours are free, book one with one's telephone, cancel it, check in."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bianmin.accounts.commands import use_mandate
from bianmin.accounts.models import Mandate
from bianmin.counter.commands import bookings
from bianmin.counter.models import Appointment
from bianmin.counter.queries import booking as queries
from bianmin.rules.booking import APPOINTMENT_STATES, EARLY, AppointmentState
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import Conflict
from bianmin.sites.models import Site
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.queueing import claim_words, site_with_queue
from bianmin.web.public.forms.booking import BookForm
from bianmin.web.public.slots import moment_of, text_of
from bianmin.web.public.standing_in import all_offered
from bianmin.wire import access
from bianmin.wire.requests import Request

BY_LINK = "whoever holds the 128-bit secret of the message acts for who booked"


@access.public("which half-hours of a site are free is public")
@require_safe
def times(request: Request, site: int) -> HttpResponse:
    place = site_with_queue(site)
    days = queries.offered(place, at=request.at)
    chosen = next((d for d in days if f"{d.day:%Y%m%d}" == request.GET.get("day")), None)
    context = {
        "site": place,
        "days": [(day, f"{day.day:%Y%m%d}") for day in days],
        "chosen": chosen,
        "offers": [(o, text_of(o.starts_at)) for o in chosen.offers] if chosen else [],
        "tab": "sites",
    }
    return render(request, "public/times.html", context)


@access.citizen
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: Request, site: int, slot: str) -> HttpResponse:
    place, starts_at = site_with_queue(site), moment_of(slot)
    if starts_at.minute not in (0, 30):  # counsel may begin at other minutes, windows do not
        raise Http404
    mandates = all_offered(request)
    form = BookForm(request.POST if request.method == "POST" else None, mandates=mandates)
    made = attempt(form, lambda: _book(request, place, starts_at, form, mandates), also=(Conflict,))
    if made is not None:
        whom = form.whom()
        if not whom:
            return redirect("public:booked", made.code.clear())
        messages.success(request, "替家人约好了，预约码发到他（她）的手机上")
        return redirect("public:mandate", whom)
    context = {
        "site": place,
        "starts_at": starts_at,
        "form": form,
        "heading": "确认预约",
        "submit_label": "就约这个时间",
        "back_url": f"{reverse('public:times', args=[place.pk])}?day={starts_at:%Y%m%d}",
        "tab": "sites",
    }
    return render(request, "public/book.html", context, status=422 if form.errors else 200)


def _book(
    request: Request, site: Site, starts_at: datetime, form: BookForm, mandates: list[Mandate]
) -> Appointment:
    """Book for oneself, or for a relative: the link and the code go to their phone alone."""
    whom = next((one for one in mandates if one.pk == form.whom()), None)
    person = whom.principal if whom else request.user.person
    made = bookings.book(site, starts_at, person, claim=form.cleaned_data["claim"], **act(request))
    if whom is not None:
        when = f"{starts_at.astimezone(SHANGHAI):%m-%d %H:%M} {site.name}"
        use_mandate(whom.pk, act="book", case=when, unit=site.unit, item=site.name, **act(request))
    return made


@access.capability(BY_LINK)
@require_safe
def booked(request: Request, code: str) -> HttpResponse:
    found = queries.appointment_behind(code)
    is_open = found.state == AppointmentState.BOOKED
    near = found.day == localdate(request.at) and request.at >= found.starts_at - EARLY
    context = {
        "appointment": found,
        "site": found.site,
        "words": APPOINTMENT_STATES[AppointmentState(found.state)],
        "claim": claim_words(found.claim),
        "pin": found.pin.clear() if is_open else "",
        "may_come": is_open and near,
        "may_cancel": is_open and request.at < found.starts_at,
        "code": code,
        "tab": "sites",
    }
    return render(request, "public/booked.html", context)


@access.capability(BY_LINK)
@require_POST
def cancellation(request: Request, code: str) -> HttpResponse:
    bookings.cancel(queries.appointment_behind(code), by=request.actor, at=request.at)
    return redirect("public:booked", code)


@access.capability(BY_LINK)
@require_POST
def arrival(request: Request, code: str) -> HttpResponse:
    found = queries.appointment_behind(code)
    _, ticket = bookings.check_in(found, by=request.actor, at=request.at)
    return redirect("public:taken", ticket)
