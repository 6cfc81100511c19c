"""写代办单: what every command on an order does: move it once, number its form, tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands.ending_mandates import day_words
from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import AgentOrder, OrderForm
from bianmin.assistance.queries import SHOWN, file_of
from bianmin.audit.commands import record
from bianmin.calendars.queries import work_calendar
from bianmin.cases.commands.documents import take_number
from bianmin.files.blobs import Readable
from bianmin.files.commands import take_upload
from bianmin.ground.sealed import SealedValue
from bianmin.messaging.commands import queue_sms
from bianmin.rules import assistance, clock, signature
from bianmin.rules.assistance import FORM_NUMBERS, FORM_TITLES, FormKind, OrderVerb, Signed
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.limits import Limit

MOVED = "这张代办单刚刚有了变化，请刷新后再看"
LONGEST = 300


@dataclass(frozen=True)
class Proof:
    """签名凭证: drawn on glass, or photographs of the paper that was signed."""

    drawn: str = ""
    photos: tuple[Readable, ...] = ()

    @property
    def signed(self) -> Signed:
        if self.drawn:
            return Signed.GLASS
        return Signed.PAPER if self.photos else Signed.NOT


NO_PROOF = Proof()


def hold(file: OrderFile) -> OrderFile:
    """Hold the order until the end of the transaction, and read again all that hangs on it."""
    rows = AgentOrder.objects.select_for_update(of=("self",)).select_related(*SHOWN)
    order = rows.filter(unit=file.unit, pk=file.order.pk, state=file.order.state).first()
    if order is None:
        raise Conflict(MOVED)
    return file_of(order)


def move(file: OrderFile, verb: OrderVerb, **columns: Any) -> None:
    """Move along the table if nobody moved it since it was read, and write columns with it."""
    order, to = file.order, assistance.after(file.state, verb)
    here = AgentOrder.objects.filter(unit=order.unit, pk=order.pk, state=order.state)
    if not here.update(state=to.value, **columns):
        raise Conflict(MOVED)
    order.state = to.value
    for name, value in columns.items():
        setattr(order, name, value)


def issue(
    file: OrderFile,
    kind: FormKind,
    *,
    words: str = "",
    proof: Proof = NO_PROOF,
    by: Actor,
    at: datetime,
) -> OrderForm:
    """出单子: number the form of this step, with the signature or the photographs of the paper."""
    order = file.order
    number = take_number(order.unit, order.township_id, FORM_NUMBERS[kind], localdate(at).year)
    form = OrderForm(
        unit=order.unit,
        order=order,
        kind=kind.value,
        number=number,
        words=words,
        signed=proof.signed.value,
        signature=proof.drawn,
        issued_at=at,
        issued_by=by.user_id,
    )
    OrderForm.objects.bulk_create([form])
    keep_photos(order, proof, FORM_TITLES[kind], by=by, at=at)
    return form


def keep_photos(order: AgentOrder, proof: Proof, name: str, *, by: Actor, at: datetime) -> None:
    """存照片: of the paper that was signed, with the order."""
    owner = owner_of(order)
    for photo in proof.photos:
        take_upload(photo, unit=order.unit, owner=owner, display_name=name, by=by, at=at)


def require_proof(proof: Proof) -> None:
    """要签名: on glass or on paper; Invalid says which to give."""
    if proof.signed is Signed.NOT:
        raise Invalid(signature.MISSING, {"signature": signature.MISSING})
    if proof.drawn:
        signature.parse(proof.drawn)


def tell(order: AgentOrder, template: str, *, at: datetime, **params: Any) -> None:
    """告诉本人: by the telephone on record, else the one that was told; who has none is told by
    the printed form."""
    to = phone_of(order)
    if not to:
        return
    queue_sms(
        unit=order.unit,
        to=to,
        template=template,
        params={
            "item": order.item.plain_name,
            "site": order.site.name,
            "agent": order.agent.display_name if order.agent else "",
            "link": f"/orders/{order.pk}/",
            **params,
        },
        dedupe_key=f"order:{order.pk}:{template}:{at.timestamp():.6f}",
        at=at,
    )


def tell_agent(order: AgentOrder, *, at: datetime) -> None:
    """告诉代办员: that there is one more, and by when to go there."""
    if order.agent is None or not order.agent.person.phone:
        return
    queue_sms(
        unit=order.unit,
        to=order.agent.person.phone,
        template="order_given",
        params={
            "item": order.item.plain_name,
            "due": due_words(order.due_on),
            "link": f"/field/orders/{order.pk}/",
        },
        dedupe_key=f"order:{order.pk}:given:{order.agent_id}:{at.timestamp():.6f}",
        at=at,
    )


def reveal_phone(order: AgentOrder, *, by: Actor, at: datetime) -> str:
    """打电话: the telephone in clear for whoever may see the order; who read it is kept."""
    trace(order, "reveal", by=by, at=at, field="phone")
    return phone_of(order).clear()


def trace(order: AgentOrder, action: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    reason = str(facts.pop("reason", ""))
    record(
        owner_of(order),
        action,
        unit=order.unit,
        by=by,
        at=at,
        reason=reason,
        number=order.number,
        **facts,
    )


def phone_of(order: AgentOrder) -> SealedValue:
    """找得到本人的电话: the one on record, else the one that was told."""
    known = order.principal.phone if order.principal else None
    return known or order.phone


def owner_of(order: AgentOrder) -> str:
    """文件的主人: as files name it, and the trail too."""
    return f"order:{order.pk}"


def day_after(start: date, *limits: Limit) -> date | None:
    """到哪天: one limit after the other; None while a calendar is missing."""
    day: date | None = start
    for limit in limits:
        if day is None:
            return None
        day = clock.due_or_pending(day, limit, work_calendar()).on
    return day


def due_words(day: date | None) -> str:
    return day_words(day) if day else ""


def check_words(field: str, words: str, missing: str) -> str:
    """Return the words; Invalid for blank or too long, at its field."""
    said = words.strip()
    if len(said) < 2:
        raise Invalid(missing, {field: missing})
    if len(said) > LONGEST:
        raise Invalid("写得太长", {field: f"最多写 {LONGEST} 个字"})
    return said
