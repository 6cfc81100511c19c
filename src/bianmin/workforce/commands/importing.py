"""导入课程: write whole courses with their lessons, exam and question bank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.catalogue.models import ServiceItem
from bianmin.rules.errors import Invalid
from bianmin.rules.exams import QuestionKind, Scope, Topic
from bianmin.workforce.commands.bank import set_exam, write_question
from bianmin.workforce.commands.training import write_course, write_lesson
from bianmin.workforce.models import Course, Question


@dataclass(frozen=True)
class Imported:
    """一门导入的课: whether it is new, its lessons, and how many questions were added."""

    code: str
    title: str
    is_new: bool
    lessons: int
    questions: int


@transaction.atomic
def import_courses(
    courses: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime, dry_run: bool = False
) -> list[Imported]:
    """导入: write these courses, or bring those of the same codes up to date; a dry run says what
    it would do and leaves nothing.

    Questions that the bank has already, word for word, are left as they are.
    """
    told = list(courses)
    _known_items(told)
    written = [_import(course, by=by, at=at) for course in told]
    if dry_run:
        transaction.set_rollback(True)
    return written


def _import(told: Mapping[str, Any], *, by: Actor, at: datetime) -> Imported:
    is_new = not Course.objects.filter(code=told["code"]).exists()
    course = write_course(
        told["code"],
        title=told["title"],
        topic=Topic(told["topic"]),
        summary=told.get("summary", ""),
        scope=Scope(told["scope"]),
        item_codes=told.get("item_codes", ()),
        by=by,
        at=at,
    )
    for number, lesson in enumerate(told["lessons"], start=1):
        write_lesson(course, number, **lesson, by=by, at=at)
    known = set(Question.objects.filter(course=course).values_list("text", flat=True))
    fresh = [asked for asked in told["questions"] if asked["text"].strip() not in known]
    for asked in fresh:
        write_question(course, **{**asked, "kind": QuestionKind(asked["kind"])}, by=by, at=at)
    set_exam(course, **told["exam"], by=by, at=at)
    return Imported(course.code, course.title, is_new, len(told["lessons"]), len(fresh))


def _known_items(courses: Iterable[Mapping[str, Any]]) -> None:
    """A course is fit for items that there are: a code nobody knows would grant nothing."""
    named = {code: told["code"] for told in courses for code in told.get("item_codes", ())}
    known = set(ServiceItem.objects.filter(code__in=named).values_list("code", flat=True))
    wrong = {f"{named[code]} {code}": "目录里没有这个事项" for code in sorted(set(named) - known)}
    if wrong:
        raise Invalid(f"课程里有 {len(wrong)} 个事项编码查不到，没有导入", wrong)
