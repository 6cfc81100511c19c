from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bianmin.rules.errors import NotFound
from bianmin.rules.exams import TOPICS, Topic
from bianmin.web.frame.acting import act
from bianmin.web.me.page import OWN, page
from bianmin.web.me.text import blocks
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce.commands import training as commands
from bianmin.workforce.models import Lesson
from bianmin.workforce.queries import exams, records, training


@staff(*OWN)
@require_GET
def learning(request: Request) -> HttpResponse:
    today = localdate(request.at)
    sessions = list(training.sessions_for(request.actor, at=request.at)[:20])
    came = training.attended_by(request.user, [s.pk for s in sessions])
    context = {
        "courses": [
            (one, TOPICS[Topic(one.course.topic)])
            for one in exams.learning_of(request.user, on=today)
        ],
        "hours": training.hours_of(request.user, request.actor, on=today),
        "sessions": [(session, session.pk in came) for session in sessions],
        "record_rows": records.record_of(request.user),
    }
    return page(request, "me/learning.html", context, tab="learning")


@staff(*OWN)
@require_GET
def course(request: Request, course: str) -> HttpResponse:
    here = training.course_of(course)
    exam = getattr(here, "exam", None)
    context = {
        "course": here,
        "topic": TOPICS[Topic(here.topic)],
        "lessons": training.lessons_of(here, request.user),
        "exam": exam,
        "may_begin": exams.may_begin(request.actor, exam, at=request.at) if exam else None,
        "running": exams.running(exam, request.user.pk) if exam else None,
        "past": exams.attempts_of(request.user.pk, exam).filter(handed_in_at__isnull=False)[:10]
        if exam
        else [],
        "sessions": training.sessions_for(request.actor, at=request.at, course=here)[:10],
    }
    return page(request, "me/course.html", context, tab="learning")


@staff(*OWN)
@require_GET
def lesson(request: Request, course: str, lesson: int) -> HttpResponse:
    here = training.course_of(course)
    found, is_read, following = _lesson(request, here.code, lesson)
    context = {
        "course": here,
        "lesson": found,
        "blocks": blocks(found.text),
        "is_read": is_read,
        "following": following,
        "of": here.lessons.count(),
    }
    return page(request, "me/lesson.html", context, tab="learning")


@staff(*OWN)
@require_POST
def reading(request: Request, course: str, lesson: int) -> HttpResponse:
    found, _, following = _lesson(request, course, lesson)
    commands.read_lesson(found, **act(request))
    if following is not None:
        return redirect("me:lesson", course, following.number)
    messages.success(request, "这门课的最后一课学完了")
    return redirect("me:course", course)


@staff(*OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: Request, session: int) -> HttpResponse:
    """Where the code on the screen leads: one press, and one has come."""
    here = training.session_of(session)
    if request.method == "POST":
        commands.attend(here, request.POST.get("ticket", ""), **act(request))
        messages.success(request, f"已签到：{here.course.title}")
        return redirect("me:session", here.pk)
    code = request.GET.get("code", "")
    context = {
        "session": here,
        "code": code,
        "ticket": training.ticket(here, code, request.actor, at=request.at),
        "came": here.pk in training.attended_by(request.user, [here.pk]),
    }
    return page(request, "me/session.html", context, tab="learning")


def _lesson(request: Request, code: str, number: int) -> tuple[Lesson, bool, Lesson | None]:
    """The lesson, whether it was read, and the one after it."""
    lessons = training.lessons_of(training.course_of(code), request.user)
    for n, (found, is_read) in enumerate(lessons):
        if found.number == number:
            return found, is_read, lessons[n + 1][0] if n + 1 < len(lessons) else None
    raise NotFound("这门课没有这一课")
