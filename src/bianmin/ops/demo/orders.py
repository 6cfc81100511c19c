"""演示代办单: for cases that agents carried the orders they came by, and calls that wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from bianmin.accounts.models import Person, User
from bianmin.accounts.queries import actor_of
from bianmin.assistance.commands import asking, closing, custody, entrusting, working
from bianmin.assistance.commands.asking import Asked
from bianmin.assistance.commands.entrusting import Client
from bianmin.assistance.commands.writing import Proof
from bianmin.assistance.file import DONE, OrderFile
from bianmin.assistance.models import AgentOrder
from bianmin.assistance.queries import SHOWN, file_of
from bianmin.cases.models import Case
from bianmin.ops.demo.rows import Place
from bianmin.rules.assistance import AidKind, Heard, OrderChannel
from bianmin.rules.custody import Taken
from bianmin.rules.lifecycle import State

CENTERS, OF_EACH = 8, 3
ADULT = 1990
"""Born by then: no guardian is needed."""
DRAWN = Proof("0145a0a046118320d41e17a46-0c83212c5a14064-1fe3c1fe961f4c8")
HOUR = timedelta(hours=1)


def carry_orders(places: Sequence[Place], until: datetime) -> int:
    """Play orders at the first centres; return how many there are."""
    made = 0
    for place in places[:CENTERS]:
        for case, agent in _carried(place):
            _order_of(place, case, agent, until)
            made += 1
        made += _calls(place, until)
    return made


def _carried(place: Place) -> Iterator[tuple[Case, User]]:
    """The newest cases that agents of the place carried for grown people of the village."""
    agents = {agent.person_id: agent for agent in place.agents.values()}
    rows = Case.objects.filter(
        unit=place.center.unit,
        agent_id__in=agents,
        site=place.center,
        bundle_id=None,
        village__isnull=False,
        applicant__birth_year__lte=ADULT,
        item__current__presence_required=False,
    ).select_related("version__item", "applicant", "village__parent")
    for case in rows.order_by("-submitted_at", "id")[:OF_EACH]:
        yield case, agents[case.agent_id or 0]


def _order_of(place: Place, case: Case, agent: User, until: datetime) -> None:
    """As far as its case has come."""
    began = case.submitted_at - HOUR
    by, who = _by(agent, began), case.applicant
    told = _asked(case, who)
    file = file_of(asking.take_at_home(told, agent, **by))
    client = Client(who.name.clear(), who.id_number.clear(), who.phone.clear())
    entrusting.entrust_order(file, client, kind=AidKind.PROXY, proof=DRAWN, **by)
    entrusting.accept_order(_again(file), **by)
    custody.take_papers(_again(file), [Taken("户口簿", True, 1), Taken("身份证", False, 2)], **by)
    working.link_case(_again(file), case, **_by(agent, case.submitted_at))
    if State(case.state) not in DONE or case.completed_at is None:
        return
    closing.deliver_order(_again(file), proof=DRAWN, **_by(agent, min(case.completed_at, until)))
    if case.state == State.COMPLETED:
        return
    closing.archive_order(_again(file), **_by(agent, until))
    closing.follow_up(_again(file), heard=Heard.DONE, words="", **_by(place.head, until))


def _calls(place: Place, until: datetime) -> int:
    """One who rang up today, and one who has waited too long."""
    villages = [v for v in place.villages if v.pk in place.agents and place.residents.get(v.pk)]
    example = Case.objects.filter(unit=place.center.unit, agent__isnull=False)
    case = example.select_related("version__item").order_by("id").first()
    if not villages or case is None:
        return 0
    for days in (0, 6):
        who = place.residents[villages[0].pk][0]
        told = Asked(
            case.version, villages[0], who.name.clear(), who.phone.clear(), wish="腿脚不便"
        )
        at = until - timedelta(days=days)
        asking.register_order(told, channel=OrderChannel.PHONE, **_by(place.head, at))
    return 2


def _asked(case: Case, who: Person) -> Asked:
    assert case.village is not None
    return Asked(case.version, case.village, who.name.clear(), who.phone.clear(), place="家里")


def _by(user: User, at: datetime) -> dict[str, Any]:
    return {"by": actor_of(user, at=at, channel="web"), "at": at}


def _again(file: OrderFile) -> OrderFile:
    here = AgentOrder.objects.filter(unit=file.unit, pk=file.order.pk)
    return file_of(here.select_related(*SHOWN).get())
