"""写下来问: a question for the centre of one's township, and where its answer stands."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bianmin.accounts.queries import names_of
from bianmin.feedback.asking import ask_question
from bianmin.feedback.queries import question_behind
from bianmin.rules.errors import NotFound, TooMany
from bianmin.rules.first_ask import CHANNEL_LABELS, AskChannel
from bianmin.sites.queries import center_of
from bianmin.web.frame.attempts import attempt
from bianmin.web.public.forms.asking import AskForm
from bianmin.web.public.place import place_of
from bianmin.wire import access
from bianmin.wire.address import client_address
from bianmin.wire.requests import Request

SHOWN_WORDS = 40


@access.public("anybody may ask; five questions a day for one telephone")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    place = place_of(request)
    searched = request.GET.get("q", "").replace("\0", "").strip()[:SHOWN_WORDS]
    form = AskForm(
        request.POST if request.method == "POST" else None,
        initial={"words": f"我想办“{searched}”，要找谁？" if searched else ""},
    )
    if request.method == "POST" and place is not None:
        asked = attempt(
            form,
            lambda: ask_question(
                place.township,
                **form.cleaned_data,
                address=client_address(request),
                by=request.actor,
                at=request.at,
            ),
            also=(TooMany,),
        )
        if asked is not None:
            return redirect("public:asked", asked[1])
    context = {
        "form": form,
        "heading": "写下来问",
        "submit_label": "问出去",
        "center": center_of(place.township) if place else None,
        "searched": searched,
    }
    wrong = request.method == "POST"
    return render(request, "public/ask.html", context, status=422 if wrong else 200)


@access.capability("whoever holds the 128-bit secret of the link reads the answer")
@require_safe
def asked(request: Request, secret: str) -> HttpResponse:
    question = question_behind(secret)
    if question is None:
        raise NotFound("链接不完整或已失效，请从短信里重新打开")
    context = {
        "question": question,
        "words": question.words.clear(),
        "answer": question.answer.clear(),
        "center": center_of(question.township),
        "holder": names_of([question.holder or 0]).get(question.holder or 0, ""),
        "channel": CHANNEL_LABELS[AskChannel(question.channel)],
    }
    return render(request, "public/asked.html", context)
