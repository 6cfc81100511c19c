"""河湾镇 and its agent: an order taken as far as a test wants it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PIL import Image

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.assistance.commands import asking, closing, entrusting, working
from bianmin.assistance.commands.asking import Asked
from bianmin.assistance.commands.entrusting import Client
from bianmin.assistance.commands.writing import Proof
from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import AgentOrder
from bianmin.assistance.queries import SHOWN, file_of
from bianmin.cases.models import Case
from bianmin.catalogue.models import ItemVersion
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.assistance import AidKind, OrderChannel
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.world import Township, World

DRAWN = "014280783c0dc28-03c1403cb4"
SIGNED = Proof(DRAWN)
PHONE = "13900000077"


def paper() -> Proof:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    return Proof(photos=(io.BytesIO(out.getvalue()),))


@dataclass
class Home:
    """A township with an old person who wants something done."""

    world: World
    town: Township
    at: datetime = MONDAY_9AM
    client: Client = field(default_factory=lambda: Client("王桂英", make.id_number(77), ""))

    @property
    def version(self) -> ItemVersion:
        return self.world.version

    @property
    def agent(self) -> User:
        return self.town.staff[RoleKind.AGENT]

    def by(self, kind: RoleKind = RoleKind.AGENT) -> dict[str, Any]:
        return {"by": self.actor(kind), "at": self.at}

    def actor(self, kind: RoleKind) -> Actor:
        return make.actor(self.town.staff[kind], at=self.at)

    def asked(self, *, phone: str = "", version: ItemVersion | None = None) -> AgentOrder:
        told = Asked(
            version or self.version, self.town.village, "王桂英", phone, "村东头第三家", "腿脚不便"
        )
        given = self.by(RoleKind.STATION_CLERK)
        return asking.register_order(told, channel=OrderChannel.PHONE, **given)

    def entrusted(
        self, *, kind: AidKind = AidKind.PROXY, proof: Proof = SIGNED, **asked: Any
    ) -> OrderFile:
        file = file_of(self.asked(**asked))
        client = Client(self.client.name, self.client.id_number, asked.get("phone", ""))
        return entrusting.entrust_order(file, client, kind=kind, proof=proof, **self.by())

    def accepted(self, **rest: Any) -> OrderFile:
        return entrusting.accept_order(self.entrusted(**rest), **self.by())

    def case_for(self, file: OrderFile) -> Case:
        from bianmin.cases.commands.intake import submit_case

        wanted = make.application(
            self.town.center, self.town.village, intake=self.town.station,
            applicant=file.order.principal, agent=self.agent.person, of=self.version,
        )  # fmt: skip
        return submit_case(wanted, channel="agent", **self.by()).case

    def running(self, **rest: Any) -> OrderFile:
        file = self.accepted(**rest)
        return working.link_case(file, self.case_for(file), **self.by())

    def done(self, file: OrderFile) -> None:
        """The township does it: the case is completed."""
        ids = [case.pk for case in file.cases]
        Case.objects.filter(unit=file.unit, pk__in=ids).update(
            state="completed", completed_at=self.at, closed_at=self.at
        )

    def delivered(self, **rest: Any) -> OrderFile:
        file = self.running(**rest)
        self.done(file)
        return closing.deliver_order(again(file), proof=SIGNED, **self.by())


def again(file: OrderFile) -> OrderFile:
    rows = AgentOrder.objects.filter(unit=file.unit, pk=file.order.pk)
    return file_of(rows.select_related(*SHOWN).get())


def told(order: AgentOrder) -> list[str]:
    rows = OutgoingMessage.objects.filter(
        unit=order.unit, dedupe_key__startswith=f"order:{order.pk}:"
    )
    return list(rows.order_by("id").values_list("template", flat=True))
