"""谁能改目录: the city drafts and publishes by two persons, each county keeps its own two lists."""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.rules.publishing import may_be_second
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import Verdict, first_denial
from bianmin.sites.models import Site

CITY = (RoleKind.CITY_BUREAU, RoleKind.CITY_OFFICE)
COUNTY = (RoleKind.COUNTY_BUREAU, RoleKind.COUNTY_OFFICE)
WATCHING = (*CITY, *COUNTY, RoleKind.SUPERVISOR)
"""Whoever may open the catalogue's pages in the console; the rest is said below."""


def may_draft(actor: Actor) -> Verdict:
    """拟定: editions of the directory and versions of items."""
    return first_denial((actor.is_system or actor.has(*CITY), "只有市级可以拟定指导目录和事项版本"))


def may_publish(actor: Actor, *, sent_by: int | None) -> Verdict:
    """发布: the second person, of the city too; `sent_by` is the person who sent it."""
    return first_denial(
        (bool(may_draft(actor)), "只有市级可以发布指导目录和事项版本"),
        (
            bool(may_be_second(sent_by, actor.person_id)),
            "要由另一个人发布：送发人和发布人不能是同一个人",
        ),
    )


def may_load(actor: Actor) -> Verdict:
    """装入: items straight from a file, without a draft; only the command line does it."""
    return first_denial((actor.is_system, "从文件装入的事项要先成为草稿，由两个人发布"))


def may_be_sent(actor: Actor, person: int) -> Verdict:
    """发到手机: a list goes to one's own phone, which the sign-in code has proved."""
    mine = actor.person_id is not None and actor.person_id == person
    return first_denial((mine, "清单只能发到您自己登录用的手机"))


def may_edit_words(actor: Actor) -> Verdict:
    """说法: the words that the search knows are one table for the whole city."""
    return first_denial((actor.is_system or actor.has(*CITY), "只有市级可以改找事用的说法"))


def may_see_drafts(actor: Actor) -> Verdict:
    """看草稿: what is not published yet is the city's alone."""
    return first_denial((actor.is_system or actor.has(*CITY), "还没有发布，只有市级可以看"))


def may_edit_list(actor: Actor, unit: int) -> Verdict:
    """进驻目录: unified inside a county, kept by its own bureau."""
    return first_denial(
        (
            actor.is_system or _in_unit(actor, unit, RoleKind.COUNTY_BUREAU),
            "只有本县（市、区）审批局可以改进驻目录",
        )
    )


def may_see_work(actor: Actor, unit: int) -> Verdict:
    """县里的事: broken links, tasks and unfinished elements; not for the neighbour."""
    of_city = any(role.kind in WATCHING and role.unit == 0 for role in actor.roles)
    mine = _in_unit(actor, unit, *COUNTY, RoleKind.SUPERVISOR)
    return first_denial((actor.is_system or of_city or mine, "这个县（市、区）不在您的职责之内"))


def may_answer_edition(actor: Actor, unit: int) -> Verdict:
    """采纳: the county adopts an edition or says why not."""
    return first_denial(
        (
            actor.is_system or _in_unit(actor, unit, *COUNTY),
            "只有本县（市、区）可以采纳或说明",
        )
    )


def may_switch_at_site(actor: Actor, site: Site) -> Verdict:
    """站点开停: the head of the township's centre, or the county's bureau."""
    heads = actor.covers(site.region.path, RoleKind.CENTER_HEAD)
    mine = _in_unit(actor, site.unit, RoleKind.COUNTY_BUREAU)
    return first_denial((actor.is_system or heads or mine, "这个站点不归您管"))


def may_grant_to_site(actor: Actor, site: Site) -> Verdict:
    """定向放权: by the county's bureau."""
    return may_edit_list(actor, site.unit)


def _in_unit(actor: Actor, unit: int, *kinds: RoleKind) -> bool:
    return any(role.kind in kinds and role.unit == unit for role in actor.roles)
