"""委托: who may act for whom, in what, for how long, and what ends it (民法典 §161–§175).

§161: 依照法律、约定或者性质应当由本人亲自实施的，不得代理. What is done within the mandate is the
principal's own act (§162), so the case is theirs and the trail says who acted.
§166: of several holders each acts alone, as the paper says. §168: whoever holds a mandate decides
nothing in that matter. §169: nobody passes it on,
but the site of an agent to its stand-in, as the order's paper says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.errors import Invalid
from bianmin.rules.lifecycle import Action
from bianmin.rules.lists import AREAS

ADULT = 18
"""成年: natural years (民法典 §17)."""

TERMS = (1, 3, 6, 12)
"""期限: months that may be chosen; nothing lasts beyond a year without being asked for again."""

MOST_HELD = 5
"""最多: principals one relative acts for within a year; more is the work of an agent (代办员)."""


class Relation(StrEnum):
    """关系: what the holder is to the principal; stored as is."""

    CHILD = "child"
    SPOUSE = "spouse"
    PARENT = "parent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    IN_LAW = "in_law"
    OTHER_KIN = "other_kin"
    GUARDIAN = "guardian"
    AGENT = "agent"


RELATIONS: Mapping[Relation, str] = MappingProxyType(
    {
        Relation.CHILD: "子女",
        Relation.SPOUSE: "配偶",
        Relation.PARENT: "父母",
        Relation.GRANDCHILD: "孙辈",
        Relation.SIBLING: "兄弟姐妹",
        Relation.IN_LAW: "儿媳、女婿",
        Relation.OTHER_KIN: "其他亲属",
        Relation.GUARDIAN: "法定监护人",
        Relation.AGENT: "代办员",
    }
)

FAMILY = tuple(one for one in Relation if one not in (Relation.GUARDIAN, Relation.AGENT))
"""亲属: who may be entrusted by the principal's own word."""


class Way(StrEnum):
    """怎么同意的: stored as is."""

    CODE = "code"  # a code to the principal's own phone, typed in by the holder
    PAPER = "paper"  # signed before a clerk who has seen both cards
    ORDER = "order"  # to an agent, with the order's paper: on the agent's phone or by hand
    LAW = "law"  # a guardian by law, on a document: nobody consents


WAYS: Mapping[Way, str] = MappingProxyType(
    {
        Way.CODE: "本人手机验证码同意",
        Way.PAPER: "窗口签了委托书",
        Way.ORDER: "给代办员签了委托书",
        Way.LAW: "凭监护证明登记",
    }
)


class End(StrEnum):
    """怎么停的: stored as is."""

    REVOKED = "revoked"
    RENOUNCED = "renounced"
    EXPIRED = "expired"
    INCAPABLE = "incapable"
    DIED = "died"
    OF_AGE = "of_age"
    REPLACED = "replaced"
    DONE = "done"


class Side(StrEnum):
    """哪一方: who ends it."""

    PRINCIPAL = "principal"
    HOLDER = "holder"
    WINDOW = "window"
    NOBODY = "nobody"  # the day has come, or a new one takes its place


@dataclass(frozen=True)
class Ground:
    """终止事由: in words, with the article, and who may say so."""

    words: str
    article: str
    sides: frozenset[Side]


ENDS: Mapping[End, Ground] = MappingProxyType(
    {
        End.REPLACED: Ground("换了新的委托", "§165", frozenset({Side.NOBODY})),
        End.DONE: Ground("事情办完了", "§173（一）", frozenset({Side.NOBODY})),
        End.EXPIRED: Ground("到期了", "§173（一）", frozenset({Side.NOBODY})),
        End.REVOKED: Ground("本人取消了", "§173（二）", frozenset({Side.PRINCIPAL, Side.WINDOW})),
        End.RENOUNCED: Ground(
            "代办的人不办了", "§173（二）", frozenset({Side.HOLDER, Side.WINDOW})
        ),
        End.INCAPABLE: Ground("代办的人丧失民事行为能力", "§173（三）", frozenset({Side.WINDOW})),
        End.DIED: Ground("一方去世", "§173（四）", frozenset({Side.WINDOW})),
        End.OF_AGE: Ground(
            "被监护人成年，或者恢复民事行为能力", "§175（一）", frozenset({Side.WINDOW})
        ),
    }
)
"""终止: the grounds of §173 and §175, each with whoever may name it."""

ACTS: Mapping[Action, str] = MappingProxyType(
    {
        Action.SUBMIT: "申请",
        Action.RESUBMIT: "改好再交",
        Action.CORRECT: "补材料",
        Action.CORRECT_REVIEW: "补材料",
        Action.WITHDRAW: "撤回",
    }
)
"""能替的: moves a holder makes. Never the opening of a result, the rating or a promise: those are
the principal's own words (§161)."""

ALSO = ("查进度", "催办", "选结果怎么给", "预约")
"""也能替的: what is no move of a case."""

OTHERS: Mapping[str, str] = MappingProxyType(
    {"urge": "催办", "choose_delivery": "选送达", "book": "预约"}
)
"""别的事: the same as they are written down, each with its word."""


@dataclass(frozen=True)
class Terms:
    """委托内容: what §165 wants to be written: who is named beside it, what, and until when."""

    relation: Relation
    way: Way
    areas: tuple[str, ...]
    items: tuple[str, ...]
    starts_on: date
    ends_on: date  # the last day


def covers(areas: Collection[str], items: Collection[str], area: str, code: str) -> bool:
    """在委托范围内: whether an item, by its area or its own code, lies within the scope."""
    return area in areas or code in items


def scope_words(areas: Sequence[str], items: Sequence[str], matter: str = "") -> str:
    """范围: in few words, as a message says it; `matter` names the item when there is but one."""
    if set(areas) >= set(AREAS):
        return "办所有的事"
    if len(areas) + len(items) == 1 and (areas or matter):
        return f"只办{areas[0] if areas else matter}"
    counted = [f"{len(areas)}类"] * bool(areas) + [f"{len(items)}件"] * bool(items)
    return f"只办{'、'.join(counted)}事"


def terms(
    relation: str,
    way: Way,
    *,
    areas: Sequence[str],
    items: Sequence[str],
    months: int,
    today: date,
    born_on: date | None,
    document: str = "",
) -> Terms:
    """委托内容: check what was chosen (§165) and return it; Invalid says at which field.

    `born_on` is the principal's birthday, `document` what proves a guardianship (§23, §27, §28).
    """
    wrong = {}
    if relation not in set(Relation):
        wrong["relation"] = "请选关系"
    if set(areas) - set(AREAS) or not (areas or items):
        wrong["areas"] = "请选能替办哪些事"
    if months not in TERMS:
        wrong["months"] = "请选多长时间，最长一年"
    if wrong:
        raise Invalid("委托还差几处", wrong)
    kin = Relation(relation)
    last = _months_on(today, months)
    if (kin is Relation.GUARDIAN) is not (way is Way.LAW):
        raise Invalid("监护人到窗口凭证明登记", {"relation": "监护人要带证明到窗口登记"})
    is_minor = born_on is not None and today < _birthday(born_on, ADULT)
    if way is Way.LAW:
        if len(document.strip()) < 2:
            raise Invalid("请写明监护证明", {"document": "写明凭什么证明：户口簿、判决书……"})
        if is_minor and born_on is not None:
            last = min(last, _birthday(born_on, ADULT))
    elif is_minor:
        told = "未满十八周岁的，由监护人凭证明到窗口登记"
        raise Invalid(told, {"relation": told})
    return Terms(kin, way, tuple(areas), tuple(items), today, last)


def end_by(end: End, side: Side) -> None:
    """终止: whether this side may name this ground; Invalid otherwise."""
    if side not in ENDS[end].sides:
        raise Invalid("不能这样停止委托", {"end": "请选停止的原因"})


def _months_on(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _birthday(born_on: date, years: int) -> date:
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:  # the 29th of February
        return date(born_on.year + years, 3, 1)
