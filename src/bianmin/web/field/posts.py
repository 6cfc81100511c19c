"""服务范围: the villages an agent serves, each with the site they belong to and its centre."""

from __future__ import annotations

from dataclasses import dataclass

from bianmin.accounts.actor import Actor
from bianmin.regions.models import Region
from bianmin.rules.errors import NotAllowed
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.sites.queries import center_of, villages_of


@dataclass(frozen=True)
class Post:
    """岗位: one site of the agent's, the centre behind it, and the villages it serves."""

    site: Site
    center: Site
    villages: tuple[Region, ...]


def posts_of(actor: Actor) -> list[Post]:
    """Return the agent's posts; NotAllowed when none of them can hand anything in."""
    ids = [role.site_id for role in actor.holding(RoleKind.AGENT) if role.site_id is not None]
    sites = Site.objects.filter(pk__in=ids).select_related("region__parent").order_by("id")
    posts = [post for post in map(_post, sites) if post is not None]
    if not posts:
        raise NotAllowed("您还没有安排到服务点，请联系镇便民服务中心")
    return posts


def villages(posts: list[Post]) -> list[Region]:
    """Return every village that the agent serves."""
    return [village for post in posts for village in post.villages]


def post_for(posts: list[Post], village: Region) -> Post:
    """Return the post that serves a village of the agent's own."""
    found = next((post for post in posts if village in post.villages), None)
    if found is None:
        raise NotAllowed("这个村不在您的服务范围")
    return found


def _post(site: Site) -> Post | None:
    township = site.region.parent if site.region.level == "village" else site.region
    center = center_of(township) if township is not None else None
    if center is None:
        return None
    return Post(site, center, tuple(villages_of(site)) or (site.region,))
