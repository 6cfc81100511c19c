"""谁能设站: each unit sets up its own sites."""

from __future__ import annotations

from bianmin.regions.models import Region
from bianmin.rules.verdict import Verdict, first_denial


def may_cover(village: Region, site_unit: int) -> Verdict:
    """Say whether a site of this unit may serve the village: never across units (辖区内)."""
    return first_denial(
        (village.level == "village", "服务范围按村（社区）登记"),
        (village.unit == site_unit, "站点只能服务本县（市、区）的村（社区）"),
    )
