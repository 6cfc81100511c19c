"""日历的权限: who may publish a year."""

from __future__ import annotations

from typing import Protocol

from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import Verdict, first_denial


class Publisher(Protocol):
    """发布人: whoever acts, as far as it matters here."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def is_system(self) -> bool: ...
    def has(self, *kinds: RoleKind) -> bool: ...


def may_publish_year(by: Publisher) -> Verdict:
    return first_denial(
        (by.is_system or by.has(RoleKind.CITY_BUREAU), "放假安排由市行政审批服务局录入"),
    )
