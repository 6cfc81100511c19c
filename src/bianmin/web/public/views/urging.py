"""催办: the applicant says that the day has passed; whoever has the case and the head hear it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from bianmin.cases import village_policies
from bianmin.cases.commands.urging import urge_case
from bianmin.rules.numbers import spaced
from bianmin.rules.verdict import require
from bianmin.web.public.doors import BY_LINK, opened
from bianmin.wire import access
from bianmin.wire.requests import Request


@access.capability(BY_LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def urging(request: Request, code: str) -> HttpResponse:
    case, actor = opened(request, code)
    require(village_policies.may_urge(actor, case, localdate(request.at)))
    if request.method == "POST":
        urge_case(case, by=actor, at=request.at)
        messages.success(request, "已经催了，经办人和负责人都收到了短信")
        return redirect("public:tracked", code)
    context = {
        "heading": "催一催",
        "submit_label": "催一催",
        "code": code,
        "case": case,
        "number": spaced(case.number),
        "form": forms.Form(),
        "tab": "track",
    }
    return render(request, "public/urging.html", context)
