"""办理: the case that an order opens, and every act of its agent in the resident's name."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from bianmin.accounts.actor import Actor
from bianmin.assistance import policies
from bianmin.assistance.commands.writing import hold, move, tell, trace
from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import OrderCase
from bianmin.assistance.queries import file_of, order_of_case
from bianmin.cases.models import Case
from bianmin.rules.assistance import AidKind, OrderState, OrderVerb
from bianmin.rules.errors import Conflict
from bianmin.rules.mandates import ACTS
from bianmin.rules.verdict import require

OTHER_ACTS = {"take_out": "领结果", "deliver": "送结果"}
"""也替做的: beside what a relative may do."""


@transaction.atomic
def link_case(file: OrderFile, case: Case, *, by: Actor, at: datetime) -> OrderFile:
    """办件挂单: the case belongs to the order; the first one starts it."""
    file = hold(file)
    require(policies.may_link(by, file, at=at))
    order = file.order
    if case.applicant_id != order.principal_id or case.item_id != order.item_id:
        raise Conflict("这个办件不是这张代办单上的人和事，请核对编号")
    if file.kind is AidKind.PROXY and case.agent_id != by.person_id:
        raise Conflict("这个办件不是您交的，不能算在这张代办单上")
    try:
        with transaction.atomic():
            OrderCase.objects.bulk_create(
                [OrderCase(unit=order.unit, order=order, case=case, linked_at=at)]
            )
    except IntegrityError:
        raise Conflict("这个办件已经挂在一张代办单上了") from None
    if file.state is OrderState.ACCEPTED:
        move(file, OrderVerb.START)
    trace(order, "link_case", by=by, at=at, case=case.number, mandate=order.mandate_id)
    tell(order, "order_used", at=at, act="申请")
    return file_of(order)


@transaction.atomic
def start_help(file: OrderFile, *, by: Actor, at: datetime) -> OrderFile:
    """陪着去了: an order of help begins without a case, when the person went themselves."""
    file = hold(file)
    require(policies.may_do(by, file, OrderVerb.START, at=at))
    if file.kind is AidKind.PROXY:
        raise Conflict("代办要先把申请交上去")
    move(file, OrderVerb.START)
    trace(file.order, "start", by=by, at=at)
    return file


@transaction.atomic
def act_for(case: Case, act: str, *, by: Actor, at: datetime) -> None:
    """凭委托做一步: before an agent does anything to a case of an order; the resident is told.

    Raise Conflict when the mandate has ended: from that moment nothing is done in their name.
    """
    order = order_of_case(case)
    if order is None or order.kind == AidKind.HELP.value or order.delivered_at is not None:
        return
    file = hold(file_of(order))
    if not (file.may_act(at) and policies.holds_mandate(by, file)):
        raise Conflict(policies.STOPPED)
    words = ACTS.get(act) or OTHER_ACTS[act]  # type: ignore[call-overload]
    trace(order, "act", by=by, at=at, act=act, case=case.number, mandate=order.mandate_id)
    tell(order, "order_used", at=at, act=words)
