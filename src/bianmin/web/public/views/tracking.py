from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from bianmin.cases import queries
from bianmin.cases.bundles import bundle_of
from bianmin.cases.commands.lookup import look_up
from bianmin.cases.counting import counts
from bianmin.rules.errors import TooMany
from bianmin.rules.numbers import spaced
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.promises import promise
from bianmin.web.public.chains import name_of
from bianmin.web.public.doors import BY_LINK, by_mandate, opened
from bianmin.web.public.forms.following import FollowForm
from bianmin.web.public.mending import wanted
from bianmin.web.public.progress import sheet
from bianmin.wire import access
from bianmin.wire.downloads import file_of_case
from bianmin.wire.requests import Request


@access.public("words of state for a number and its code; five tries an hour for one number")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: Request) -> HttpResponse:
    today = localdate(request.at)
    request.keep_writes = True  # a wrong try is counted, though the answer refuses it
    form = FollowForm(
        request.POST if request.method == "POST" else None,
        initial={"number": request.GET.get("number", "")[:24]},
    )
    found = attempt(
        form,
        lambda: look_up(**form.cleaned_data, at=request.at, today=today),
        also=(TooMany,),
    )
    context = {
        "form": form,
        "found": found,
        "number": spaced(found.number) if found else "",
        "steps": found.standing.steps if found else (),
        "promise": promise(found.standing, today, is_accepted=found.is_accepted) if found else "",
        "tab": "track",
    }
    return render(request, "public/track.html", context, status=422 if form.errors else 200)


@access.capability(BY_LINK)
@require_safe
def tracked(request: Request, code: str) -> HttpResponse:
    case, actor = opened(request, code)
    context = sheet(actor, case, localdate(request.at))
    mandate = by_mandate(actor, case)
    more: dict[str, object] = {"code": code, "number": spaced(case.number), "tab": "track"}
    bundle = bundle_of(case) if case.bundle_id else None
    if mandate is not None:
        more |= {"mandate": mandate, "documents": ()}  # they carry the secret of the link
    elif bundle is not None:
        more["whole"] = {"code": bundle.tracking.clear(), "name": name_of(bundle)}
    if context["slip"]:
        lines = wanted(case, context["slip"].notice)
        more |= {"wanted": len(lines), "came": sum(1 for one in lines if one.arrived)}
    return render(request, "public/tracked.html", context | more)


@access.capability(BY_LINK)
@require_safe
def clock(request: Request, code: str) -> HttpResponse:
    case, _ = opened(request, code)
    context = {
        "case": case,
        "code": code,
        "number": spaced(case.number),
        "counts": counts(case, queries.dossier(case)),
        "tab": "track",
    }
    return render(request, "public/clock.html", context)


@access.capability(BY_LINK)
@require_safe
def tracked_file(request: Request, code: str, file: int) -> HttpResponse:
    case, actor = opened(request, code)
    viewer = "代办的家人" if by_mandate(actor, case) else "申请人"
    return file_of_case(request, case, file, viewer=viewer)
