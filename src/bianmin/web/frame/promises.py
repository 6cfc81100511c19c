"""承诺的话: by when something will have happened to a case, as people are told it."""

from __future__ import annotations

from datetime import date

from bianmin.cases.standing import Standing
from bianmin.rules.clock import STOPPED
from bianmin.rules.lifecycle import AT_APPLICANT
from bianmin.web.frame.templatetags.frame import weekday_date


def promise(now: Standing, today: date, *, is_accepted: bool) -> str:
    """承诺: by when something will have happened, or why nobody can say it yet."""
    if now.state in AT_APPLICANT or not now.is_open:
        return ""
    if now.due == STOPPED:
        return "计时暂停，恢复以后重新算办好的日子"
    what = "办好" if is_accepted else "告诉您收不收、还缺什么"
    if now.due.on is None:
        return f"什么时候{what}：待公布。放假安排公布后就能算出来"
    if today > now.due.on:
        return f"原定{weekday_date(now.due.on)}前{what}，已经过了，可以打电话催"
    return f"最晚{weekday_date(now.due.on)}{what}"
