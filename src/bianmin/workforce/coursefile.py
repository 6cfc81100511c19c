"""课程文件: whole courses with their lessons, exam and bank as a JSON file, held to a schema."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from bianmin.catalogue.itemfile import sentence
from bianmin.rules.errors import Invalid
from bianmin.rules.exams import QuestionKind, Scope, check_question

PARTS = {"lessons": "课时", "questions": "题"}


def read_courses(text: str) -> list[dict[str, Any]]:
    """读课程: return the courses of a file; Invalid names every place that is wrong."""
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise Invalid(f"不是 JSON 文件：第 {error.lineno} 行第 {error.colno} 列看不懂") from error
    wrong = {_place(given, one): sentence(one) for one in _validator().iter_errors(given)}
    if not wrong:
        wrong = dict(_faults(given["courses"]))
    if wrong:
        raise Invalid(f"课程文件有 {len(wrong)} 处要改，没有导入", wrong)
    courses: list[dict[str, Any]] = given["courses"]
    return courses


def example() -> str:
    """样例: a small file that can be imported as it is."""
    return _data("course_example.json")


def _faults(courses: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """What a schema cannot say: codes given twice, questions that cannot be answered."""
    for code, count in Counter(course["code"] for course in courses).items():
        if count > 1:
            yield code, f"同一编号出现 {count} 次"
    for course in courses:
        code, questions = course["code"], course["questions"]
        if course["scope"] == Scope.ITEMS and not course.get("item_codes"):
            yield f"{code} item_codes", "请写这门课管哪些事项"
        if len(questions) < course["exam"]["questions"]:
            yield f"{code} exam", f"题库只有 {len(questions)} 道题，不够出一张卷子"
        for text, count in Counter(asked["text"] for asked in questions).items():
            if count > 1:
                yield f"{code} {text[:20]}", f"同一道题出现 {count} 次"
        for number, asked in enumerate(questions, start=1):
            try:
                check_question(QuestionKind(asked["kind"]), asked["options"], asked["right"])
            except Invalid as fault:
                yield f"{code} 第 {number} 题", "；".join(fault.fields.values())


def _place(given: Any, error: ValidationError) -> str:
    """Return where it is: `PX-ZH 第 3 题 options`; the whole file has no place."""
    steps = list(error.absolute_path)
    if steps[:1] != ["courses"] or len(steps) < 2:
        return f"{'.'.join(map(str, steps)) or '文件'}（{error.validator}）"
    course = given["courses"][steps[1]]
    code = course.get("code") if isinstance(course, Mapping) else None
    words = [str(code or f"第 {int(steps[1]) + 1} 门课")]
    rest = steps[2:]
    if len(rest) > 1 and rest[0] in PARTS:
        words.append(f"第 {int(rest[1]) + 1} {PARTS[str(rest[0])]}")
        rest = rest[2:]
    return f"{' '.join([*words, *map(str, rest)])}（{error.validator}）"


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(_data("course_schema.json")))


def _data(name: str) -> str:
    return (resources.files("bianmin.workforce") / "data" / name).read_text(encoding="utf-8")
