"""谁答复群众提问: whoever answers for it (首问负责), and the centre of the asker's township."""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.cases.models import Case
from bianmin.cases.policies import AT_STATION, IN_TOWNSHIP
from bianmin.feedback.models import Question
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import NotNow, Verdict, first_denial
from bianmin.sites.models import Site

ANSWERING = (RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD)
ASKED = (
    *ANSWERING,
    RoleKind.STATION_CLERK,
    RoleKind.COUNTY_REVIEWER,
    RoleKind.COUNTY_BUREAU,
)
"""能接手的: who may take a question over from another."""
NOTING = (*ANSWERING, RoleKind.STATION_CLERK)
"""会被问到的: who notes down what a villager asks."""
IN_CHARGE = (RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU)
OVERSEES = (RoleKind.COUNTY_BUREAU, RoleKind.COUNTY_OFFICE, RoleKind.SUPERVISOR)
"""查看的: who sees all questions of their part of the tree; the first answers too."""
ENDED = "这个问题已经答复了"


def may_rate_by_slip(case: Case) -> Verdict:
    """凭小票评: only for who has no telephone; a slip may be in anybody's hand, a clerk's too."""
    told = bool(case.contact_phone or case.applicant.phone)
    return first_denial(
        (not told, NotNow("办事人留了手机号：请从短信里的链接评，或用办件号和查询码评"))
    )


def may_answer(actor: Actor, question: Question) -> Verdict:
    """答复: whoever answers for it; and the windows, reviewers and head of that centre."""
    mine = is_holder(actor, question) or actor.covers(question.township.path, *ANSWERING)
    return first_denial((mine, "这个问题由首问责任人或所在乡镇（街道）的便民服务中心答复"))


def may_note(actor: Actor, site: Site) -> Verdict:
    """记下: whoever works at the station, or in the offices of its township."""
    here = actor.at_site(site.pk, *AT_STATION) or actor.covers(site.region.path, *IN_TOWNSHIP)
    return first_denial((here, "只能记下在本单位问到的"))


def may_offer(actor: Actor, question: Question) -> Verdict:
    """转办: whoever answers for it; or who is in charge, when that person cannot."""
    in_charge = actor.covers(question.township.path, *IN_CHARGE)
    return first_denial(
        (question.answered_at is None, ENDED),
        (question.holder is not None, "还没有首问责任人，请先接手"),
        (is_holder(actor, question) or in_charge, "由首问责任人或本中心负责人转办"),
    )


def may_take(actor: Actor, question: Question) -> Verdict:
    """接手: whom it was offered to; what nobody answers for, anybody of the centre."""
    is_offered = actor.user_id is not None and actor.user_id == question.offered_to
    is_free = question.holder is None and actor.covers(question.township.path, *ANSWERING)
    return first_denial(
        (question.answered_at is None, ENDED),
        (is_offered or is_free, "这个问题没有转给您"),
    )


def may_decline(actor: Actor, question: Question) -> Verdict:
    """不接: whom it was offered to; it stays with whoever answers for it."""
    is_offered = actor.user_id is not None and actor.user_id == question.offered_to
    return first_denial((question.answered_at is None, ENDED), (is_offered, "这个问题没有转给您"))


def is_holder(actor: Actor, question: Question) -> bool:
    return actor.user_id is not None and actor.user_id == question.holder
