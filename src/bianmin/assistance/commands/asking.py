"""提出代办: by telephone, on the page, at the site, or found by the agent; and who goes there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import tallies
from bianmin.accounts.commands.agents_mandates import pass_mandate_on
from bianmin.accounts.limits import ORDERS_A_DAY
from bianmin.accounts.models import Person, User
from bianmin.assistance import policies
from bianmin.assistance.commands.writing import MOVED, day_after, tell, tell_agent, trace
from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import AgentOrder
from bianmin.assistance.queries import Host, agents_for, host_of
from bianmin.cases.commands.documents import take_number
from bianmin.catalogue.models import ItemVersion
from bianmin.ground.crypto import keyed_hash
from bianmin.regions.models import Region
from bianmin.rules.assistance import ANSWERS, AidKind, OrderChannel, may_be
from bianmin.rules.errors import Conflict, Invalid, TooMany
from bianmin.rules.identity import parse_mobile
from bianmin.rules.numbers import DocumentKind
from bianmin.rules.verdict import require

LONGEST = 200


@dataclass(frozen=True)
class Asked:
    """要代办的事: as told; who it really is, is known when the card was seen."""

    version: ItemVersion
    village: Region
    name: str
    phone: str = ""
    place: str = ""
    wish: str = ""


@transaction.atomic
def ask_online(person: Person, asked: Asked, *, by: Actor, at: datetime) -> AgentOrder:
    """网上申请代办: by the telephone one has signed in with; a few times a day."""
    phone = person.phone.clear()
    if not tallies.count(ORDERS_A_DAY, phone, at=at):
        raise TooMany("今天申请的次数太多了，请明天再来，或打电话到站点")
    told = Asked(asked.version, asked.village, asked.name, phone, asked.place, asked.wish)
    host = host_of(told.village, at=at)
    if host.agent is not None and host.agent.person_id == person.pk:
        host = replace(host, agent=None)
    return _create(told, host, OrderChannel.NET, by=by, at=at)


@transaction.atomic
def register_order(asked: Asked, *, channel: OrderChannel, by: Actor, at: datetime) -> AgentOrder:
    """登记代办: what somebody rang up for, came to say, or told the agent in the village."""
    if channel is OrderChannel.NET:
        raise Invalid("请选怎么来的", {"channel": "请选怎么来的"})
    host = host_of(asked.village, at=at)
    require(policies.may_register(by, host.site, host.serving))
    return _create(asked, host, channel, by=by, at=at)


@transaction.atomic
def take_at_home(asked: Asked, agent: User, *, by: Actor, at: datetime) -> AgentOrder:
    """代办员接单: found in the village by the agent, who carries it."""
    host = host_of(asked.village, at=at)
    require(policies.may_register(by, host.site, host.serving))
    return _create(asked, replace(host, agent=agent), OrderChannel.AGENT, by=by, at=at)


@transaction.atomic
def assign(file: OrderFile, agent: User, *, by: Actor, at: datetime) -> AgentOrder:
    """派单、换人: the site stays answerable; a mandate that holds goes on with the order."""
    require(policies.may_assign(by, file.order, agent))
    if agent.pk not in {one.pk for one in agents_for(file.order, at=at)}:
        raise Invalid("请选本村、本站的代办员", {"agent": "请选本村、本站的代办员"})
    give_to(file, agent, by=by, at=at)
    tell_agent(file.order, at=at)
    return file.order


def give_to(file: OrderFile, agent: User | None, *, by: Actor, at: datetime) -> None:
    """Write who carries it; with it goes the mandate, if it holds, and the resident is told."""
    order, was = file.order, file.order.agent
    mandate = order.mandate
    if mandate is not None and agent is not None and file.may_act(at):
        mandate = pass_mandate_on(mandate, agent.person, by=by, at=at)
    here = AgentOrder.objects.filter(unit=order.unit, pk=order.pk, state=order.state)
    if not here.filter(agent=was).update(agent=agent, mandate=mandate):
        raise Conflict(MOVED)
    order.agent, order.mandate = agent, mandate
    trace(
        order, "assign", by=by, at=at, agent=agent.pk if agent else None,
        before=was.pk if was else None,
    )  # fmt: skip
    if was is not None and agent is not None:
        tell(order, "order_passed", at=at)


def _create(
    asked: Asked, host: Host, channel: OrderChannel, *, by: Actor, at: datetime
) -> AgentOrder:
    phone, today = _checked(asked), localdate(at)
    village, unit = asked.village, host.site.unit
    township = cast(Region, village.parent) if village.level == "village" else village
    presence = asked.version.presence_required
    kind = AidKind.HELP if presence else AidKind.PROXY
    require(may_be(kind, presence_required=presence))
    order = AgentOrder(
        unit=unit,
        number=take_number(unit, township.pk, DocumentKind.ORDER, today.year),
        kind=kind.value,
        channel=channel.value,
        item=asked.version.item,
        township=township,
        village=village,
        site=host.site,
        agent=host.agent,
        name=asked.name.strip(),
        phone=phone,
        phone_hash=keyed_hash("phone", phone) if phone else None,
        phone_is_theirs=channel is OrderChannel.NET,
        place=asked.place.strip(),
        wish=asked.wish.strip(),
        asked_at=at,
        due_on=day_after(today, ANSWERS),
    )
    AgentOrder.objects.bulk_create([order])
    trace(
        order, "ask", by=by, at=at, channel=channel.value, kind=kind.value,
        item=order.item.code, site=order.site_id,
    )  # fmt: skip
    if channel is not OrderChannel.AGENT:
        tell(order, "order_asked", at=at)
        tell_agent(order, at=at)
    return order


def _checked(asked: Asked) -> str:
    """Return the telephone as it is kept, blank for none; Invalid says what is missing."""
    wrong, phone = {}, ""
    if not asked.name.strip():
        wrong["name"] = "请写姓名"
    if asked.phone:
        try:
            phone = parse_mobile(asked.phone)
        except Invalid as refusal:
            wrong["phone"] = str(refusal)
    elif not asked.place.strip():
        wrong["place"] = "没有手机的，请写到哪里找人"
    wrong |= {
        name: f"最多写 {LONGEST} 个字"
        for name in ("place", "wish")
        if len(getattr(asked, name)) > LONGEST
    }
    if wrong:
        raise Invalid("还差几处没有写明", wrong)
    return phone
