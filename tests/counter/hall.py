"""A centre with two windows, a clerk at each, and their head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bianmin.accounts.actor import ANONYMOUS, Actor
from bianmin.accounts.models import User
from bianmin.counter.commands.tickets import take_ticket
from bianmin.counter.models import QueueTicket
from bianmin.rules.queue import Claim, Line
from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import PostKind
from bianmin.sites.models import Site
from bianmin.workforce.commands import posts
from bianmin.workforce.models import Post
from tests import make
from tests.make import MONDAY_9AM
from tests.world import Township, World

MINUTE = timedelta(minutes=1)


@dataclass
class Hall:
    """The centre of 河湾镇."""

    world: World
    town: Township
    one: Post
    two: Post
    wang: User  # at the first window
    sun: User  # at the second

    @property
    def site(self) -> Site:
        return self.town.center

    @property
    def head(self) -> Actor:
        return make.actor(self.town.staff[RoleKind.CENTER_HEAD])

    def by(self, user: User | None = None, *, minute: int = 0) -> dict[str, Any]:
        at = MONDAY_9AM + minute * MINUTE
        return {"by": make.actor(user or self.wang, at=at), "at": at}

    def take(
        self, minute: int = 0, *, line: Line = Line.GENERAL, claim: Claim = Claim.NONE
    ) -> QueueTicket:
        """Somebody takes a number at the kiosk."""
        at = MONDAY_9AM + minute * MINUTE
        return take_ticket(self.site, line, claim=claim, channel="kiosk", by=ANONYMOUS, at=at)[0]


def build(world: World) -> Hall:
    town = world.townships["河湾镇"]
    sun = make.user(RoleKind.CLERK, at_site=town.center, name="孙海燕")
    told: dict[str, Any] = {
        "by": make.actor(town.staff[RoleKind.CENTER_HEAD]),
        "at": datetime(2026, 2, 25, 9, 0, tzinfo=MONDAY_9AM.tzinfo),
    }
    one, two = (
        posts.open_post(town.center, PostKind.WINDOW, name=name, signs=False, **told)
        for name in ("1 号窗口", "2 号窗口")
    )
    return Hall(world, town, one, two, town.staff[RoleKind.CLERK], sun)
