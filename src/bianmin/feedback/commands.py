"""好差评: one rating for each service act, by the resident, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.cases import policies
from bianmin.cases.models import Case
from bianmin.cases.tally import tally
from bianmin.feedback.models import Rating
from bianmin.feedback.policies import may_rate_by_slip
from bianmin.feedback.queries import is_open, rating_of
from bianmin.rules import ratings
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.verdict import require

LONGEST_WORDS = 500
SLIP = "slip"  # the channel of whoever showed nothing but the slip of a number


@transaction.atomic
def rate(
    case: Case,
    *,
    level: int,
    reasons: Sequence[str],
    words: str,
    is_anonymous: bool,
    channel: str,
    by: Actor,
    at: datetime,
) -> Rating:
    """评价: keep one of five levels for the service act that ended the case."""
    require(policies.may_rate(by, case))
    if channel == SLIP:
        require(may_rate_by_slip(case))
    if not 1 <= level <= 5:
        raise Invalid("请选择一个满意程度", {"level": "请选择一个满意程度"})
    satisfaction = ratings.Satisfaction(level)
    if satisfaction.is_poor and not reasons and not words.strip():
        raise Invalid("请告诉我们哪里没做好", {"reasons": "请选一条原因或写几个字"})
    if not set(reasons) <= set(ratings.REASONS):
        raise Invalid("请从列出的原因里选", {"reasons": "请从列出的原因里选"})
    if len(words) > LONGEST_WORDS:
        raise Invalid("写得太长了", {"words": f"最多 {LONGEST_WORDS} 个字"})
    if rating_of(case) is not None:
        raise Conflict("这件事您已经评价过了，谢谢")
    _check_window(case, at)
    rating = Rating(
        unit=case.unit,
        case=case,
        act="closed",
        site=case.site,
        item=case.item,
        handler_id=case.handler_id,
        level=level,
        reasons=list(reasons),
        words=words.strip(),
        is_anonymous=is_anonymous,
        channel=channel,
        rated_at=at,
    )
    Rating.objects.bulk_create([rating])
    record(f"case:{case.pk}", "rate", unit=case.unit, by=by, at=at, level=level)
    poor = satisfaction.is_poor
    tally(case, localdate(at), rated=1, rated_poorly=int(poor), rated_well=int(not poor))
    return rating


def _check_window(case: Case, at: datetime) -> None:
    if not is_open(case, localdate(at)):
        raise Conflict("评价时间已经过了，有意见请打 12345 或用“吐槽找茬”告诉我们")
