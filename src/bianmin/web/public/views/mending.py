from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bianmin.cases.commands.closing import withdraw_case
from bianmin.cases.commands.intake import correct_case, resubmit_case
from bianmin.cases.models import Case
from bianmin.catalogue.scenarios import form_in
from bianmin.rules.lifecycle import Action
from bianmin.rules.numbers import spaced
from bianmin.web.frame.acting import require_move
from bianmin.web.frame.answers_form import AnswersForm
from bianmin.web.frame.attempts import attempt
from bianmin.web.public import mending
from bianmin.web.public.doors import BY_LINK, opened
from bianmin.web.public.forms.following import MendForm, Wanted, WithdrawalForm
from bianmin.web.public.progress import shown
from bianmin.wire import access
from bianmin.wire.requests import Request

GET_AND_POST = ["GET", "HEAD", "POST"]
WORDS = {
    "public/correction.html": ("补材料", "补好了，交上去"),
    "public/resubmission.html": ("改好再交", "再交上去"),
    "public/withdrawal.html": ("撤回这份申请", "撤回这份申请"),
}


@access.capability(BY_LINK)
@require_http_methods(GET_AND_POST)
def correction(request: Request, code: str) -> HttpResponse:
    case, actor = opened(request, code)
    slip = mending.slip_for(actor, case, again=False)
    form = _mend_form(request, mending.wanted(case, slip))
    if form.is_bound:
        form.is_valid()
        mending.keep_photos(case, slip, form, by=actor, at=request.at)
        if "later" in request.POST and not form.errors:
            came = sum(1 for one in form.wanted if one.arrived)
            messages.success(
                request, f"先存下了，{len(form.wanted)} 样里补了 {came} 样；补齐了再交"
            )
            return redirect("public:tracked", code)
        form.ask_for_the_rest()
        if not form.errors:
            correct_case(case, mending.handed_in(form.wanted), by=actor, at=request.at)
            messages.success(request, "补的材料交上去了，窗口会接着办")
            return redirect("public:tracked", code)
        request.keep_writes = True  # the photographs that are well stay
    return _page(request, "public/correction.html", code, case, form, slip=shown(slip))


@access.capability(BY_LINK)
@require_http_methods(GET_AND_POST)
def resubmission(request: Request, code: str) -> HttpResponse:
    case, actor = opened(request, code)
    slip = mending.slip_for(actor, case, again=True)
    photos = _mend_form(request, mending.wanted(case, slip))
    data = request.POST if request.method == "POST" else None
    form = AnswersForm(
        form_in(case.version, case.scenario), data=data, initial=case.answers.clear()
    )
    if photos.is_bound:
        photos.is_valid()
        mending.keep_photos(case, slip, photos, by=actor, at=request.at)
        if form.is_valid() and not photos.errors:
            papers = mending.handed_in(photos.wanted)
            resubmit_case(case, form.answers(), materials=papers, by=actor, at=request.at)
            messages.success(request, "改好了，又交上去了")
            return redirect("public:tracked", code)
        request.keep_writes = True
    return _page(
        request, "public/resubmission.html", code, case, form, slip=shown(slip), photos=photos
    )


@access.capability(BY_LINK)
@require_http_methods(GET_AND_POST)
def withdrawal(request: Request, code: str) -> HttpResponse:
    case, actor = opened(request, code)
    require_move(actor, case, Action.WITHDRAW)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    done = attempt(form, lambda: withdraw_case(case, by=actor, at=request.at, **form.cleaned_data))
    if done is not None:
        messages.success(request, "已经撤回，以后可以重新申请")
        return redirect("public:tracked", code)
    return _page(request, "public/withdrawal.html", code, case, form)


def _mend_form(request: Request, lines: list[Wanted]) -> MendForm:
    if request.method == "POST":
        return MendForm(request.POST, request.FILES, wanted=lines)
    return MendForm(wanted=lines)


def _page(
    request: Request, template: str, code: str, case: Case, form: object, **more: object
) -> HttpResponse:
    wrong = any(getattr(one, "is_bound", False) for one in (form, more.get("photos")))
    heading, submit_label = WORDS[template]
    context = {
        "heading": heading,
        "submit_label": submit_label,
        "code": code,
        "case": case,
        "number": spaced(case.number),
        "form": form,
        "tab": "track",
    }
    return render(request, template, context | more, status=422 if wrong else 200)
