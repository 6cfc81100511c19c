from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from bianmin.assistance.queries import own as own_orders
from bianmin.cases import queries
from bianmin.counter.queries.booking import own_bookings
from bianmin.disputes.queries.counsel import own_talks
from bianmin.disputes.queries.mediation import own as own_disputes
from bianmin.web.frame.orders import lines as order_lines
from bianmin.web.public.chains import wholes_of
from bianmin.web.public.own import dispute_lines, lines, unfinished
from bianmin.wire import access
from bianmin.wire.requests import Request

A_PAGE = 10


@access.citizen
@require_safe
def mine(request: Request) -> HttpResponse:
    person = request.user.person
    page = Paginator(queries.mine(person.pk), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "page": page,
        "lines": lines(page.object_list, localdate(request.at)),
        "drafts": unfinished(request),
        "wholes": wholes_of(person.pk) if page.number == 1 else [],
        "talks": own_talks(person).filter(state="booked") if page.number == 1 else [],
        "disputes": dispute_lines(own_disputes(person)) if page.number == 1 else [],
        "orders": order_lines(own_orders(person), request.at) if page.number == 1 else [],
        "booked": [(one, one.code.clear()) for one in own_bookings(person.pk, at=request.at)],
        "is_known": bool(person.id_number),
        "tab": "mine",
    }
    return render(request, "public/mine.html", context)
