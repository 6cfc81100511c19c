"""送达时谁能做: choose the way, send the result out, note that it came or came back."""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.cases.entrusted import acts_for
from bianmin.cases.models import Case
from bianmin.cases.policies import (
    AT_WINDOW,
    holds,
    is_agent,
    is_applicant,
    is_own,
    may_move,
    may_view,
)
from bianmin.rules.delivery import Mode
from bianmin.rules.lifecycle import OPEN_STATES, Action, State
from bianmin.rules.verdict import NotNow, Verdict, first_denial

NOT_OWN = "不能办理自己申请的事项，请交给同事"


def may_choose(actor: Actor, case: Case) -> Verdict:
    """选送达方式: the applicant, their agent, or a window on their word; until it is delivered."""
    own_side = is_applicant(actor, case) or is_agent(actor, case) or acts_for(actor, case)
    return first_denial(
        (bool(may_view(actor, case)), "您不能查看这个办件"),
        (bool(own_side) or holds(actor, case, AT_WINDOW), "由申请人选，窗口可以代为登记"),
        (
            State(case.state) in OPEN_STATES | {State.COMPLETED},
            NotNow("这件事已经结束，不用再选"),
        ),
    )


def may_send(actor: Actor, case: Case) -> Verdict:
    """送出: a window that has the result; never one's own."""
    return first_denial(
        (holds(actor, case, AT_WINDOW), "由窗口寄出或交代办员"),
        (not is_own(actor, case), NOT_OWN),
        (State(case.state) is State.COMPLETED, NotNow("办结以后、送达以前才能送出")),
    )


def may_take_out(actor: Actor, case: Case, taker: int) -> Verdict:
    """领出: whoever may send gives it to an agent; the case's agent takes it themselves."""
    is_own = is_agent(actor, case) and actor.user_id == taker
    may = may_send(actor, case)
    return first_denial(
        (is_own or bool(may), may.reason),
        (State(case.state) is State.COMPLETED, NotNow("办结以后、送达以前才能领出")),
    )


def may_hand_over(actor: Actor, case: Case, mode: Mode) -> Verdict:
    """交到手里: as the move allows; what is signed for at a window, by a window."""
    may = may_move(actor, case, Action.DELIVER)
    return first_denial(
        (bool(may), may.reason),
        (mode is Mode.AGENT or holds(actor, case, AT_WINDOW), "由窗口登记"),
    )


def may_keep_slip(actor: Actor, case: Case) -> Verdict:
    """存回证: whoever hands results over, between delivery and archive."""
    return first_denial(
        (holds(actor, case, AT_WINDOW) or is_agent(actor, case), "由窗口或代办员上传"),
        (not is_own(actor, case), NOT_OWN),
        (State(case.state) is State.DELIVERED, NotNow("送达以后、归档以前才能上传")),
    )
