"""代办单的问题: what somebody may see, one file, what is one's own, who serves a village."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person, Role, User
from bianmin.accounts.queries import agents_at
from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import AgentOrder, HeldPaper, OrderCase, OrderForm
from bianmin.assistance.policies import IN_TOWNSHIP, LOOKS
from bianmin.cases.models import Case
from bianmin.regions.models import Region
from bianmin.regions.queries import all_units
from bianmin.rules.assistance import LIVE, OPEN, OrderState
from bianmin.rules.errors import Invalid, NotFound
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.sites.queries import center_of, coverage_of
from bianmin.workforce.queries.watches import away, everywhere

SHOWN = ("item", "site__region", "village", "agent__person", "principal", "mandate")
RUNNING = [state.value for state in LIVE]
UNFINISHED = [state.value for state in OPEN]
MOMENT = timedelta(seconds=1)
GONE = "没有这张代办单，或者不归您办"


@dataclass(frozen=True)
class Host:
    """主办: the site that answers for a village, and the agent who goes there."""

    site: Site
    agent: User | None
    serving: frozenset[int]  # every site that serves the village: its people may take an order


@dataclass(frozen=True)
class Serving:
    """在村里代办的人: in which role, and whether they are away at this moment."""

    role: Role
    is_away: bool


def visible_to(actor: Actor) -> QuerySet[AgentOrder]:
    """看得到的: the twin of policies.may_see; the next day to mind first."""
    roles = actor.holding(*LOOKS, RoleKind.AGENT)
    here = Q(pk__in=[])
    for role in roles:
        if role.kind is RoleKind.AGENT:
            near = Q(site_id=role.site_id) | Q(village__path__startswith=role.region_path)
            free = Q(agent__isnull=True) & near
            here |= Q(unit=role.unit) & (Q(agent_id=actor.user_id) | free)
        elif role.kind is RoleKind.STATION_CLERK:
            here |= Q(unit=role.unit, site_id=role.site_id)
        elif role.kind in IN_TOWNSHIP:
            here |= Q(unit=role.unit, township_id=role.region_id)
        else:
            here |= Q(unit=role.unit)
    found = AgentOrder.objects.filter(here, unit__in=sorted({role.unit for role in roles}))
    if actor.person_id is not None:
        found = found.exclude(principal_id=actor.person_id)
    return found.select_related(*SHOWN).order_by(F("due_on").asc(nulls_last=True), "id")


def handed_over_by(actor: Actor) -> QuerySet[AgentOrder]:
    """我送到的: whose resident signed for what the actor handed over, whoever carries it now."""
    units = sorted({role.unit for role in actor.holding(RoleKind.AGENT)})
    mine = OrderForm.objects.filter(unit__in=units, kind="end", issued_by=actor.user_id or 0)
    own = AgentOrder.objects.filter(unit__in=units, pk__in=mine.values("order_id"))
    return own.select_related(*SHOWN)


def running(orders: QuerySet[AgentOrder]) -> QuerySet[AgentOrder]:
    """在办的: until the result is handed over."""
    return orders.filter(state__in=UNFINISHED)


def to_follow(orders: QuerySet[AgentOrder]) -> QuerySet[AgentOrder]:
    """要归档、回访的."""
    states = (OrderState.DELIVERED, OrderState.ARCHIVED)
    return orders.filter(state__in=[state.value for state in states])


def late(orders: QuerySet[AgentOrder], today: date) -> QuerySet[AgentOrder]:
    """超期的: whose next day to mind has passed; what is paused waits for the resident."""
    over = orders.filter(state__in=RUNNING, due_on__lt=today)
    return over.exclude(state=OrderState.PAUSED.value)


def file_of(order: AgentOrder) -> OrderFile:
    """卷宗: of one order, whole."""
    of = {"unit": order.unit, "order_id": order.pk}
    ids = list(OrderCase.objects.filter(**of).order_by("id").values_list("case_id", flat=True))
    cases = Case.objects.filter(unit=order.unit, pk__in=ids)
    return OrderFile(
        order,
        tuple(OrderForm.objects.filter(**of).order_by("issued_at", "id")),
        tuple(cases.select_related("item", "site", "version").order_by("id")) if ids else (),
        tuple(HeldPaper.objects.filter(**of).select_related("holder").order_by("id")),
    )


def file_for(actor: Actor, pk: int) -> OrderFile:
    """卷宗: one that the actor may see; NotFound for any other."""
    found = visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(GONE)
    return file_of(found)


def own(person: Person) -> list[AgentOrder]:
    """我的代办单: as the resident, the newest first."""
    mine = Q(principal=person)
    if person.phone_hash:
        mine |= Q(principal__isnull=True, phone_hash=person.phone_hash)
    found = AgentOrder.objects.filter(mine, unit__in=all_units())
    return list(found.select_related(*SHOWN).order_by("-asked_at", "-id"))


def own_file(person: Person, pk: int) -> OrderFile:
    """我的一张: NotFound for anybody else's."""
    found = next((order for order in own(person) if order.pk == pk), None)
    if found is None:
        raise NotFound("没有这张代办单，请核对登录的手机号")
    return file_of(found)


def order_of_case(case: Case) -> AgentOrder | None:
    """办件的代办单: the order that it was opened for, if any."""
    link = OrderCase.objects.filter(unit=case.unit, case_id=case.pk).first()
    if link is None:
        return None
    return AgentOrder.objects.filter(unit=case.unit, pk=link.order_id).select_related(*SHOWN).get()


def host_of(village: Region, *, at: datetime) -> Host:
    """谁主办: the station of the village, else its township's centre; the village's own agent,
    or while they are away another of the same sites."""
    sites: Sequence[Site] = [row.site for row in coverage_of(village)]
    township = cast(Region, village.parent if village.level == "village" else village)
    site = next((s for s in sites if s.status == "open"), None) or center_of(township)
    if site is None:
        raise Invalid("这个村还没有站点，请打乡镇便民服务中心的电话")
    agent = agent_for([s.pk for s in sites], village, at=at)
    serving = frozenset(s.pk for s in sites) | {site.pk}
    return Host(site, agent.role.user if agent else None, serving)


def agent_for(sites: Collection[int], village: Region, *, at: datetime) -> Serving | None:
    """哪位代办员: of the village first; who is away only when nobody else serves it."""
    if not sites:
        return None
    gone = away(everywhere(), at, at + MOMENT).filter(user_id=OuterRef("user_id"))
    serving = agents_at(sites, at=at, village=village.pk)
    found = serving.annotate(is_away=Exists(gone)).order_by("is_away", *serving.query.order_by)
    first = found.first()
    return Serving(first, first.is_away) if first else None


def agents_for(order: AgentOrder, *, at: datetime) -> list[User]:
    """能接手的: the agents of the site and of the sites that serve the village."""
    sites = {row.site_id for row in coverage_of(order.village)} | {order.site_id}
    found = {role.user_id: role.user for role in agents_at(sites, at=at, village=order.village_id)}
    return list(found.values())


def cases_of_principal(order: AgentOrder, number: str) -> QuerySet[Case]:
    """本人的这个办件: by its number, in this county."""
    plain = "".join(number.split()).upper()
    return Case.objects.filter(unit=order.unit, number=plain, applicant_id=order.principal_id or 0)
