"""承诺: what an applicant may sign instead of bringing a paper; only where the item lists it.

容缺受理: accepted with a gap that is mended by a day; the result comes only after it.
告知承诺: a statement instead of a certificate (国办发〔2020〕42号); checked afterwards.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bianmin.rules.limits import Limit, Unit


class UndertakingKind(StrEnum):
    """承诺种类: stored as is."""

    DEFERRAL = "deferral"
    COMMITMENT = "commitment"


class UndertakingEnd(StrEnum):
    """承诺的结果: stored as is; blank while it is open."""

    KEPT = "kept"  # 已补交 / 属实
    BROKEN = "broken"  # 不实


LABELS: Mapping[UndertakingKind, str] = MappingProxyType(
    {UndertakingKind.DEFERRAL: "容缺受理", UndertakingKind.COMMITMENT: "告知承诺"}
)

LONGEST_WORKDAYS = 20
"""容缺最长几个工作日; a city's setting later."""

USUAL_WORKDAYS = 10
"""一般几个工作日: what a page proposes."""

CHECK = Limit(30, Unit.WORKDAY)
"""核查期限: a statement is checked within thirty working days."""

NEED_DEFERRABLE = 3
"""材料必要性 3: 容缺后补."""

CONSEQUENCE: Mapping[UndertakingKind, str] = MappingProxyType(
    {
        UndertakingKind.DEFERRAL: "补齐以前不作决定；到期没补的停止办理，一年内不再容缺、承诺",
        UndertakingKind.COMMITMENT: "经核查不实的，撤销决定，一年内不再容缺、承诺",
    }
)


def promisable(material: Mapping[str, Any]) -> UndertakingKind | None:
    """能承诺的: what the item's list lets an applicant sign for this material; None for most."""
    if material.get("shared"):
        return None
    if material.get("commitment"):
        return UndertakingKind.COMMITMENT
    if material.get("need") == NEED_DEFERRABLE:
        return UndertakingKind.DEFERRAL
    return None
