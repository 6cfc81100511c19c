"""检查结果: a finding names its place, its rule, and in a sentence what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """检查规则: each kind of fault that a guide can have."""

    UNREACHABLE = "unreachable"
    MISSING_ANSWER = "missing_answer"
    CONTRADICTION = "contradiction"
    IDLE_MATERIAL = "idle_material"
    NO_SOURCE = "no_source"
    NO_BASIS = "no_basis"
    CATCH_ALL = "catch_all"
    OVER_LAW = "over_law"
    ALREADY_SHARED = "already_shared"
    NO_PHONE = "no_phone"
    DISAGREE = "disagree"
    TOO_LONG = "too_long"
    OFFICIALESE = "officialese"
    UNKNOWN_FIELD = "unknown_field"
    NOT_MASKED = "not_masked"
    NOT_PUBLISHED = "not_published"
    CIRCLE = "circle"
    PAPER_CONFLICT = "paper_conflict"
    UNSAID = "unsaid"
    LINK_LIMITS = "link_limits"
    PUBLICITY = "publicity"
    UNDERTAKING = "undertaking"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def is_error(self) -> bool:
        """Errors keep a guide from being published; the rest is advice on the wording."""
        return self not in ADVICE


LABELS = {
    Rule.UNREACHABLE: "走不到",
    Rule.MISSING_ANSWER: "答案缺失",
    Rule.CONTRADICTION: "自相矛盾",
    Rule.IDLE_MATERIAL: "多余的材料",
    Rule.NO_SOURCE: "材料没有来源",
    Rule.NO_BASIS: "没有依据",
    Rule.CATCH_ALL: "兜底条款",
    Rule.OVER_LAW: "承诺长于法定",
    Rule.ALREADY_SHARED: "数据共享能查到",
    Rule.NO_PHONE: "没有电话",
    Rule.DISAGREE: "两份指南说法不一",
    Rule.TOO_LONG: "句子太长",
    Rule.OFFICIALESE: "官话",
    Rule.UNKNOWN_FIELD: "条件看不到",
    Rule.NOT_MASKED: "敏感信息没有标明",
    Rule.NOT_PUBLISHED: "事项没有发布",
    Rule.CIRCLE: "先后成环",
    Rule.PAPER_CONFLICT: "材料要求矛盾",
    Rule.UNSAID: "没有写全",
    Rule.LINK_LIMITS: "环节时限不对",
    Rule.PUBLICITY: "公示天数不对",
    Rule.UNDERTAKING: "承诺不对",
}
ADVICE = frozenset({Rule.IDLE_MATERIAL, Rule.TOO_LONG, Rule.OFFICIALESE})


@dataclass(frozen=True)
class Finding:
    """一处问题: the rule, the place inside the guide, and what is wrong there."""

    rule: Rule
    place: str
    sentence: str
    code: str = ""  # of the item, where several are checked

    @property
    def is_error(self) -> bool:
        return self.rule.is_error

    def __str__(self) -> str:
        return f"{self.place}：{self.sentence}（{self.rule.label}）"


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """错误: the findings that forbid publishing."""
    return [finding for finding in findings if finding.is_error]
