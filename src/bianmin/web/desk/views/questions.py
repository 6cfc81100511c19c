"""群众提问: what people asked, who answers for it (首问负责), and its answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.feedback import first_ask, policies, queries
from bianmin.feedback.asking import answer_question
from bianmin.feedback.models import Question
from bianmin.rules.errors import NotAllowed
from bianmin.sites.models import Site
from bianmin.sites.queries import center_of
from bianmin.web.desk.asked import asked_lines
from bianmin.web.desk.forms.questions import AnswerForm, DeclineForm, NoteForm, OfferForm
from bianmin.web.desk.page import page
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 20
SHOWS = (("mine", "我负责的"), ("offered", "等我接手"), ("all", "等答复"), ("answered", "已答复"))


@staff(*policies.ASKED, *policies.OVERSEES)
@require_GET
def questions(request: Request) -> HttpResponse:
    return _show(request)


@staff(*policies.NOTING)
@require_POST
def notes(request: Request) -> HttpResponse:
    form = NoteForm(request.POST, auto_id="note-%s")
    noted = attempt(
        form, lambda: first_ask.note_question(_site_of(request), **form.told(), **act(request))
    )
    if noted is None:
        return _show(request, note=form)
    told = "已记下并答复" if noted.answered_at else f"已记下，{_day(noted)} 前由您答复"
    messages.success(request, told)
    return redirect("desk:questions")


@staff(*policies.ASKED, *policies.OVERSEES)
@require_GET
def question(request: Request, asked: int) -> HttpResponse:
    return _show_one(request, _found(request, asked))


@staff(*policies.ASKED)
@require_POST
def answer(request: Request, asked: int) -> HttpResponse:
    found = _found(request, asked)
    form = AnswerForm(request.POST, prefix=f"a{asked}")
    if form.is_valid():
        attempt(form, lambda: answer_question(found, **form.cleaned_data, **act(request)))
    if form.errors:
        return _show_one(request, found, answer=form)
    messages.success(request, "已答复，短信发给了提问的人" if found.phone else "已答复")
    return redirect("desk:questions")


@staff(*policies.ASKED)
@require_POST
def offer(request: Request, asked: int) -> HttpResponse:
    found = _found(request, asked)
    colleagues = queries.colleagues_for(found.township, at=request.at)
    form = OfferForm(request.POST, colleagues=colleagues)
    made = attempt(
        form,
        lambda: first_ask.offer_question(
            found,
            colleagues.get(pk=form.cleaned_data["taker"]),
            note=form.cleaned_data["note"],
            **act(request),
        ),
    )
    if made is None:
        return _show_one(request, found, offer=form)
    messages.success(request, "已转出；对方接手以前，仍由现在的责任人负责")
    return redirect("desk:question", asked)


@staff(*policies.ASKED)
@require_POST
def taking(request: Request, asked: int) -> HttpResponse:
    first_ask.take_question(_found(request, asked), **act(request))
    messages.success(request, "已接手，从现在起由您负责")
    return redirect("desk:question", asked)


@staff(*policies.ASKED)
@require_POST
def declining(request: Request, asked: int) -> HttpResponse:
    found = _found(request, asked)
    form = DeclineForm(request.POST, auto_id="decline-%s")
    if form.is_valid():
        attempt(
            form, lambda: first_ask.decline_question(found, **form.cleaned_data, **act(request))
        )
    if form.errors:
        return _show_one(request, found, decline=form)
    messages.success(request, "已说明不接，仍由原来的责任人负责")
    return redirect("desk:questions")


def _found(request: Request, asked: int) -> Question:
    return get_object_or_404(queries.questions_for(request.actor), pk=asked)


def _site_of(request: Request) -> Site:
    """The site whose asker it is: the window's own, or the centre of the township."""
    for role in request.actor.holding(*policies.NOTING):
        sites = Site.objects.select_related("region__parent")
        site = sites.filter(pk=role.site_id).first() if role.site_id is not None else None
        if site is None:
            site = sites.filter(region_id=role.region_id, kind="center", status="open").first()
        if site is not None:
            return site
    raise NotAllowed("您还没有安排到窗口，请联系本中心负责人")


def _day(asked: Question) -> str:
    day = asked.answer_by
    return f"{day.month}月{day.day}日" if day else "待公布的日期"


def _show(request: Request, *, note: NoteForm | None = None) -> HttpResponse:
    actor = request.actor
    seen = queries.questions_for(actor)
    kept = {
        "mine": queries.held_by(actor),
        "offered": queries.offered_to(actor),
        "all": seen.filter(answered_at__isnull=True),
        "answered": seen.filter(answered_at__isnull=False),
    }
    counts = {name: rows.count() for name, rows in kept.items()}
    chosen = request.GET.get("show", "")
    if chosen not in kept:
        chosen = next((name for name in ("offered", "mine") if counts[name]), "all")
    shown = Paginator(kept[chosen], PER_PAGE).get_page(request.GET.get("page"))
    lines = asked_lines(actor, list(shown), localdate(request.at))
    context = {
        "tabs": [(key, label, counts[key], key == chosen) for key, label in SHOWS],
        "lines": [(line, AnswerForm(prefix=f"a{line.asked.pk}")) for line in lines],
        "page": shown,
        "may_note": actor.has(*policies.NOTING),
        "note": note or NoteForm(auto_id="note-%s"),
        "is_wrong": note is not None,
    }
    return page(request, "desk/questions.html", context, status=422 if note else 200)


def _show_one(request: Request, asked: Question, **given: forms.Form) -> HttpResponse:
    (line,) = asked_lines(request.actor, [asked], localdate(request.at))
    colleagues = queries.colleagues_for(asked.township, at=request.at) if line.may_offer else ()
    context: dict[str, Any] = {
        "line": line,
        "asked": asked,
        "center": center_of(asked.township),
        "answer_form": given.get("answer") or AnswerForm(prefix=f"a{asked.pk}"),
        "offer_form": given.get("offer") or OfferForm(colleagues=colleagues),
        "decline_form": given.get("decline") or DeclineForm(auto_id="decline-%s"),
        "given": given,
    }
    return page(request, "desk/question.html", context, status=422 if given else 200)
