"""群众提问: what the township's people asked in writing, and the answer of its centre."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from bianmin.feedback.asking import answer_question
from bianmin.feedback.policies import ANSWERING
from bianmin.feedback.queries import questions_for
from bianmin.web.desk.forms.questions import AnswerForm
from bianmin.web.desk.page import page
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 20


@staff(*ANSWERING)
@require_GET
def questions(request: Request) -> HttpResponse:
    return _show(request)


@staff(*ANSWERING)
@require_POST
def answer(request: Request, asked: int) -> HttpResponse:
    question = get_object_or_404(questions_for(request.actor), pk=asked)
    form = AnswerForm(request.POST, prefix=f"a{asked}")
    if form.is_valid():
        attempt(form, lambda: answer_question(question, **form.cleaned_data, **act(request)))
    if form.errors:
        return _show(request, tried=(asked, form))
    messages.success(request, "已答复，短信发给了提问的人")
    return redirect("desk:questions")


def _show(request: Request, tried: tuple[int, AnswerForm] | None = None) -> HttpResponse:
    shown = Paginator(questions_for(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    lines = [
        (
            each,
            each.words.clear(),
            each.answer.clear(),
            tried[1] if tried and tried[0] == each.pk else AnswerForm(prefix=f"a{each.pk}"),
        )
        for each in shown
    ]
    context = {"lines": lines, "page": shown}
    return page(request, "desk/questions.html", context, status=422 if tried else 200)
