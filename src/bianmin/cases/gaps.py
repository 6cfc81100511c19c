"""缺口: one thing that is missing or wrong, why, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bianmin.rules.errors import Invalid


@dataclass(frozen=True)
class Gap:
    """缺口: one line of a tell-once slip; `sample` says where to see how it should look."""

    key: str
    what: str
    why: str
    how: str
    sample: str = ""


def check_gaps(gaps: Sequence[Gap]) -> None:
    """Raise Invalid unless there is a gap, and each says what, why and how."""
    if not gaps:
        raise Invalid("请至少写明一处需要补正的内容", {"gaps": "请至少勾选一项"})
    for gap in gaps:
        if not (gap.what.strip() and gap.why.strip() and gap.how.strip()):
            raise Invalid("每一处都要写明缺什么、为什么、怎么补", {"gaps": "请补全每一行"})
