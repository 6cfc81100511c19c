"""脱敏: what each audience may see of a personal value, and values that hide themselves.

Rule of union: every audience without a special right sees the same characters of a value
or fewer of them, so putting all those views side by side reveals no more than the widest.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NoReturn, Self


class Kind(StrEnum):
    """种类: kinds of personal value."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    BANK = "bank"
    ADDRESS = "address"
    WORDS = "words"
    PHOTO = "photo"


class Audience(StrEnum):
    """对象: who is looking."""

    PUBLIC = "public"  # 公示: notice boards, open data
    LOOKUP = "lookup"  # 查询: progress without signing in
    SMS = "sms"  # 短信
    WINDOW = "window"  # 窗口: the person handling this case
    OTHER_DESK = "other_desk"  # 其他岗位: staff with no part in this case
    EXPORT = "export"  # 导出


HIDDEN = "***"
"""全遮: always the same length, so that it does not tell the value's."""


@dataclass(frozen=True)
class _View:
    """What is shown: so many characters of the head and the tail, or a part from the start."""

    head: int = 0
    stars: str = HIDDEN  # fixed, never counted from the value
    tail: int = 0
    part: re.Pattern[str] | None = None
    whole: bool = False

    def shown(self, value: str) -> tuple[int, int]:
        """Return how many characters of the head and of the tail are shown."""
        if self.whole:
            return len(value), 0
        if self.part:
            found = self.part.match(value)
            return (found.end() if found else 0), 0
        if len(value) <= self.head + self.tail:
            return 0, 0
        return self.head, self.tail


_NOTHING = _View()
_WHOLE = _View(stars="", whole=True)
_SURNAME = _View(head=1, stars="*")
_NOTICE_NAME = _View(head=1, stars="**")
_LAST_FOUR_OF_ID = _View(stars="*" * 14, tail=4)
_LAST_FOUR = _View(stars="****", tail=4)
_PHONE = _View(head=3, stars="****", tail=4)
_TOWNSHIP = _View(part=re.compile(r"\D*?(?:街道|镇|乡)"))
_VILLAGE = _View(part=re.compile(r"\D*?(?:街道|镇|乡)\D*?(?:社区|居委会|村委会|村)"))

_VIEWS: Mapping[tuple[Kind, Audience], _View] = MappingProxyType(
    {
        (Kind.NAME, Audience.PUBLIC): _NOTICE_NAME,
        (Kind.NAME, Audience.LOOKUP): _SURNAME,
        (Kind.NAME, Audience.SMS): _SURNAME,
        (Kind.NAME, Audience.WINDOW): _WHOLE,
        (Kind.NAME, Audience.EXPORT): _SURNAME,
        (Kind.ID_NUMBER, Audience.WINDOW): _LAST_FOUR_OF_ID,
        (Kind.ID_NUMBER, Audience.EXPORT): _LAST_FOUR_OF_ID,
        (Kind.PHONE, Audience.WINDOW): _PHONE,
        (Kind.PHONE, Audience.EXPORT): _PHONE,
        (Kind.BANK, Audience.WINDOW): _LAST_FOUR,
        (Kind.BANK, Audience.EXPORT): _LAST_FOUR,
        (Kind.ADDRESS, Audience.PUBLIC): _VILLAGE,
        (Kind.ADDRESS, Audience.WINDOW): _WHOLE,
        (Kind.ADDRESS, Audience.OTHER_DESK): _TOWNSHIP,
        (Kind.ADDRESS, Audience.EXPORT): _TOWNSHIP,
        (Kind.WORDS, Audience.WINDOW): _WHOLE,
        (Kind.PHOTO, Audience.WINDOW): _WHOLE,  # the page adds the watermark
    }
)
"""口径: one row per view; a view that is not here shows nothing."""


def mask(kind: Kind, value: str, audience: Audience) -> str:
    """脱敏: return what this audience may see of the value; an empty value stays empty."""
    if not value:
        return ""
    view = _VIEWS.get((kind, audience), _NOTHING)
    head, tail = view.shown(value)
    if not head and not tail:
        return HIDDEN
    return value[:head] + view.stars + value[len(value) - tail :]


def revealed(kind: Kind, value: str, audience: Audience) -> frozenset[int]:
    """露出: return the positions of the value's characters that this audience can read."""
    head, tail = _VIEWS.get((kind, audience), _NOTHING).shown(value)
    return frozenset(range(head)) | frozenset(range(len(value) - tail, len(value)))


class Sealed(ABC):
    """封存值: a personal value that prints as its mask and refuses to be serialised.

    Only ``clear()`` gives the value; call it in the few places that the review list names.
    """

    __slots__ = ("kind",)

    kind: Kind

    @abstractmethod
    def clear(self) -> str:
        """Return the value itself."""

    def masked(self, audience: Audience) -> str:
        """Return what this audience may see."""
        return mask(self.kind, self.clear(), audience)

    def __str__(self) -> str:
        return self.masked(Audience.LOOKUP)

    def __repr__(self) -> str:
        return f"<{self.kind} {HIDDEN}>"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a sealed value is not serialisable")


class PlainSealed(Sealed):
    """刚输入的值: a value just typed, not yet encrypted."""

    __slots__ = ("_value",)

    def __init__(self, kind: Kind, value: str) -> None:
        self.kind = kind
        self._value = value

    def clear(self) -> str:
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)
