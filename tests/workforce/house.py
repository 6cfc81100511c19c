"""One centre with two windows' worth of people, its post manned and its rota published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.cases.models import Case
from bianmin.rules.roles import RoleKind
from bianmin.rules.rota import PostKind
from bianmin.workforce.commands import posts, rotas
from bianmin.workforce.models import Post, Rota
from tests import make
from tests.make import MONDAY_9AM
from tests.world import Township, World

WEEK = "AAAAAAAAAA----"
FIRST = date(2026, 3, 2)
PREPARED = datetime(2026, 2, 25, 9, 0, tzinfo=MONDAY_9AM.tzinfo)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class House:
    """The centre, its head, two clerks (A and B) and a third who is free."""

    world: World
    town: Township
    a: User
    b: User
    c: User
    post: Post

    @property
    def head(self) -> Actor:
        return make.actor(self.town.staff[RoleKind.CENTER_HEAD])

    def actor(self, user: User, at: datetime = MONDAY_9AM) -> Actor:
        return make.actor(user, at=at)

    def case(self, by: User, *, at: datetime = MONDAY_9AM) -> Case:
        """A case taken at the window by somebody."""
        return make.received(self.town.center, self.town.village, make.actor(by, at=at), at=at)


def build(world: World, *, signs: bool = False, published: bool = True) -> House:
    town = world.townships["河湾镇"]
    a = town.staff[RoleKind.CLERK]
    b = make.user(RoleKind.CLERK, at_site=town.center, name="孙海燕")
    c = make.user(RoleKind.CLERK, at_site=town.center, name="郑立新")
    head = make.actor(town.staff[RoleKind.CENTER_HEAD])
    told = {"by": head, "at": PREPARED}
    post = posts.open_post(town.center, PostKind.WINDOW, name="综合窗口", signs=signs, **told)
    posts.appoint(post, a, b, **told)
    house = House(world, town, a, b, c, post)
    if published:
        rotas.publish_rotas([draft(house)], **told)
    return house


def draft(
    house: House, pattern: str = WEEK, *, starts_on: date = FIRST, post: Post | None = None
) -> Rota:
    made = rotas.draft_rota(
        post or house.post,
        pattern=pattern,
        season="all",
        starts_on=starts_on,
        by=house.head,
        at=PREPARED,
    )
    return Rota.objects.select_related("post__site__region").get(pk=made.pk)
