"""导入课程: write whole courses with their lessons, exam and question bank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.rules.exams import QuestionKind, Scope, Topic
from bianmin.workforce.commands.bank import set_exam, write_question
from bianmin.workforce.commands.training import write_course, write_lesson
from bianmin.workforce.models import Course, Question


@transaction.atomic
def import_courses(
    courses: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime
) -> list[Course]:
    """导入: write these courses, or bring those of the same codes up to date.

    Questions that the bank has already, word for word, are left as they are.
    """
    written = []
    for told in courses:
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
        for asked in told["questions"]:
            if asked["text"] not in known:
                kind = QuestionKind(asked["kind"])
                write_question(course, **{**asked, "kind": kind}, by=by, at=at)
        set_exam(course, **told["exam"], by=by, at=at)
        written.append(course)
    return written
