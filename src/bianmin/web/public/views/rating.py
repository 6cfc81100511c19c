from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bianmin.cases.policies import may_rate
from bianmin.feedback.commands import rate
from bianmin.rules.verdict import require
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.rating_form import RatingForm
from bianmin.web.public.doors import BY_LINK, opened
from bianmin.wire import access
from bianmin.wire.requests import Request

CHANNEL = "link"


@access.capability(BY_LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: Request, code: str) -> HttpResponse:
    case, actor = opened(request, code)
    require(may_rate(actor, case))
    form = RatingForm(request.POST if request.method == "POST" else None)
    given = attempt(
        form, lambda: rate(case, channel=CHANNEL, by=actor, at=request.at, **form.given())
    )
    if given is not None:
        messages.success(request, "谢谢您的评价，我们收到了")
        return redirect("public:tracked", code)
    context = {
        "heading": "评一评",
        "submit_label": "送出评价",
        "code": code,
        "case": case,
        "form": form,
        "tab": "track",
    }
    return render(request, "public/rating.html", context, status=422 if form.errors else 200)
