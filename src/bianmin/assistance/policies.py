"""谁能看、谁能办: the order's agent, the site that answers, its township and county; the resident.

Whoever is the resident of an order meets it as any resident does, whatever else they are.
`may_see` and `queries.visible_to` are two statements of one rule; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bianmin.accounts.actor import ActiveRole, Actor
from bianmin.accounts.models import Person, User
from bianmin.assistance.file import OrderFile
from bianmin.assistance.known import clients_of, party_of
from bianmin.assistance.models import AgentOrder
from bianmin.rules.assistance import (
    AT_SITE,
    IN_THEIR_NAME,
    LIVE,
    OPEN,
    WHO_MAY,
    OrderState,
    OrderVerb,
    allows,
    may_serve,
)
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import NotNow, Verdict, first_denial
from bianmin.sites.models import Site

IN_TOWNSHIP = frozenset({RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD})
AT_CENTER = (RoleKind.CLERK, RoleKind.CENTER_HEAD)
"""中心的人: who takes agents' batches in."""
LOOKS = AT_SITE | {RoleKind.REVIEWER, RoleKind.COUNTY_BUREAU}
"""看得到代办单的: beside the agents themselves."""
STOPPED = "委托已经停了，不能再替本人办；要接着办，请本人签续办委托书"


def reaches(role: ActiveRole, order: AgentOrder) -> bool:
    """Say whether the order lies in the part of the tree that the role covers."""
    if role.unit != order.unit:
        return False
    if role.kind is RoleKind.STATION_CLERK:
        return role.site_id == order.site_id
    if role.kind in IN_TOWNSHIP:
        return role.region_id == order.township_id
    return role.kind is RoleKind.COUNTY_BUREAU


def is_agent(by: Actor, order: AgentOrder) -> bool:
    """是代办员本人: who carries it, while they are an agent in this county."""
    serves = any(role.unit == order.unit for role in by.holding(RoleKind.AGENT))
    return serves and by.user_id is not None and by.user_id == order.agent_id


def is_free_for(by: Actor, order: AgentOrder) -> bool:
    """没人接的: of the agent's own site or village, asked for and carried by nobody yet."""
    return order.agent_id is None and any(
        role.unit == order.unit
        and (role.site_id == order.site_id or role.covers(order.village.path))
        for role in by.holding(RoleKind.AGENT)
    )


def is_principal(person_id: int | None, order: AgentOrder) -> bool:
    return person_id is not None and person_id == order.principal_id


def may_see(by: Actor, order: AgentOrder) -> Verdict:
    """查看: the twin of queries.visible_to."""
    inside = (
        is_agent(by, order)
        or is_free_for(by, order)
        or any(reaches(role, order) for role in by.holding(*LOOKS))
    )
    return first_denial(
        (inside, "只有办这件事的代办员、站点和中心能看"),
        (not is_principal(by.person_id, order), "您是本人，请从“我的”里看"),
    )


def may_register(by: Actor, site: Site, serving: Collection[int]) -> Verdict:
    """登记代办单: an agent or a clerk of a site that serves the village, or the centre."""
    township = site.region.parent_id if site.region.level == "village" else site.region_id
    here = any(
        role.unit == site.unit and role.site_id in serving
        for role in by.holding(RoleKind.AGENT, RoleKind.STATION_CLERK)
    ) or any(
        role.unit == site.unit and role.region_id == township
        for role in by.holding(RoleKind.CLERK, RoleKind.CENTER_HEAD)
    )
    return first_denial(
        (here, f"由{site.name}或者它的乡镇中心登记"),
        (site.status == "open", NotNow("这个站点现在不营业")),
    )


def may_do(by: Actor, file: OrderFile, verb: OrderVerb, *, at: datetime) -> Verdict:
    """办一步: whoever the table names, where the state allows it and the mandate still holds."""
    order, see = file.order, may_see(by, file.order)
    kinds = WHO_MAY[verb]
    as_agent = RoleKind.AGENT in kinds and is_agent(by, order)
    as_staff = any(reaches(role, order) for role in by.holding(*(kinds - {RoleKind.AGENT})))
    holds = verb not in IN_THEIR_NAME or (file.may_act(at) and holds_mandate(by, file))
    stand = allows(file.state, verb)
    return first_denial(
        (bool(see), see.reason),
        (as_agent or as_staff, "这一步不归您的岗位办"),
        (bool(stand), stand.reason),
        (holds, NotNow(STOPPED)),
        (
            verb is not OrderVerb.FOLLOW_UP or not had_a_hand(by, file),
            "自己办的事不能自己回访，请交给同事",
        ),
    )


def may_link(by: Actor, file: OrderFile, *, at: datetime) -> Verdict:
    """挂办件: the agent, from acceptance until the result is handed over."""
    fits = file.state in (OrderState.ACCEPTED, OrderState.RUNNING)
    holds = file.may_act(at) and holds_mandate(by, file)
    return first_denial(
        (is_agent(by, file.order), "由这张代办单的代办员办"),
        (not is_principal(by.person_id, file.order), "您是本人，请从“我的”里看"),
        (fits, NotNow("受理以后、送达以前才能交办件")),
        (holds, NotNow(STOPPED)),
    )


def holds_mandate(by: Actor, file: OrderFile) -> bool:
    """委托写的是他: in a proxy's order the mandate names whoever acts."""
    mandate = file.order.mandate
    return mandate is None or mandate.holder_id == by.person_id


def had_a_hand(by: Actor, file: OrderFile) -> bool:
    """经手过: carries it now, or issued one of its forms."""
    hands = {form.issued_by for form in file.forms} | {file.order.agent_id}
    return by.user_id in hands


def may_be_carried_by(agent: User, order: AgentOrder) -> Verdict:
    """能不能由他办: never the order of the agent's own house."""
    return may_serve(party_of(agent.person), *clients_of(order))


def may_assign(by: Actor, order: AgentOrder, agent: User) -> Verdict:
    """换人、派单: the site and its centre to any of its agents; an agent takes what is free."""
    takes = is_free_for(by, order) and agent.pk == by.user_id
    gives = any(reaches(role, order) for role in by.holding(*AT_SITE))
    fits = may_be_carried_by(agent, order)
    return first_denial(
        (takes or gives, "由主办站点或者它的乡镇中心安排"),
        (not is_principal(by.person_id, order), "您是本人，请从“我的”里看"),
        (OrderState(order.state) in OPEN, NotNow("这张代办单已经办完或终止了")),
        (order.agent_id != agent.pk, NotNow("已经是这位代办员在办")),
        (bool(fits), fits.reason),
    )


def is_own(order: AgentOrder, person: Person) -> bool:
    """本人的: the person on record; before the card was seen, the telephone they asked with.

    A telephone that somebody wrote down proves nothing of whom it belongs to once another person
    is known.
    """
    if order.principal_id is not None:
        return order.principal_id == person.pk
    return bool(order.phone_hash) and order.phone_hash == person.phone_hash


def may_stop(person: Person, order: AgentOrder) -> Verdict:
    """本人不办了: at any moment until the result was handed over (民法典 §173)."""
    return first_denial(
        (is_own(order, person), "只有本人能取消"),
        (OrderState(order.state) in OPEN, NotNow("这件事已经办完或终止了")),
    )


def may_confirm(person: Person, order: AgentOrder) -> Verdict:
    """本人确认: that it was done and handed over, once."""
    handed = order.delivered_at is not None and OrderState(order.state) in LIVE
    return first_denial(
        (is_principal(person.pk, order), "只有本人能确认"),
        (handed, NotNow("还没有送到，送到了再确认")),
        (order.confirmed_at is None, NotNow("您已经确认过了")),
    )
