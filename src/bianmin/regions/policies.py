"""区划的权限: who takes in official tables and says what became of a place."""

from __future__ import annotations

from typing import Protocol

from bianmin.regions.models import Region
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import Verdict, first_denial


class Acting(Protocol):
    """行为人: whoever acts, as far as it matters here."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def is_system(self) -> bool: ...
    def has(self, *kinds: RoleKind) -> bool: ...
    def covers(self, path: str, *kinds: RoleKind) -> bool: ...


def may_import(by: Acting) -> Verdict:
    return first_denial(
        (
            by.is_system or by.has(RoleKind.CITY_BUREAU, RoleKind.SYSTEM_ADMIN),
            "区划由市行政审批服务局或系统管理员导入",
        ),
    )


def may_link(by: Acting, predecessor: Region, successor: Region) -> Verdict:
    """Both places must lie in the part of the tree that the person is responsible for."""
    bureaus = (RoleKind.COUNTY_BUREAU, RoleKind.CITY_BUREAU)
    in_charge = all(by.covers(place.path, *bureaus) for place in (predecessor, successor))
    return first_denial(
        (by.is_system or in_charge, "沿革由所在县（市、区）或市的行政审批服务局登记"),
        (predecessor.pk != successor.pk, "前后应是两个不同的地方"),
        (predecessor.level == successor.level, "前后应是同一级的地方"),
        (predecessor.valid_to is not None, f"{predecessor.name}仍然有效，不需要登记去向"),
    )
