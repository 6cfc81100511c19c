"""答复单: a way, a list or an answer for whoever leaves the window without a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.audit.commands import record
from bianmin.cases import card_policies as policies
from bianmin.cases import cards as queries
from bianmin.cases.commands import cards as commands
from bianmin.cases.models import Card, CaseMaterial
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.queries import required_materials, samples_in, version_of
from bianmin.papers.cards import card_pdf
from bianmin.rules.cards import TITLES, CardKind
from bianmin.rules.errors import NotFound
from bianmin.web.desk.forms.cards import PlainSheetForm, ReplyCardForm, SignpostForm
from bianmin.web.desk.forms.questions import AnswerForm
from bianmin.web.desk.page import page
from bianmin.web.desk.posts import post_of
from bianmin.web.desk.roles import AT_WINDOW, HANDLING
from bianmin.web.desk.views.shown import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.walking import asked_of
from bianmin.wire.access import staff
from bianmin.wire.prints import printed
from bianmin.wire.requests import Request

PER_PAGE = 20


@staff(*HANDLING)
@require_GET
def cards(request: Request) -> HttpResponse:
    return _show(request, version_of(request.GET.get("item", "")))


@staff(*AT_WINDOW)
@require_POST
def signposts(request: Request) -> HttpResponse:
    form = SignpostForm(request.POST, prefix="way")
    given = attempt(
        form,
        lambda: commands.give_signpost(
            post_of(request.actor).site,
            visitor=form.visitor(),
            **{name: form.cleaned_data[name] for name in ("matter", "where", "how")},
            **act(request),
        ),
    )
    return _given(request, given, None, way=form)


@staff(*AT_WINDOW)
@require_POST
def plain_sheets(request: Request) -> HttpResponse:
    version = version_of(request.POST.get("item", ""))
    if version is None:
        raise NotFound("没有这个事项，请在受理台选事项")
    scenario = asked_of(version, request.POST).scenario
    form = PlainSheetForm(request.POST, materials=_papers(version, scenario))
    given = attempt(
        form,
        lambda: commands.give_plain_sheet(
            post_of(request.actor).site,
            version,
            form.gaps(),
            scenario=scenario,
            visitor=form.visitor(),
            **act(request),
        ),
    )
    return _given(request, given, version, sheet=form)


@staff(*AT_WINDOW)
@require_POST
def reply_cards(request: Request) -> HttpResponse:
    form = ReplyCardForm(request.POST, prefix="reply")
    given = attempt(
        form,
        lambda: commands.give_reply_card(
            post_of(request.actor).site,
            visitor=form.visitor(),
            matter=form.cleaned_data["matter"],
            **act(request),
        ),
    )
    return _given(request, given, None, reply=form)


@staff(*HANDLING)
@require_POST
def answer(request: Request, card: int) -> HttpResponse:
    found = get_object_or_404(queries.given_at(request.actor), pk=card)
    form = AnswerForm(request.POST, prefix=f"c{card}")
    attempt(form, lambda: commands.answer_card(found, **form.cleaned_data, **act(request)))
    if form.errors:
        return _show(request, None, answers={card: form})
    messages.success(request, "已答复，短信发给了来问的人")
    return redirect("desk:cards")


@staff(*HANDLING)
@require_GET
def card_print(request: Request, card: int) -> HttpResponse:
    found = get_object_or_404(queries.given_at(request.actor), pk=card)
    content = card_pdf(found)
    record(
        f"card:{found.pk}",
        "print_card",
        unit=found.unit,
        by=request.actor,
        at=request.at,
        document=found.number,
    )
    return printed(content, f"{TITLES[CardKind(found.kind)]} {found.number}")


def _papers(version: ItemVersion, scenario: str) -> list[CaseMaterial]:
    """The item's list as rows that nothing was handed in for yet."""
    return [
        CaseMaterial(
            key=m["key"], name=m["name"], status="shared" if m.get("shared") else "missing"
        )
        for m in required_materials(version, scenario)
    ]


def _given(
    request: Request, given: Card | None, version: ItemVersion | None, **tried: forms.Form
) -> HttpResponse:
    if given is None:
        return _show(request, version, tried=tried)
    messages.success(request, f"{TITLES[CardKind(given.kind)]} {given.number} 已开，请打印两联")
    return redirect("desk:cards")


def _show(
    request: Request,
    version: ItemVersion | None,
    *,
    tried: dict[str, forms.Form] | None = None,
    answers: dict[int, AnswerForm] | None = None,
) -> HttpResponse:
    tried, answers = tried or {}, answers or {}
    shown = Paginator(queries.given_at(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    asked = asked_of(version, request.POST or request.GET) if version else None
    context = {
        "waiting": [
            _line(request, card, answers) for card in queries.unanswered(request.actor)[:PER_PAGE]
        ],
        "lines": [_line(request, card, {}) for card in shown],
        "page": shown,
        "today": localdate(request.at),
        "may_give": request.actor.has(*AT_WINDOW),
        "way": tried.get("way") or SignpostForm(prefix="way"),
        "reply": tried.get("reply") or ReplyCardForm(prefix="reply"),
        "version": version,
        "scenario": asked.scenario if asked else "",
        "is_asked": bool(asked and asked.is_open),
        "sheet": tried.get("sheet")
        or (
            PlainSheetForm(
                materials=_papers(version, asked.scenario),
                samples=samples_in(version, asked.scenario),
            )
            if version and asked and not asked.is_open
            else None
        ),
        "tried": tried,
    }
    status = 422 if tried or answers else 200
    return page(request, "desk/cards.html", context, status=status)


def _line(request: Request, card: Card, answers: dict[int, AnswerForm]) -> dict[str, Any]:
    may = policies.may_answer_card(request.actor, card)
    return {
        "card": card,
        "title": TITLES[CardKind(card.kind)],
        "matter": card.matter.clear(),
        "answer": card.answer.clear(),
        "form": (answers.get(card.pk) or AnswerForm(prefix=f"c{card.pk}")) if may else None,
    }
