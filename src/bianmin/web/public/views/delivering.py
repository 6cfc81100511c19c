"""结果怎么给: the applicant chooses the way, and opens the result where they chose the net."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bianmin.cases import delivery_policies
from bianmin.cases.commands.delivering import choose_delivery, open_result
from bianmin.cases.deliveries import choice_of, wanted_mode
from bianmin.cases.models import Case
from bianmin.rules.delivery import Mode
from bianmin.rules.errors import TooMany
from bianmin.rules.lifecycle import Action
from bianmin.rules.numbers import spaced
from bianmin.rules.verdict import require
from bianmin.web.frame.acting import require_move
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.delivery_form import DeliveryChoiceForm, initial_of
from bianmin.web.public.doors import BY_LINK, by_mandate, opened
from bianmin.web.public.forms.following import ResultForm
from bianmin.wire import access
from bianmin.wire.requests import Request

GET_AND_POST = ["GET", "HEAD", "POST"]


@access.capability(BY_LINK)
@require_http_methods(GET_AND_POST)
def delivery_choice(request: Request, code: str) -> HttpResponse:
    case, actor = opened(request, code)
    require(delivery_policies.may_choose(actor, case))
    choice = choice_of(case)
    initial = initial_of(wanted_mode(case, choice), choice)
    form = DeliveryChoiceForm(request.POST if request.method == "POST" else None, initial=initial)
    if by_mandate(actor, case):
        form.leave_out(Mode.ELECTRONIC)
    done = attempt(
        form, lambda: choose_delivery(case, **form.cleaned_data, by=actor, at=request.at)
    )
    if done is not None:
        messages.success(request, "记下了，办好以后就这样给您")
        return redirect("public:tracked", code)
    return _page(request, "public/delivery_choice.html", code, case, form, "结果怎么给您", "就这样")


@access.capability(BY_LINK)
@require_http_methods(GET_AND_POST)
def result(request: Request, code: str) -> HttpResponse:
    case, actor = opened(request, code)
    require_move(actor, case, Action.OPEN_RESULT)
    is_known = actor.user_id is not None
    request.keep_writes = True  # a wrong try is counted, though the answer refuses it
    given = request.POST if request.method == "POST" else None
    form: forms.Form = forms.Form(given) if is_known else ResultForm(given)
    done = attempt(
        form,
        lambda: open_result(case, **form.cleaned_data, by=actor, at=request.at),
        also=(TooMany,),
    )
    if done is not None:
        messages.success(request, "您打开了结果，就算送到了。文书在下面，可以存下来")
        return redirect("public:tracked", code)
    return _page(request, "public/result.html", code, case, form, "打开结果", "打开结果")


def _page(
    request: Request,
    template: str,
    code: str,
    case: Case,
    form: forms.Form,
    heading: str,
    submit_label: str,
) -> HttpResponse:
    context = {
        "heading": heading,
        "submit_label": submit_label,
        "code": code,
        "case": case,
        "number": spaced(case.number),
        "form": form,
        "tab": "track",
    }
    return render(request, template, context, status=422 if form.errors else 200)
