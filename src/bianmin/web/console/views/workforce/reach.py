"""管到哪里: the part of the tree that an account looks at, and what lies in it."""

from __future__ import annotations

from django.db.models import Q
from django.shortcuts import get_object_or_404

from bianmin.accounts.actor import Actor
from bianmin.regions.models import Region
from bianmin.rules.errors import NotAllowed
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.wire.requests import Request
from bianmin.workforce import policies
from bianmin.workforce.models import Post
from bianmin.workforce.queries.watches import everywhere


def home_region(actor: Actor) -> int:
    """Return the widest region whose people the account may see."""
    roles = actor.holding(*policies.SEES_PEOPLE)
    if not roles:
        raise NotAllowed("您的岗位不管人员")
    return min(roles, key=lambda role: role.region_path.count("/")).region_id


def region_of(request: Request, pk: int) -> Region:
    """Return a region whose people the account may see."""
    region = get_object_or_404(
        Region.objects.select_related("parent__parent"), pk=pk, valid_to__isnull=True
    )
    require(policies.may_see_people(request.actor, region))
    return region


def site_of(request: Request, pk: int) -> Site:
    """Return a site whose people the account may see."""
    site = get_object_or_404(Site.objects.select_related("region__parent__parent"), pk=pk)
    require(policies.may_see_people(request.actor, site.region))
    return site


def post_of(request: Request, pk: int) -> Post:
    """Return a post at a site whose people the account may see."""
    post = get_object_or_404(
        Post.objects.select_related("site__region__parent__parent", "a", "b", "c"), pk=pk
    )
    require(policies.may_see_people(request.actor, post.site.region))
    return post


def township_of(region: Region) -> Region:
    """Return the township of a village, or the region itself above it."""
    return region.parent if region.level == "village" and region.parent else region


def crumbs(region: Region, actor: Actor) -> list[Region]:
    """Return the regions above, and the region itself, that the account may see; widest first."""
    found = []
    above: Region | None = region
    while above is not None:
        if policies.may_see_people(actor, above):
            found.append(above)
        above = above.parent
    return found[::-1]


def below(region: Region) -> Q:
    """Return the condition for posts at the sites of a region (`site__…`)."""
    return Q(site__region__path__startswith=region.path)


def units_of(region: Region) -> tuple[int, ...]:
    """Return the units whose rows can speak of a region."""
    return everywhere() if region.level == "city" else (region.unit,)
