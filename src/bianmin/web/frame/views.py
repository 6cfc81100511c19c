"""样式样例: every component on a few sheets, for the eye, the screenshots and axe."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from bianmin.web.frame.samples import SHEETS
from bianmin.wire.access import public


@public("样式样例只有虚构内容，只在试用环境挂出")
def styleguide(request: HttpRequest, sheet: str = "citizen") -> HttpResponse:
    if sheet not in SHEETS:
        raise Http404
    context = SHEETS[sheet](request)
    return render(request, f"frame/styleguide/{sheet}.html", {"sheets": tuple(SHEETS)} | context)
