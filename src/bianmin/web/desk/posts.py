"""窗口: where a clerk takes applications in, and for which villages."""

from __future__ import annotations

from dataclasses import dataclass

from bianmin.accounts.actor import ActiveRole, Actor
from bianmin.regions.models import Region
from bianmin.rules.errors import NotAllowed
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.sites.queries import center_of, villages_of
from bianmin.web.desk.roles import AT_WINDOW


@dataclass(frozen=True)
class Post:
    """岗位: the site of the window, the centre that handles, and the places people come from."""

    site: Site
    center: Site
    places: tuple[Region, ...]

    @property
    def tier(self) -> str:
        return "township" if self.site.kind == "center" else "village"


def post_of(actor: Actor) -> Post:
    """Return the window the actor works at; NotAllowed when there is none."""
    for role in actor.holding(*AT_WINDOW):
        post = _post(role)
        if post is not None:
            return post
    raise NotAllowed("您还没有安排到窗口，请联系本中心负责人")


def _post(role: ActiveRole) -> Post | None:
    sites = Site.objects.select_related("region__parent")
    site = sites.filter(pk=role.site_id).first() if role.site_id is not None else None
    if site is None:
        return None
    if role.kind is RoleKind.CLERK:
        villages = Region.objects.filter(parent_id=site.region_id, valid_to__isnull=True)
        return Post(site, site, (*villages.order_by("pinyin", "id"), site.region))
    township = site.region.parent
    center = center_of(township) if township is not None else None
    if center is None:
        return None
    return Post(site, center, tuple(villages_of(site)) or (site.region,))
