"""课程与题库: what the city teaches, and asks; only who writes it sees the answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from bianmin.catalogue.queries import active
from bianmin.rules.errors import Conflict
from bianmin.rules.exams import QUESTION_KINDS, TOPICS, QuestionKind, Scope, Topic
from bianmin.rules.roles import RoleKind
from bianmin.web.console.forms.workforce.training import (
    CourseForm,
    ExamForm,
    LessonForm,
    QuestionForm,
)
from bianmin.web.console.page import page
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce.commands import bank
from bianmin.workforce.commands import training as commands
from bianmin.workforce.models import Course, Question
from bianmin.workforce.queries import exams, training

PER_PAGE = 50


@staff(RoleKind.CITY_BUREAU)
@require_http_methods(["GET", "HEAD", "POST"])
def courses(request: Request) -> HttpResponse:
    form = _form(request.POST or None)
    if request.method == "POST":
        made = attempt(form, lambda: _write(request, form), also=(Conflict,))
        if made is not None:
            messages.success(request, "课程存好了，接着编课时和题")
            return redirect("console:course", made.code)
    rows = [(one, TOPICS[Topic(one.topic)]) for one in training.courses()]
    status = 422 if form.errors else 200
    context = {"rows": rows, "form": form}
    return page(request, "console/workforce/courses.html", context, status=status)


@staff(RoleKind.CITY_BUREAU)
@require_http_methods(["GET", "HEAD", "POST"])
def course(request: Request, course: str) -> HttpResponse:
    here = training.course_of(course, hidden=True)
    if request.method != "POST":
        return _show(request, here)
    given = request.POST.copy()
    given["code"] = here.code
    form = _form(given)
    if attempt(form, lambda: _write(request, form)) is None:
        return _show(request, here, course_form=form)
    messages.success(request, "已保存")
    return redirect("console:course", here.code)


@staff(RoleKind.CITY_BUREAU)
@require_POST
def lessons(request: Request, course: str) -> HttpResponse:
    here = training.course_of(course, hidden=True)
    form = LessonForm(request.POST, auto_id="lesson-%s")
    written = attempt(
        form,
        lambda: commands.write_lesson(
            here,
            form.cleaned_data["number"],
            title=form.cleaned_data["title"],
            text=form.cleaned_data["text"],
            minutes=form.cleaned_data["minutes"],
            **act(request),
        ),
    )
    if written is None:
        return _show(request, here, lesson_form=form)
    messages.success(request, f"第 {written.number} 课存好了")
    return redirect("console:course", here.code)


@staff(RoleKind.CITY_BUREAU)
@require_POST
def questions(request: Request, course: str) -> HttpResponse:
    here = training.course_of(course, hidden=True)
    form = QuestionForm(request.POST, auto_id="question-%s")
    written = attempt(
        form,
        lambda: bank.write_question(
            here,
            kind=QuestionKind(form.cleaned_data["kind"]),
            text=form.cleaned_data["text"],
            options=form.options_given(),
            right=form.right_given(),
            because=form.cleaned_data["because"],
            **act(request),
        ),
    )
    if written is None:
        return _show(request, here, question_form=form)
    messages.success(request, "出了一道题")
    return redirect("console:course", here.code)


@staff(RoleKind.CITY_BUREAU)
@require_POST
def retirement(request: Request, course: str, question: int) -> HttpResponse:
    here = training.course_of(course, hidden=True)
    found = get_object_or_404(Question, pk=question, course=here)
    bank.retire_question(found, **act(request))
    messages.success(request, "这道题不再出了，已经出的卷子照样评分")
    return redirect("console:course", here.code)


@staff(RoleKind.CITY_BUREAU)
@require_POST
def exam(request: Request, course: str) -> HttpResponse:
    here = training.course_of(course, hidden=True)
    form = ExamForm(request.POST, auto_id="exam-%s")
    if attempt(
        form, lambda: bank.set_exam(here, **form.cleaned_data, **act(request))
    ) is None:  # fmt: skip
        return _show(request, here, exam_form=form)
    messages.success(request, "考试设好了")
    return redirect("console:course", here.code)


def _form(data: Any = None, **options: Any) -> CourseForm:
    return CourseForm(data, items=list(active()), **options)


def _write(request: Request, form: CourseForm) -> Course:
    got = form.cleaned_data
    return commands.write_course(
        got["code"],
        title=got["title"],
        topic=Topic(got["topic"]),
        summary=got["summary"],
        scope=Scope(got["scope"]),
        item_codes=got["item_codes"],
        is_open=got["is_open"],
        **act(request),
    )


def _show(request: Request, here: Course, **given: Any) -> HttpResponse:
    shown = Paginator(exams.bank(here), PER_PAGE).get_page(request.GET.get("page"))
    held = getattr(here, "exam", None)
    kept = ("questions", "minutes", "mark", "tries_a_day", "valid_months", "is_open")
    lessons = list(here.lessons.order_by("number"))
    wanted = request.GET.get("lesson", "")
    chosen = next((one for one in lessons if str(one.number) == wanted), None)
    initial = {
        name: getattr(here, name)
        for name in ("code", "title", "topic", "summary", "scope", "item_codes", "is_open")
    }
    context = {
        "course": here,
        "topic": TOPICS[Topic(here.topic)],
        "lessons": lessons,
        "page": shown,
        "bank": [(q, QUESTION_KINDS[QuestionKind(q.kind)], _right(q)) for q in shown],
        "open_questions": exams.bank(here).filter(is_open=True).count(),
        "exam": held,
        "course_form": _form(initial=initial),
        "lesson_form": LessonForm(
            auto_id="lesson-%s",
            initial={name: getattr(chosen, name) for name in ("number", "title", "text", "minutes")}
            if chosen
            else {"number": len(lessons) + 1},
        ),
        "chosen": chosen,
        "question_form": QuestionForm(auto_id="question-%s"),
        "exam_form": ExamForm(
            auto_id="exam-%s", initial={k: getattr(held, k) for k in kept} if held else None
        ),
    }
    status = 422 if given else 200
    return page(request, "console/workforce/course.html", context | given, status=status)


def _right(question: Question) -> set[int]:
    return set(question.right)
