"""考试与合格证: how a paper is drawn, answered and graded, and what a certificate is good for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from types import MappingProxyType

from bianmin.rules.errors import Invalid
from bianmin.rules.roles import RoleKind

TRAINING_DEADLINE = date(2020, 8, 31)
"""三（七）: 8 月底前，制定人员培训计划……等相关制度."""

TARGET = 100
"""覆盖目标: per cent of window staff and agents who hold a certificate that is valid."""

AUDIENCE = frozenset({RoleKind.CLERK, RoleKind.STATION_CLERK, RoleKind.AGENT})
"""培训对象: 便民服务中心、便民服务站窗口人员及村级代办员 (三（七）)."""


class Topic(StrEnum):
    """培训内容: what a course is about."""

    ITEMS = "items"
    SYSTEMS = "systems"
    ETIQUETTE = "etiquette"
    SECURITY = "security"


TOPICS: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.ITEMS: "事项业务",
        Topic.SYSTEMS: "办事制度",
        Topic.ETIQUETTE: "服务礼仪",
        Topic.SECURITY: "安全与保密",
    }
)


class Scope(StrEnum):
    """适用范围: what a pass makes fit for: nothing by itself, the course's items, every item."""

    NONE = "none"
    ITEMS = "items"
    ALL = "all"


class QuestionKind(StrEnum):
    """题型: one right answer, several, or right-or-wrong."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    JUDGE = "judge"


QUESTION_KINDS: Mapping[QuestionKind, str] = MappingProxyType(
    {QuestionKind.SINGLE: "单选", QuestionKind.MULTIPLE: "多选", QuestionKind.JUDGE: "判断"}
)
JUDGEMENTS = ("对", "错")
MOST_OPTIONS = 6


@dataclass(frozen=True)
class Key:
    """标准答案: the options that are right, counted from 0."""

    kind: QuestionKind
    right: frozenset[int]


@dataclass(frozen=True)
class Score:
    """得分: right answers of all, and points of a hundred, rounded down."""

    right: int
    of: int

    @property
    def points(self) -> int:
        return 100 * self.right // self.of if self.of else 0

    def passes(self, mark: int) -> bool:
        return self.of > 0 and 100 * self.right >= mark * self.of


def check_question(kind: QuestionKind, options: Sequence[str], right: Collection[int]) -> None:
    """核对题目: raise Invalid for a question that cannot be answered."""
    wrong = {}
    if kind is QuestionKind.JUDGE:
        if tuple(options) != JUDGEMENTS:
            wrong["options"] = "判断题的选项是“对”和“错”"
    elif not 2 <= len(options) <= MOST_OPTIONS or any(not option.strip() for option in options):
        wrong["options"] = f"选项要有 2 到 {MOST_OPTIONS} 个，每个都要写字"
    elif len({option.strip() for option in options}) < len(options):
        wrong["options"] = "有两个选项一样"
    if not right or not set(right) <= set(range(len(options))):
        wrong["right"] = "请选出正确的选项"
    elif kind is not QuestionKind.MULTIPLE and len(set(right)) != 1:
        wrong["right"] = "这种题只有一个正确答案"
    elif kind is QuestionKind.MULTIPLE and len(set(right)) < 2:
        wrong["right"] = "多选题至少有两个正确答案"
    if wrong:
        raise Invalid("题目有几处要改一改", wrong)


def draw(bank: Iterable[int], seen: Collection[int], count: int, random: Random) -> list[int]:
    """抽题: a random paper without repeats; what the person has not seen comes first.

    Questions met in earlier papers come again only when the bank has no new ones left.
    """
    known = sorted(set(bank))
    if len(known) < count:
        raise Invalid(f"题库只有 {len(known)} 道题，不够出 {count} 道题的卷子")
    fresh = [number for number in known if number not in seen]
    again = [number for number in known if number in seen]
    random.shuffle(fresh)
    random.shuffle(again)
    paper = (fresh + again)[:count]
    random.shuffle(paper)
    return paper


def grade(
    paper: Sequence[int], keys: Mapping[int, Key], given: Mapping[int, Collection[int]]
) -> Score:
    """评分: one point for each question answered exactly; several right ones need all of them."""
    right = sum(frozenset(given.get(number, ())) == keys[number].right for number in paper)
    return Score(right, len(paper))


def covers(scope: str, item_codes: Collection[str], item_code: str) -> bool:
    """管哪些事: whether a certificate of a course allows this item (blank: every item at once)."""
    if scope == Scope.ALL:
        return True
    return scope == Scope.ITEMS and item_code != "" and item_code in item_codes


def valid_until(issued: date, months: int) -> date:
    """有效期: the last day of a certificate's validity, the day before the same day of the month;
    a month without that day ends with its last."""
    years, month = divmod(issued.month - 1 + months, 12)
    first_after = date(issued.year + years, month + 1, 1)
    last_of_month = (first_after.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(1)
    same_day = min(issued.day, last_of_month.day)
    return first_after.replace(day=same_day) - timedelta(days=1)
