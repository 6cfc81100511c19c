from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.cases import queries
from bianmin.rules.numbers import sheet_unit
from bianmin.web.desk import worklist as work
from bianmin.web.desk.finding import Found, find
from bianmin.web.desk.forms.search import FilterForm, SearchForm
from bianmin.web.desk.page import page
from bianmin.web.desk.roles import VIEWING
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 50


@staff(*VIEWING)
@require_GET
def worklist(request: Request) -> HttpResponse:
    unit = work.unit_asked(request.actor, request.GET.get("unit", ""))
    cases = queries.in_hand(request.actor, unit)
    counts = work.counts(cases)
    form = FilterForm(request.GET, items=counts.items(), units=work.units(request.actor))
    tab, item, channel = form.chosen(work.first_tab(request.actor, counts))
    tabs = counts.tabs(tab, item=item, channel=channel)
    chosen = work.in_tab(cases, tab, item=item, channel=channel)
    pages = Paginator(chosen.values_list("pk", flat=True), PER_PAGE)
    pages.count = next(found.count for found in tabs if found.is_current)  # counted above
    shown = pages.get_page(request.GET.get("page"))
    kept = {"tab": tab} | ({"unit": unit} if unit else {})
    context = {
        "tabs": tabs,
        "form": form,
        "tab": tab,
        "lines": work.lines(work.read(chosen, shown.object_list), localdate(request.at)),
        "page": shown,
        "search": SearchForm(),
        "clear_url": f"{reverse('desk:worklist')}?{urlencode(kept)}",
    }
    return page(request, "desk/worklist.html", context)


@staff(*VIEWING)
@require_POST
def search(request: Request) -> HttpResponse:
    form = SearchForm(request.POST)
    if form.is_valid() and sheet_unit(form.cleaned_data["words"]) is not None:
        return redirect("desk:sheet", form.cleaned_data["words"].strip().upper())
    found = find(request.actor, form.cleaned_data["words"]) if form.is_valid() else Found()
    if found.only is not None:
        return redirect("desk:case", found.only.number)
    context = {
        "search": form,
        "found": found,
        "lines": work.lines(found.cases, localdate(request.at)),
    }
    return page(request, "desk/found.html", context, status=422 if form.errors else 200)
