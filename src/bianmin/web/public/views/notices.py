"""公示: what hangs on the board of one township, under masked names; and what is wrong with it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from bianmin.cases.commands.publicity import object_to
from bianmin.cases.models import Publicity
from bianmin.cases.publicity import on_board, running
from bianmin.rules.errors import NotFound, TooMany
from bianmin.rules.masking import Audience
from bianmin.sites.queries import center_of
from bianmin.web.frame.attempts import attempt
from bianmin.web.public.forms.notices import ObjectionForm
from bianmin.web.public.place import place_of
from bianmin.wire import access
from bianmin.wire.address import client_address
from bianmin.wire.requests import Request

PER_PAGE = 50
MASKED = "a board shows a surname, a village and a matter; nothing else of the person"


@access.public(MASKED)
@require_safe
def notices(request: Request) -> HttpResponse:
    place = place_of(request)
    rows = on_board(place.township, localdate(request.at)) if place else Publicity.objects.none()
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "place": place,
        "page": shown,
        "lines": [(row, _who(row)) for row in shown],
    }
    return render(request, "public/notices.html", context)


@access.public("anybody may object while it hangs; limited for one address")
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: Request, publicity: int) -> HttpResponse:
    hung = running(publicity, localdate(request.at))
    if hung is None:
        raise NotFound("这件公示已经结束，请打电话或到镇便民服务中心反映")
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    said = attempt(
        form,
        lambda: object_to(
            hung,
            **form.cleaned_data,
            address=client_address(request),
            by=request.actor,
            at=request.at,
        ),
        also=(TooMany,),
    )
    if said is not None:
        return redirect(f"{request.path}?said=1")
    context = {
        "form": form,
        "heading": "提异议",
        "submit_label": "提上去",
        "hung": hung,
        "who": _who(hung),
        "center": center_of(hung.township),
        "is_said": request.GET.get("said") == "1",
    }
    wrong = request.method == "POST"
    return render(request, "public/objection.html", context, status=422 if wrong else 200)


def _who(hung: Publicity) -> str:
    return hung.case.applicant.name.masked(Audience.PUBLIC)
