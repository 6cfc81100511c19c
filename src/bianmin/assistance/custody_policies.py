"""材料谁能动: who takes papers from a resident, hands them on, counts them and gives them back."""

from __future__ import annotations

from collections.abc import Sequence

from bianmin.accounts.actor import Actor
from bianmin.assistance.custody import Sheet
from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import HeldPaper
from bianmin.assistance.policies import AT_CENTER, is_agent, is_principal
from bianmin.rules.assistance import OrderState
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import NotNow, Verdict, first_denial
from bianmin.sites.models import Site

WHILE = (OrderState.ENTRUSTED, OrderState.ACCEPTED, OrderState.RUNNING)
DONE = NotNow("这张移交单已经点收了")


def may_take(by: Actor, file: OrderFile) -> Verdict:
    """取材料: the agent, from the entrusting until the result is handed over."""
    return first_denial(
        (is_agent(by, file.order), "由这张代办单的代办员取"),
        (not is_principal(by.person_id, file.order), "您是本人，自己收好就行"),
        (file.state in WHILE, NotNow("签了委托以后、办完以前才能取材料")),
    )


def may_hand_in(by: Actor, center: Site) -> Verdict:
    """移交: an agent of this county, to an open centre."""
    serves = any(role.unit == center.unit for role in by.holding(RoleKind.AGENT))
    fits = center.kind == "center" and center.status == "open"
    return first_denial((serves, "由代办员移交"), (fits, NotNow("移交给乡镇（街道）便民服务中心")))


def works_at(by: Actor, center: Site) -> bool:
    """在这个中心工作: a window of it, or who heads it."""
    return any(
        role.unit == center.unit and role.region_id == center.region_id
        for role in by.holding(*AT_CENTER)
    )


def may_settle(by: Actor, sheet: Sheet) -> Verdict:
    """点收: whom the list names, or anybody of the centre; never who gives."""
    row = sheet.row
    is_taker = row.taker_id == by.user_id if row.taker_id else works_at(by, row.site)
    return first_denial(
        (is_taker, "由接收的人点收"),
        (row.giver_id != by.user_id, "自己交的不能自己点收，请同事点收"),
        (sheet.is_open, DONE),
    )


def may_withdraw(by: Actor, sheet: Sheet) -> Verdict:
    """不移交了: the giver, before it was counted."""
    return first_denial((sheet.row.giver_id == by.user_id, "由移交的人撤"), (sheet.is_open, DONE))


def may_return(by: Actor, file: OrderFile, papers: Sequence[HeldPaper]) -> Verdict:
    """还给本人: who has them in hand."""
    return first_denial(
        (bool(papers), NotNow("没有要还的材料")),
        (all(one.holder_id == by.user_id for one in papers), NotNow("有材料不在您手里")),
    )
