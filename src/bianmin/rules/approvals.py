"""批准: what one person may ask for and only another may allow.

第二次告知 breaks 一次告知 and is allowed only for a reason; 暂停 and 延长 move a day that was told
(行政许可法 §42, §45); 补录 claims an earlier receipt, which is believed at once and countersigned.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.limits import Limit, Unit
from bianmin.rules.roles import RoleKind


class ApprovalKind(StrEnum):
    """批准种类: stored as is."""

    SECOND_SLIP = "second_slip"
    PAUSE = "pause"
    EXTENSION = "extension"
    LATE_ENTRY = "late_entry"


LABELS: Mapping[ApprovalKind, str] = MappingProxyType(
    {
        ApprovalKind.SECOND_SLIP: "第二次告知",
        ApprovalKind.PAUSE: "暂停计时",
        ApprovalKind.EXTENSION: "延长期限",
        ApprovalKind.LATE_ENTRY: "补录会签",
    }
)

APPROVES = frozenset({RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU})
"""谁批准: the head of the centre, or the county's bureau; never whoever asked."""

DECIDE = Limit(1, Unit.WORKDAY)
"""批准期限: what waits longer is told to the next above."""

LONGEST_EXTENSION = 10
"""延长: at most ten working days, once (行政许可法 §42)."""
