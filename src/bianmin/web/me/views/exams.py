from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bianmin.rules.errors import Conflict
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt as try_to
from bianmin.web.me.forms.exams import AnswerForm
from bianmin.web.me.page import OWN, page
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce.commands import exams as commands
from bianmin.workforce.models import Attempt
from bianmin.workforce.queries import exams, training


@staff(*OWN)
@require_POST
def begin(request: Request, course: str) -> HttpResponse:
    here = training.course_of(course)
    exam = getattr(here, "exam", None)
    if exam is None:
        raise Conflict("这门课没有考试")
    begun = commands.begin_attempt(exam, **act(request))
    return redirect("me:attempt", begun.pk)


@staff(*OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: Request, attempt: int) -> HttpResponse:
    """One question a page; what was chosen is kept with each step."""
    paper = exams.own_attempt(request.user.pk, attempt)
    if paper.handed_in_at is not None or paper.ends_at <= request.at:
        return _over(request, paper)
    asked = exams.paper_of(paper)
    number = _number(request, len(asked))
    form = AnswerForm(asked[number - 1], request.POST or None)
    if request.method == "POST":
        question = asked[number - 1].question.pk
        kept = try_to(
            form, lambda: commands.answer(paper, question, form.chosen(), **act(request)) or True
        )
        if kept:
            at_end = number == len(asked) or "check" in request.POST
            step = reverse("me:attempt-check", args=[paper.pk])
            on = f"{reverse('me:attempt', args=[paper.pk])}?q={number + 1}"
            return redirect(step if at_end else on)
    context = _paper(request, paper) | {
        "asked": asked[number - 1],
        "number": number,
        "of": len(asked),
        "form": form,
    }
    return page(request, "me/question.html", context, status=422 if form.errors else 200)


@staff(*OWN)
@require_GET
def check(request: Request, attempt: int) -> HttpResponse:
    paper = exams.own_attempt(request.user.pk, attempt)
    if paper.handed_in_at is not None or paper.ends_at <= request.at:
        return _over(request, paper)
    asked = exams.paper_of(paper)
    left = sum(not one.is_answered for one in asked)
    return page(request, "me/check.html", _paper(request, paper) | {"paper": asked, "left": left})


@staff(*OWN)
@require_POST
def end(request: Request, attempt: int) -> HttpResponse:
    paper = exams.own_attempt(request.user.pk, attempt)
    commands.hand_in(paper, **act(request))
    return redirect("me:result", paper.pk)


@staff(*OWN)
@require_GET
def result(request: Request, attempt: int) -> HttpResponse:
    paper = exams.own_attempt(request.user.pk, attempt)
    if paper.handed_in_at is None:
        return redirect("me:attempt", paper.pk)
    context = {
        "attempt": paper,
        "course": paper.exam.course,
        "wrong": [one for one in exams.paper_of(paper) if not one.is_right],
        "certificate": exams.certificates_of(request.user).filter(attempt=paper).first(),
        "may_begin": exams.may_begin(request.actor, paper.exam, at=request.at),
    }
    return page(request, "me/result.html", context, tab="learning")


@staff(*OWN)
@require_GET
def certificate(request: Request, certificate: int) -> HttpResponse:
    found = exams.own_certificate(request.user, certificate)
    return page(request, "me/certificate.html", {"certificate": found}, tab="learning")


def _over(request: Request, paper: Attempt) -> HttpResponse:
    """Time is up, or it was handed in: what is answered counts."""
    if paper.handed_in_at is None:
        return page(request, "me/over.html", {"attempt": paper, "course": paper.exam.course})
    return redirect("me:result", paper.pk)


def _paper(request: Request, paper: Attempt) -> dict[str, object]:
    left = paper.ends_at - request.at
    return {
        "attempt": paper,
        "course": paper.exam.course,
        "minutes_left": int(left.total_seconds() // 60) + 1,
        "seconds_left": int(left.total_seconds()),
    }


def _number(request: Request, of: int) -> int:
    text = request.GET.get("q", "1")
    return min(max(int(text), 1), of) if text.isdecimal() and len(text) < 5 else 1
