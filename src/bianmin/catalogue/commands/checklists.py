"""清单的动作: send the list of one scenario to the phone of who is signed in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.audit.commands import record
from bianmin.catalogue import policies
from bianmin.catalogue.models import ItemVersion
from bianmin.messaging.commands import queue_sms
from bianmin.messaging.queries import queued_under
from bianmin.rules.errors import Invalid, TooMany
from bianmin.rules.scenarios import Leaf
from bianmin.rules.verdict import require

MOST_A_DAY = 5


@transaction.atomic
def send_checklist(
    version: ItemVersion, leaf: Leaf, person: Person, *, by: Actor, at: datetime
) -> None:
    """发清单: queue one SMS with the link of the list; the same list once a day, five in all."""
    require(policies.may_be_sent(by, person.pk))
    if not person.phone:
        raise Invalid("还没有登记手机号，请先用手机号登录")
    today = f"list:{person.pk}:{localdate(at):%Y%m%d}:"
    key = f"{today}{version.pk}:{leaf.key}"
    sent = queued_under(0, today)
    if key not in sent and len(sent) >= MOST_A_DAY:
        raise TooMany(f"今天已经发了 {MOST_A_DAY} 份清单，明天再发；也可以把网页收藏起来")
    is_new = queue_sms(
        unit=0,
        to=person.phone,
        template="checklist",
        params={"item": version.item.plain_name, "link": f"/l/{version.pk}/{leaf.key}/"},
        dedupe_key=key,
        at=at,
    )
    if is_new:
        record(
            f"item:{version.item_id}", "send_checklist", unit=0, by=by, at=at,
            version=version.number, scenario=leaf.key,
        )  # fmt: skip
