"""谁能管岗位与队伍: a head their township, a county bureau its county, the city all."""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.regions.models import Region
from bianmin.rules.roles import ADMINISTRATORS, RoleKind
from bianmin.rules.verdict import Verdict, first_denial
from bianmin.workforce.models import Absence, Handover

RUNS_SITES = (RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU, RoleKind.CITY_BUREAU)
RUNS_TRAINING = (RoleKind.COUNTY_BUREAU, RoleKind.CITY_BUREAU)
SEES_PEOPLE = (*RUNS_SITES, RoleKind.COUNTY_OFFICE, RoleKind.CITY_OFFICE, RoleKind.SUPERVISOR)


def may_run(by: Actor, region: Region) -> Verdict:
    """May set up posts, publish rotas and decide absences at the sites of this region."""
    return first_denial(
        (
            by.is_system or by.covers(region.path, *RUNS_SITES),
            f"{region.name}的岗位由本中心负责人或审批局安排",
        )
    )


def may_see_people(by: Actor, region: Region) -> Verdict:
    return first_denial(
        (by.is_system or by.covers(region.path, *SEES_PEOPLE), "您的岗位不能查看这里的人员")
    )


def may_keep_record(by: Actor, user: User, region: Region) -> Verdict:
    """May write what is kept of somebody: whoever runs where they work; nobody of themselves."""
    run = may_run(by, region)
    return first_denial(
        (bool(run), run.reason),
        (by.user_id != user.pk, "本人的登记由上一级来改"),
    )


def may_train(by: Actor, region: Region) -> Verdict:
    """May plan and hold training for the people of a county, or of the city."""
    return first_denial(
        (
            by.is_system or by.covers(region.path, *RUNS_TRAINING),
            "培训由县（市、区）审批局和市审批局组织",
        )
    )


def may_teach(by: Actor) -> Verdict:
    """May write courses and the bank, which hold for the whole city."""
    return first_denial(
        (by.is_system or by.has(RoleKind.CITY_BUREAU), "课程和题库由市审批局统一编制")
    )


def may_revoke(by: Actor, unit: int) -> Verdict:
    """May take back a certificate of somebody of this unit."""
    in_charge = any(role.unit in (0, unit) for role in by.holding(*RUNS_TRAINING))
    return first_denial((by.is_system or in_charge, "合格证由本县（市、区）或市审批局撤销"))


def may_learn(by: Actor) -> Verdict:
    learns = by.is_staff and not by.has(*ADMINISTRATORS)
    return first_denial((learns, "学习和考试只面向窗口人员、代办员和审批人员"))


def may_report_absence(by: Actor, user: User, region: Region) -> Verdict:
    """May tell that somebody is away now: they themselves, or who runs their site."""
    return first_denial(
        (
            by.user_id == user.pk or bool(may_run(by, region)),
            "只有本人或本中心负责人可以登记离岗",
        )
    )


def may_decide_absence(by: Actor, absence: Absence, region: Region) -> Verdict:
    run = may_run(by, region)
    return first_denial(
        (bool(run), run.reason),
        (by.user_id != absence.user_id, "不能批自己的假，请上一级批"),
    )


def may_confirm(by: Actor, handover: Handover, *, giving: bool) -> Verdict:
    """Each of the two confirms for themselves; nobody for both."""
    who = handover.giver_id if giving else handover.taker_id
    return first_denial((by.user_id == who, "交接单由交、接双方本人分别确认"))


def may_sit(by: Actor, user_id: int) -> Verdict:
    """An exam is sat by the person themselves."""
    return first_denial((by.user_id == user_id, "这份答卷不是您的"))
