"""谁能做: what a person may do with one case, with the reason when not.

`scope` and `visible_to` (queries) are two statements of one rule; a test over the cast holds
them equal.
"""

from __future__ import annotations

from datetime import date

from bianmin.accounts.actor import ActiveRole, Actor
from bianmin.cases.application import Application
from bianmin.cases.entrusted import acts_for, came_by, may_stand_in
from bianmin.cases.models import Approval, Case, RefusalFiling
from bianmin.cases.waiting import is_waiting
from bianmin.catalogue.models import ItemVersion
from bianmin.rules import lifecycle
from bianmin.rules.approvals import APPROVES
from bianmin.rules.doors import SAYS, door_of
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.mandates import ACTS
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import ALLOWED, NotNow, Verdict, first_denial

AT_STATION = frozenset({RoleKind.STATION_CLERK})
IN_TOWNSHIP = frozenset({RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD})
IN_UNIT = frozenset({RoleKind.COUNTY_REVIEWER, RoleKind.COUNTY_BUREAU, RoleKind.COUNTY_OFFICE})
BY_REGION = frozenset({RoleKind.SUPERVISOR, RoleKind.CITY_BUREAU, RoleKind.CITY_OFFICE})
SEES_CASES = AT_STATION | IN_TOWNSHIP | IN_UNIT | BY_REGION
DECIDES_REFUSALS = frozenset({RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU})
OWN = frozenset({RoleKind.CITIZEN})
HANDS_OVER = DECIDES_REFUSALS | {RoleKind.CITY_BUREAU, RoleKind.SECURITY_ADMIN}
AT_WINDOW = frozenset({RoleKind.CLERK, RoleKind.STATION_CLERK})
ONLY_SELF = "这一步要本人自己做，家人不能代"
NOT_GRANTED = "您还没有这件事的授权：先学习、考试合格，再由负责人授权；现在请交给有授权的同事"


def reaches(role: ActiveRole, case: Case) -> bool:
    """Say whether the case lies in the part of the tree that the role covers."""
    if role.kind in AT_STATION:
        return role.unit == case.unit and role.site_id == case.intake_site_id
    if role.kind in IN_TOWNSHIP:
        return role.unit == case.unit and role.region_id == case.township_id
    if role.kind in IN_UNIT:
        return role.unit == case.unit
    if role.kind in BY_REGION:
        return role.unit == 0 or (
            role.unit == case.unit and (role.level == "unit" or role.region_id == case.township_id)
        )
    return False


def is_applicant(actor: Actor, case: Case) -> bool:
    return actor.person_id is not None and actor.person_id == case.applicant_id


def is_own(actor: Actor, case: Case) -> bool:
    """自己的: applied for, handed in for a relative, or of whoever ever let them act in their place
    (§168); nobody decides it."""
    return is_applicant(actor, case) or case.applicant_id in actor.kin or came_by(actor, case)


def is_agent(actor: Actor, case: Case) -> bool:
    return (
        actor.person_id is not None
        and actor.person_id == case.agent_id
        and actor.has(RoleKind.AGENT)
    )


def may_view(actor: Actor, case: Case) -> Verdict:
    return first_denial(
        (
            is_applicant(actor, case)
            or is_agent(actor, case)
            or acts_for(actor, case) is not None
            or any(reaches(role, case) for role in actor.roles),
            "您不能查看这个办件",
        )
    )


def holds(actor: Actor, case: Case, kinds: frozenset[RoleKind]) -> bool:
    """Say whether the actor has one of these standings towards the case."""
    return (
        (RoleKind.CITIZEN in kinds and is_applicant(actor, case))
        or (RoleKind.AGENT in kinds and is_agent(actor, case))
        or any(role.kind in kinds and reaches(role, case) for role in actor.roles)
    )


def is_granted(actor: Actor, case: Case, kinds: frozenset[RoleKind]) -> bool:
    """Say whether one of the actor's posts may take the case's item; only windows need a grant."""
    return any(
        role.kind in kinds
        and reaches(role, case)
        and (role.kind not in AT_WINDOW or role.takes(case.item.code))
        for role in actor.roles
    )


def may_move(actor: Actor, case: Case, action: Action) -> Verdict:
    """Say whether the actor may make this move now; the two-person check is the command's."""
    state = State(case.state)
    kinds = lifecycle.who_may(state, action)
    at_once = (state, action) in lifecycle.AT_ONCE
    allowed_here = (state, action) in lifecycle.MOVES and (not at_once or is_immediate(case))
    needs_grant = at_once or action in lifecycle.NEEDS_GRANT
    held = acts_for(actor, case) is not None and bool(kinds & OWN)
    own_side = held or (bool(kinds & OWN) and (is_applicant(actor, case) or is_agent(actor, case)))
    return first_denial(
        (bool(may_view(actor, case)), "您不能查看这个办件"),
        (
            allowed_here,
            NotNow(f"“{lifecycle.LABELS[state]}”的办件不能执行“{lifecycle.ACTION_LABELS[action]}”"),
        ),
        (
            not is_waiting(case) or action in lifecycle.WHILE_WAITING,
            NotNow("一链办理，要等前一件办好，还没轮到这一件"),
        ),
        (not held or action in ACTS, ONLY_SELF),
        (held or holds(actor, case, kinds), "您的岗位不能做这一步"),
        (not needs_grant or is_granted(actor, case, kinds), NOT_GRANTED),
        (
            own_side or not is_own(actor, case),
            "不能办理自己申请的事项，请交给同事",
        ),
        (
            own_side or RoleKind.AGENT in kinds or actor.person_id != case.agent_id,
            "不能审核自己代办的事项，请交给同事",
        ),
    )


def is_immediate(case: Case) -> bool:
    """即办件: as the item's version says."""
    return case.version.case_kind == "immediate"


def may_finish_at_once(actor: Actor, case: Case) -> Verdict:
    """当场办结: a window with the item's grant, of an item that is done on the spot."""
    is_here = State(case.state) in (State.RECEIVED, State.ACCEPTED)
    may = may_move(actor, case, Action.ACCEPT if case.state == State.RECEIVED else Action.GRANT)
    kinds = lifecycle.who_may(State.ACCEPTED, Action.GRANT)
    return first_denial(
        (bool(may_view(actor, case)), "您不能查看这个办件"),
        (is_immediate(case), NotNow("只有即办件可以当场办结")),
        (is_here, NotNow("收件以后、审查以前才能当场办结")),
        (holds(actor, case, kinds), "您的岗位不能做这一步"),
        (bool(may), may.reason),
    )


def may_hand_in_deferred(actor: Actor, case: Case) -> Verdict:
    """补交容缺材料: whoever may bring papers, while the case is open."""
    return first_denial(
        (bool(may_view(actor, case)), "您不能查看这个办件"),
        (case.closed_at is None, NotNow("办件已经结束")),
        (holds(actor, case, lifecycle.WHO_MAY[Action.CORRECT]), "您的岗位不能做这一步"),
    )


def may_check_commitment(actor: Actor, case: Case) -> Verdict:
    """核查承诺: a reviewer of the case, never of their own."""
    return first_denial(
        (holds(actor, case, lifecycle.WHO_MAY[Action.GRANT]), "只有审批人员可以核查承诺"),
        (not is_own(actor, case), "不能办理自己申请的事项，请交给同事"),
    )


def may_pause(actor: Actor, case: Case) -> Verdict:
    """Say whether the actor may ask for a pause; another person allows it."""
    return first_denial(
        (holds(actor, case, lifecycle.WHO_MAY[Action.GRANT]), "只有审批人员可以暂停计时"),
        (not is_own(actor, case), "不能办理自己申请的事项，请交给同事"),
        (State(case.state) in lifecycle.RUNNING, NotNow("只有计时中的办件可以暂停")),
        (not case.paused, NotNow("该办件已经暂停")),
    )


def may_extend(actor: Actor, case: Case, today: date) -> Verdict:
    """Say whether the actor may ask for more time: once, and before the day has passed."""
    return first_denial(
        (holds(actor, case, lifecycle.WHO_MAY[Action.GRANT]), "只有审批人员可以申请延长"),
        (not is_own(actor, case), "不能办理自己申请的事项，请交给同事"),
        (State(case.state) in lifecycle.RUNNING, NotNow("只有计时中的办件可以延长")),
        (case.extension_workdays is None, NotNow("已经延长过一次，不能再延长")),
        (not case.paused, NotNow("计时已暂停，恢复以后再申请延长")),
        (
            case.promise_due is not None and today <= case.promise_due,
            NotNow("期限已过（或待公布），不能再延长"),
        ),
    )


def may_approve(actor: Actor, case: Case, approval: Approval) -> Verdict:
    """Say whether the actor may decide what somebody asked for: in charge, and another person."""
    return first_denial(
        (holds(actor, case, APPROVES), "由本中心负责人或县审批局批准"),
        (not is_own(actor, case), "不能办理自己申请的事项，请交给同事"),
        (
            actor.person_id not in (None, approval.proposed_by_person),
            "提出人不能自己批准，请由另一人决定",
        ),
        (approval.decided_at is None, NotNow("刚刚已有人作出决定，请刷新后再看")),
    )


def may_resume(actor: Actor, case: Case) -> Verdict:
    return first_denial(
        (holds(actor, case, lifecycle.WHO_MAY[Action.GRANT]), "只有审批人员可以恢复计时"),
        (not is_own(actor, case), "不能办理自己申请的事项，请交给同事"),
        (case.paused, NotNow("该办件没有暂停")),
    )


def may_propose(actor: Actor, case: Case, action: Action) -> Verdict:
    """Say whether the actor may be the second person of a refusal (否决报备)."""
    return first_denial(
        (action in lifecycle.SECOND_PERSON, "这一步不需要报备"),
        (
            holds(actor, case, lifecycle.SECOND_PERSON.get(action, frozenset())),
            "您的岗位不能做这一步",
        ),
        (
            (State(case.state), action) in lifecycle.MOVES,
            NotNow(
                f"“{lifecycle.LABELS[State(case.state)]}”的办件不能提出“"
                f"{lifecycle.ACTION_LABELS[action]}”"
            ),
        ),
        (not is_own(actor, case), "不能办理自己申请的事项，请交给同事"),
    )


def may_decide_refusal(
    actor: Actor, filing: RefusalFiling | None, action: Action | None = None
) -> Verdict:
    """Say whether the open filing lets this actor refuse: of this very move, by another person."""
    if filing is None or (action is not None and filing.action != action.value):
        return Verdict("先由另一人写明理由提出，才能作出否定决定（窗口无权否决）")
    if actor.person_id in (None, filing.proposed_by_person):
        return Verdict("提出人不能自己批准，请由另一人决定")
    return ALLOWED


def may_dismiss_refusal(actor: Actor, case: Case, filing: RefusalFiling | None) -> Verdict:
    """Say whether this actor may say no to the no: whoever could decide it, never on their own."""
    if filing is None:
        return may_decide_refusal(actor, filing)
    decides = holds(actor, case, DECIDES_REFUSALS)
    may = may_move(actor, case, Action(filing.action))
    another = may_decide_refusal(actor, filing)
    return first_denial(
        (decides or bool(may), may.reason),
        (not is_own(actor, case), "不能办理自己申请的事项，请交给同事"),
        (bool(another), another.reason),
    )


def may_check_filing(actor: Actor, filing: RefusalFiling) -> Verdict:
    """Say whether the actor may check a filed refusal: for the county, and had no part in it."""
    part = (filing.proposed_by_person, filing.decided_by_person)
    bureau = actor.holding(RoleKind.COUNTY_BUREAU)
    return first_denial(
        (any(role.unit == filing.unit for role in bureau), "抽查由县审批局做"),
        (actor.person_id not in part, "提出或决定过的人不能自己抽查，请交给同事"),
        (filing.approved is True, NotNow("只抽查已经作出的否定决定")),
        (filing.checked_at is None, NotNow("这一件已经查过")),
    )


def may_submit(actor: Actor, application: Application, channel: str) -> Verdict:
    """Say whether this person may hand in this application from a distance."""
    agent = application.agent
    as_agent = agent is not None and agent.pk == actor.person_id
    is_self = application.applicant.pk == actor.person_id
    return first_denial(
        (channel in ("online", "agent"), "请选择网上申报或代办"),
        (
            channel != "online" or is_self or may_stand_in(actor, application),
            "网上申报只能为本人申请；替家人办要先有委托，或者找村代办员、到窗口",
        ),
        (
            channel != "online" or is_self or not application.version.presence_required,
            "这件事必须本人到场，不能替家人申请；可以替家人预约，陪着一起去",
        ),
        (
            channel != "agent" or (as_agent and actor.has(RoleKind.AGENT)),
            "只有在岗的村代办员可以代办",
        ),
        (
            channel != "agent" or application.applicant.pk != actor.person_id,
            "不能代办自己的事项，请用网上申报",
        ),
        (
            channel != "agent" or bool(_serving(actor, application)),
            "这个村不在您的服务范围",
        ),
        (
            channel != "agent"
            or any(
                role.takes(application.version.item.code) for role in _serving(actor, application)
            ),
            NOT_GRANTED,
        ),
        (
            channel != "agent" or not application.version.presence_required,
            "这件事必须本人到场，代办员只能陪同帮办",
        ),
    )


def _serving(actor: Actor, application: Application) -> list[ActiveRole]:
    return [
        role
        for role in actor.holding(RoleKind.AGENT)
        if role.unit == application.site.unit and role.site_id == application.intake_site.pk
    ]


def may_carry(actor: Actor, version: ItemVersion) -> Verdict:
    """Say whether this agent may begin an application of the item for a resident."""
    door = door_of(version.guide)
    serving = actor.holding(RoleKind.AGENT)
    return first_denial(
        (bool(serving), "只有在岗的村代办员可以代办"),
        (not version.presence_required, "这件事必须本人到场，代办员只能陪同帮办"),
        (door is None, SAYS[door] if door else ""),
        (any(role.takes(version.item.code) for role in serving), NOT_GRANTED),
    )


def may_take(actor: Actor, application: Application) -> Verdict:
    """Say whether this clerk may take an application at the window."""
    at_window = [
        role
        for role in actor.holding(*AT_WINDOW)
        if role.unit == application.site.unit and role.site_id == application.intake_site.pk
    ]
    code = application.version.item.code
    return first_denial(
        (bool(at_window), "只有本窗口的工作人员可以收件"),
        (any(role.takes(code) for role in at_window), NOT_GRANTED),
        (
            application.applicant.pk != actor.person_id,
            "不能办理自己申请的事项，请交给同事",
        ),
    )


def may_hand_over(actor: Actor, unit: int, giver: int) -> Verdict:
    """Say whether the open cases of this account may go to another by the actor's word."""
    in_charge = any(role.kind in HANDS_OVER and role.unit in (0, unit) for role in actor.roles)
    return first_denial(
        (
            actor.is_system or actor.user_id == giver or in_charge,
            "只有本人、本中心负责人或审批局可以移交办件",
        )
    )


def may_rate(actor: Actor, case: Case) -> Verdict:
    """Say whether this visitor may rate: the resident may, staff and the agent may not."""
    return first_denial(
        (
            is_applicant(actor, case) or not (actor.roles or acts_for(actor, case)),
            "工作人员、代办员和代办的家人不能评价，请由办事人本人评价",
        ),
        (State(case.state) in RATEABLE, NotNow("办结以后才能评价")),
    )


RATEABLE = frozenset(
    {State.COMPLETED, State.DELIVERED, State.ARCHIVED, State.NOT_ACCEPTED, State.CLOSED_INCOMPLETE}
)


def moves_for(actor: Actor, case: Case) -> dict[Action, Verdict]:
    """Return every action the state allows, each with the verdict for this actor."""
    return {
        action: may_move(actor, case, action)
        for action in lifecycle.actions_from(State(case.state))
        if action not in lifecycle.SYSTEM_ACTIONS
        and (is_immediate(case) or (State(case.state), action) not in lifecycle.AT_ONCE)
    }
