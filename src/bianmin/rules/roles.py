"""角色: who works with the product; what each may do is said by the policies."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class RoleKind(StrEnum):
    """角色: a person may hold several, each with a scope in our tree."""

    CITIZEN = "citizen"  # implicit: everyone, for their own cases
    AGENT = "agent"
    STATION_CLERK = "station_clerk"
    CLERK = "clerk"
    REVIEWER = "reviewer"
    CENTER_HEAD = "center_head"
    COUNTY_REVIEWER = "county_reviewer"
    COUNTY_BUREAU = "county_bureau"
    COUNTY_OFFICE = "county_office"
    CITY_BUREAU = "city_bureau"
    CITY_OFFICE = "city_office"
    SUPERVISOR = "supervisor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


LABELS: Mapping[RoleKind, str] = MappingProxyType(
    {
        RoleKind.CITIZEN: "群众/企业",
        RoleKind.AGENT: "村代办员",
        RoleKind.STATION_CLERK: "村站窗口",
        RoleKind.CLERK: "镇综窗",
        RoleKind.REVIEWER: "镇审批",
        RoleKind.CENTER_HEAD: "镇中心负责人",
        RoleKind.COUNTY_REVIEWER: "县部门审批",
        RoleKind.COUNTY_BUREAU: "县审批局",
        RoleKind.COUNTY_OFFICE: "县政府办",
        RoleKind.CITY_BUREAU: "市审批局",
        RoleKind.CITY_OFFICE: "市政府办/大数据局",
        RoleKind.SUPERVISOR: "监督",
        RoleKind.SYSTEM_ADMIN: "系统管理员",
        RoleKind.SECURITY_ADMIN: "安全管理员",
        RoleKind.AUDIT_ADMIN: "审计管理员",
    }
)

ADMINISTRATORS = frozenset({RoleKind.SYSTEM_ADMIN, RoleKind.SECURITY_ADMIN, RoleKind.AUDIT_ADMIN})
"""三员: three powers kept apart; none of them sees a case (GB/T 22239 三权分立)."""

STAFF = frozenset(RoleKind) - {RoleKind.CITIZEN}
"""工作人员: everyone who signs in with a second factor."""
