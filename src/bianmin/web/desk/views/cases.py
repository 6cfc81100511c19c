from __future__ import annotations

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.accounts.commands import reveal
from bianmin.cases import queries
from bianmin.cases.alike import alike
from bianmin.cases.counting import counts
from bianmin.cases.publicity import similar_to
from bianmin.web.desk.evidence import beside, chosen, exhibits
from bianmin.web.desk.forms.moves import REVEALED, RevealForm
from bianmin.web.desk.page import audience, page
from bianmin.web.desk.roles import HANDLING, VIEWING
from bianmin.web.desk.views.shown import case_of, show_case
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.lamp import lamp
from bianmin.wire.access import staff
from bianmin.wire.downloads import file_of_case
from bianmin.wire.requests import Request


@staff(*VIEWING)
@require_GET
def case(request: Request, number: str) -> HttpResponse:
    return show_case(request, case_of(request, number))


@staff(*VIEWING)
@require_GET
def clock(request: Request, number: str) -> HttpResponse:
    found = case_of(request, number)
    context = {"case": found, "counts": counts(found, queries.dossier(found))}
    return page(request, "desk/clock.html", context)


@staff(*HANDLING)
@require_GET
def file(request: Request, number: str, file: int) -> HttpResponse:
    found = case_of(request, number)
    is_shown = "show" in request.GET  # beside the answers, where it is a picture
    return file_of_case(request, found, file, viewer=request.actor.name, inline=is_shown)


@staff(*HANDLING)
@require_GET
def evidence(request: Request, number: str) -> HttpResponse:
    """对照审查: one paper beside the answers that it shows."""
    found = case_of(request, number)
    papers = exhibits(queries.dossier(found))
    place = chosen(request.GET.get("n", ""), len(papers))
    shown = papers[place - 1] if papers else None
    told, rest = beside(found, shown, audience(request)) if shown else ([], [])
    context = {
        "case": found,
        "lamp": lamp(found, localdate(request.at)),
        "papers": papers,
        "place": place,
        "shown": shown,
        "told": told,
        "rest": rest,
        "alike": alike(queries.in_duty(request.actor), found),
        "similar": similar_to(queries.in_duty(request.actor), found),
    }
    return page(request, "desk/evidence.html", context)


@staff(*HANDLING)
@require_POST
def personal_data(request: Request, number: str) -> HttpResponse:
    found = case_of(request, number)
    form = RevealForm(request.POST, auto_id="reveal-%s")
    value = attempt(
        form,
        lambda: reveal(found.applicant, **form.cleaned_data, by=request.actor, at=request.at),
    )
    if value is None:
        return show_case(request, found, personal_data=form)
    context = {"case": found, "label": REVEALED[form.cleaned_data["field"]], "value": value}
    return page(request, "desk/personal_data.html", context)
