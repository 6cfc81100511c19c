"""写案卷: what every command on a dispute does: change its state once, tell, leave a trace."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.disputes.docket import Docket
from bianmin.disputes.models import Dispute, Party
from bianmin.disputes.queries.mediation import docket as whole
from bianmin.messaging.commands import queue_sms
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.mediation import DisputeState

MOVED = "这件调解刚刚有了变化，请刷新后再看"


def hold(docket: Docket) -> Docket:
    """Hold the dispute until the end of the transaction, and read again all that hangs on it."""
    rows = Dispute.objects.select_for_update().filter(unit=docket.unit, pk=docket.dispute.pk)
    if rows.filter(state=docket.dispute.state).first() is None:
        raise Conflict(MOVED)
    return whole(docket.dispute)


def move(docket: Docket, to: DisputeState, **columns: Any) -> None:
    """Change the state and columns if nobody changed the state since it was read."""
    here = Dispute.objects.filter(unit=docket.unit, pk=docket.dispute.pk)
    if not here.filter(state=docket.dispute.state).update(state=to.value, **columns):
        raise Conflict(MOVED)
    docket.dispute.state = to.value
    for name, value in columns.items():
        setattr(docket.dispute, name, value)


def tell(
    docket: Docket, party: Party, template: str, which: str, *, at: datetime, **more: str
) -> None:
    """告诉当事人: one message with the link to their own page; who left no telephone is called.

    Once for each telephone: a number that was put right is told too.
    """
    if not party.phone:
        return
    to = bytes(party.phone_hash or b"").hex()[:12]
    queue_sms(
        unit=docket.unit,
        to=party.phone,
        template=template,
        params={
            "site": docket.dispute.site.name,
            "link": f"/disputes/{docket.dispute.pk}/",
            **more,
        },
        dedupe_key=f"party:{party.pk}:{template}:{to}:{which}",
        at=at,
    )


def trace(dispute: Dispute, action: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    record(
        f"dispute:{dispute.pk}",
        action,
        unit=dispute.unit,
        by=by,
        at=at,
        number=dispute.number,
        **facts,
    )


def check(**words: tuple[str, str, int]) -> None:
    """Raise Invalid for what is blank or too long, each at its field."""
    wrong = {name: told for name, (text, told, _) in words.items() if not text.strip()}
    wrong |= {
        name: f"最多写 {most} 个字" for name, (text, _, most) in words.items() if len(text) > most
    }
    if wrong:
        raise Invalid("还差几处没有写明", wrong)
