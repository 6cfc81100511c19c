"""决定以前谁能做: let the village read a case, hear it, look into it; and hurry us.

The other policies of a case stand in `policies`.
"""

from __future__ import annotations

from datetime import date

from bianmin.accounts.actor import Actor
from bianmin.cases.entrusted import acts_for
from bianmin.cases.models import Case
from bianmin.cases.policies import AT_WINDOW, holds, is_applicant, is_own
from bianmin.rules import lifecycle
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import NotNow, Verdict, first_denial


def may_publicise(actor: Actor, case: Case) -> Verdict:
    """公示: a reviewer of the case, before the decision."""
    return first_denial(
        (holds(actor, case, lifecycle.WHO_MAY[Action.GRANT]), "只有审批人员可以公示"),
        (not is_own(actor, case), "不能办理自己申请的事项，请交给同事"),
        (State(case.state) in lifecycle.RUNNING, NotNow("受理以后、决定以前才能公示")),
    )


def may_hear(actor: Actor, case: Case) -> Verdict:
    """处理异议: a reviewer or the head, never of their own case."""
    kinds = lifecycle.WHO_MAY[Action.GRANT] | {RoleKind.CENTER_HEAD}
    return first_denial(
        (holds(actor, case, kinds), "异议由审批人员或中心负责人处理"),
        (not is_own(actor, case), "不能办理自己申请的事项，请交给同事"),
    )


def may_note_inquiry(actor: Actor, case: Case) -> Verdict:
    """登记核查: whoever handles the case, while it runs."""
    kinds = lifecycle.WHO_MAY[Action.GRANT] | AT_WINDOW | {RoleKind.CENTER_HEAD}
    return first_denial(
        (holds(actor, case, kinds), "您的岗位不能做这一步"),
        (not is_own(actor, case), "不能办理自己申请的事项，请交给同事"),
        (State(case.state) in lifecycle.RUNNING, NotNow("受理以后、决定以前才能登记核查")),
    )


def may_urge(actor: Actor, case: Case, today: date) -> Verdict:
    """催办: the applicant, after the promised day, while we are still at it."""
    return first_denial(
        (is_applicant(actor, case) or acts_for(actor, case) is not None, "只有申请人可以催办"),
        (
            State(case.state) in lifecycle.RUNNING and not case.paused,
            NotNow("这件事现在不用催"),
        ),
        (
            case.promise_due is not None and today > case.promise_due,
            NotNow("还没到承诺的日子，到期没办好再催"),
        ),
    )
