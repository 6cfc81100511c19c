"""`bianmin import courses`: a whole course or none of it, with the place of every fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bianmin.workforce.models import Course, Exam, Lesson, Question
from bianmin.workforce.shipped import shipped_courses
from tests.ops.test_import import Captured, file, refusal, said

pytestmark = pytest.mark.django_db
LESSON = {"title": "第一课", "minutes": 5, "text": "要点"}
QUESTION = {"kind": "judge", "text": "对不对", "options": ["对", "错"], "right": [0]}
COURSE: dict[str, Any] = {
    "code": "PX-1", "title": "基本功", "topic": "systems", "scope": "none", "lessons": [LESSON],
    "exam": {"questions": 1, "minutes": 10, "mark": 80}, "questions": [QUESTION],
}  # fmt: skip


def courses(*given: Any) -> str:
    return json.dumps({"courses": given}, ensure_ascii=False)


def test_the_example_is_a_file_that_can_be_imported(capsys: Captured, tmp_path: Path) -> None:
    path = file(tmp_path, "kecheng.json", said(capsys, "courses", "--example"))
    assert "核对通过（没有导入）：PX-YB 医保经办基础（新课" in said(
        capsys, "courses", path, "--dry-run"
    )
    assert not Course.objects.exists()
    assert "已导入：PX-YB 医保经办基础（新课，1 课，新增 2 道题）" in said(capsys, "courses", path)
    (report,) = json.loads(said(capsys, "courses", path, "--json"))
    assert (report["is_new"], report["questions"]) == (False, 0)
    assert (Lesson.objects.count(), Question.objects.count()) == (1, 2)
    assert Exam.objects.get().mark == 80


def test_without_a_file_what_ships_is_imported(capsys: Captured) -> None:
    said(capsys, "courses")
    codes = {told["code"] for told in shipped_courses()}
    assert set(Course.objects.values_list("code", flat=True)) == codes


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[", "第 1 行第 2 列看不懂"),
        ("{}", "缺少 courses"),
        (courses(7), "第 1 门课（type）：应为一组项目"),
        (courses(COURSE | {"price": 1}), "PX-1（additionalProperties）：不认识 price"),
        (courses(COURSE | {"topic": "cooking"}), "PX-1 topic（enum）：只能是"),
        (courses(COURSE | {"lessons": [LESSON, {"title": "二"}]}), "PX-1 第 2 课时（required）"),
        (courses(COURSE | {"questions": [QUESTION | {"right": [4]}]}), "PX-1 第 1 题：请选出正确"),
        (courses(COURSE | {"questions": [QUESTION, QUESTION]}), "同一道题出现 2 次"),
        (courses(COURSE | {"exam": COURSE["exam"] | {"questions": 9}}), "题库只有 1 道题"),
        (courses(COURSE | {"scope": "items"}), "请写这门课管哪些事项"),
        (courses(COURSE | {"scope": "items", "item_codes": ["X-9"]}), "目录里没有这个事项"),
        (courses(COURSE, COURSE), "同一编号出现 2 次"),
    ],
)
def test_a_bad_course_is_refused_and_its_place_is_told(
    capsys: Captured, tmp_path: Path, content: str, told: str
) -> None:
    good = COURSE | {"code": "PX-0"}
    path = file(tmp_path, "x.json", content)
    assert told in refusal(capsys, "courses", path)
    assert told in refusal(capsys, "courses", file(tmp_path, "good.json", courses(good)), path)
    assert not Course.objects.exists()
