"""错误: refusals that carry a sentence for people and the HTTP status that fits them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar


class DomainError(Exception):
    """拒绝: the product says no; ``str(error)`` is the sentence the person reads."""

    status: ClassVar[int] = 409


class NotAllowed(DomainError):
    """无权: this person may not do this now."""

    status: ClassVar[int] = 403


class NotFound(DomainError):
    """不存在: there is no such thing, or none this person may know of."""

    status: ClassVar[int] = 404


class Conflict(DomainError):
    """冲突: the thing is not in a state that allows this."""

    status: ClassVar[int] = 409


class Invalid(DomainError):
    """填写有误: what was sent is wrong; ``fields`` maps a field's name to its sentence."""

    status: ClassVar[int] = 422

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields: Mapping[str, str] = MappingProxyType(dict(fields or {}))


class TooMany(DomainError):
    """过于频繁: come back after ``retry_after`` seconds (None: not known)."""

    status: ClassVar[int] = 429

    def __init__(self, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class CalendarNotPublished(Conflict):
    """待公布: the State Council has not published this year's rest days, or we lack them."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年放假安排尚未录入，暂不能计算工作日")
        self.year = year


class ClockStopped(Conflict):
    """计时中止: a pause is still open, so there is no due day yet."""


class IllegalMove(Conflict):
    """不能执行: the case's state does not allow this action."""
