"""家人代办: who acts for me, for whom I act; asked for by a code, ended with one press."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bianmin.accounts import mandates as queries
from bianmin.accounts.commands import agree, ask_end, ask_mandate, end_by_phone, end_mandate
from bianmin.accounts.models import Mandate
from bianmin.catalogue.queries import version_of
from bianmin.rules.errors import NotFound, TooMany
from bianmin.rules.mandates import End, Side
from bianmin.web.frame import mandate_words
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.public import family as shown
from bianmin.web.public.forms.family import AskForm, CodeForm, PhoneForm
from bianmin.wire import access
from bianmin.wire.address import client_address
from bianmin.wire.requests import Request

WAITING, STOPPING = "mandate", "mandate_stop"
"""The session's keys: the mandate this browser waits for, and the code that ends what was given."""

PER_PAGE = 10
GET_AND_POST = ["GET", "HEAD", "POST"]


@access.citizen
@require_safe
def family(request: Request) -> HttpResponse:
    person, at = request.user.person, request.at
    mine, live = queries.concerning(person.pk), queries.live_at(at)
    page = Paginator(mine.exclude(live), PER_PAGE).get_page(request.GET.get("page"))
    now = shown.lines(mine.filter(live), at)
    context = {
        "held": [one for one in now if one.mandate.holder_id == person.pk],
        "given": [one for one in now if one.mandate.principal_id == person.pk],
        "over": shown.lines(page.object_list, at),
        "page": page,
        "person": person,
        "is_known": bool(person.id_number),
        "tab": "mine",
    }
    return render(request, "public/family.html", context)


@access.citizen
@require_http_methods(GET_AND_POST)
def asking(request: Request) -> HttpResponse:
    """替家人办: whose mandate, for what and how long; a code goes to their own phone."""
    item = version_of(request.GET.get("item", "")[:80])
    holds = bool(queries.held_by(request.actor.person_id, at=request.at))
    form = AskForm(request.POST if request.method == "POST" else None, item=item, holds=holds)
    waits = attempt(
        form,
        lambda: ask_mandate(
            request.user.person, form.asked(), address=client_address(request), **act(request)
        ),
        also=(TooMany,),
    )
    if waits is not None:
        request.session[WAITING] = waits
        return redirect("public:family_code")
    return _ask(request, "public/family_asking.html", form, "替家人办事", "给他（她）发验证码")


@access.citizen
@require_http_methods(GET_AND_POST)
def code(request: Request) -> HttpResponse:
    """对方同意: the six digits that came to their phone."""
    waits = request.session.get(WAITING)
    if waits is None:
        return redirect("public:family_asking")
    form = CodeForm(request.POST if request.method == "POST" else None)
    request.keep_writes = True  # a wrong try is counted, though the answer refuses it
    if form.is_valid():
        given = form.cleaned_data["code"]
        matter = shown.matter_of(queries.asked_of(waits, request.actor.person_id))
        from_here = client_address(request)
        agreed = agree(waits, given, matter=matter, address=from_here, **act(request))
        if agreed.mandate is not None:
            del request.session[WAITING]
            messages.success(request, mandate_words.granted(agreed.mandate, request.at))
            return redirect("public:mandate", agreed.mandate.pk)
        form.add_error("code", agreed.reason)
    return _ask(request, "public/family_code.html", form, "请家人念验证码", "同意，开始代办")


@access.citizen
@require_safe
def mandate(request: Request, mandate: int) -> HttpResponse:
    """一份委托: for its holder the cases it opens, for the principal all that was done by it."""
    found = _known(request, mandate)
    is_holder = found.holder_id == request.actor.person_id
    context = {
        "mandate": found,
        "line": shown.line(found, request.at),
        "is_holder": is_holder,
        "acts": shown.acts_of(found),
        "can_end": queries.is_live(found, request.at) and (is_holder or found.way != "law"),
        "tab": "mine",
    }
    if is_holder and queries.is_live(found, request.at):
        cases = shown.cases_of(request, found)
        page = Paginator(cases, PER_PAGE).get_page(request.GET.get("page"))
        today = localdate(request.at)
        context |= {"page": page, "lines": shown.entrusted_lines(page.object_list, today)}
    return render(request, "public/mandate.html", context)


@access.citizen
@require_POST
def ending(request: Request, mandate: int) -> HttpResponse:
    """停止委托: by either side, at once."""
    found = _known(request, mandate)
    is_holder = found.holder_id == request.actor.person_id
    side, end = (Side.HOLDER, End.RENOUNCED) if is_holder else (Side.PRINCIPAL, End.REVOKED)
    end_mandate(found, side=side, end=end, **act(request))
    messages.success(request, mandate_words.ENDED)
    return redirect("public:family")


@access.public("anybody may ask for a code to a phone; every number is answered alike")
@require_http_methods(GET_AND_POST)
def stopping(request: Request) -> HttpResponse:
    """不让家人办了: the phone of whoever let others act; on any browser, without an account."""
    form = PhoneForm(request.POST if request.method == "POST" else None)
    sent = attempt(
        form,
        lambda: ask_end(form.cleaned_data["phone"], address=client_address(request), at=request.at),
        also=(TooMany,),
    )
    if sent is not None:
        request.session[STOPPING] = sent.pk
        return redirect("public:family_stop_code")
    return _ask(request, "public/family_stop.html", form, "不让家人替我办了", "获取验证码")


@access.public("whoever reads the phone's messages; five tries a code")
@require_http_methods(GET_AND_POST)
def stopping_code(request: Request) -> HttpResponse:
    sent = request.session.get(STOPPING)
    if sent is None:
        return redirect("public:family_stop")
    form = CodeForm(request.POST if request.method == "POST" else None)
    request.keep_writes = True
    if form.is_valid():
        count, reason = end_by_phone(
            sent, form.cleaned_data["code"], address=client_address(request), at=request.at
        )
        if count is not None:
            del request.session[STOPPING]
            return render(request, "public/family_stopped.html", {"count": count, "tab": "mine"})
        form.add_error("code", reason)
    return _ask(request, "public/family_stop_code.html", form, "输入短信验证码", "全部停止")


def _known(request: Request, mandate: int) -> Mandate:
    found = queries.mandate_between(mandate, request.actor.person_id)
    if found is None:
        raise NotFound("没有这份委托，或者和您无关")
    return found


def _ask(
    request: Request, template: str, form: object, heading: str, submit_label: str
) -> HttpResponse:
    wrong = bool(getattr(form, "errors", None))
    context = {"form": form, "heading": heading, "submit_label": submit_label, "tab": "mine"}
    return render(request, template, context, status=422 if wrong else 200)
