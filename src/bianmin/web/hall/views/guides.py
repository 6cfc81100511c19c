"""自助机打指南: from what this site offers to the A4 sheet of the one record, on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from bianmin.papers.guides import Form, guide_of, guide_pdf
from bianmin.web.frame.queueing import site_with_queue
from bianmin.web.hall import visits
from bianmin.web.hall.shelf import KEYS, shelf_of
from bianmin.wire import access
from bianmin.wire.middleware import CONTENT_SECURITY_POLICY
from bianmin.wire.prints import printed
from bianmin.wire.requests import Request

FRAMED = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


@access.public("a published guide is public; what was chosen is known to this visit alone")
@require_http_methods(["GET", "HEAD", "POST"])
def guides(request: Request, site: int) -> HttpResponse:
    """选指南: area, item, and what it says in short; one step back by a touch."""
    place = site_with_queue(site)
    if request.method == "POST":
        return visits.stay(request, place, "guides", **_chosen(request))
    shelf = shelf_of(place, visits.kept_by(request, place), localdate(request.at))
    context = {"shelf": shelf, "guide": guide_of(shelf.chosen, place) if shelf.chosen else None}
    return visits.page(request, "guides", place, context)


@access.public("a published guide is public; what was chosen is known to this visit alone")
@xframe_options_sameorigin
@require_safe
def sheet(request: Request, site: int) -> HttpResponse:
    """指南单页: the sheet, as it hangs in print packs; the kiosk's page prints it from a frame."""
    place = site_with_queue(site)
    chosen = shelf_of(place, visits.kept_by(request, place), localdate(request.at)).chosen
    if chosen is None:
        return redirect("hall:over", site)
    response = printed(guide_pdf(chosen, Form.SHEET, place), chosen.item.name)
    response["Content-Security-Policy"] = FRAMED
    visits.leave_by_itself(response, place)
    return response


def _chosen(request: Request) -> dict[str, str]:
    """What was touched: a page of an area keeps the area; another area begins at its first page."""
    said = {key: request.POST.get(key, "").replace("\0", "")[:40] for key in KEYS}
    return {**said, "number": said["number"] or "1"}
