"""够条件的人: who may stand at a post, and until when: a role at its site, its items granted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from bianmin.accounts.models import Grant, Role
from bianmin.accounts.queries import holding_at
from bianmin.rules.rota import ROLES, PostKind
from bianmin.workforce.models import Post

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""长期: of a role or a grant without an end."""

Until = Mapping[int, Mapping[int, datetime]]
"""到什么时候: of each post, the people who may stand there now and the moment that ends it."""


def until(posts: Collection[Post], *, at: datetime) -> Until:
    """够条件到何时: of each post who may stand there at this moment, and until when, in two
    statements."""
    sites = {post.site_id for post in posts}
    roles = _roles(sites, at)
    grants = _grants(sites, at)
    found: dict[int, dict[int, datetime]] = {}
    for post in posts:
        kind = PostKind(post.kind)
        here = found[post.pk] = {}
        for role in ROLES[kind]:
            for user, ends in roles.get((post.site_id, role.value), {}).items():
                granted = _granted(post, kind, grants.get((post.site_id, user), {}))
                if granted is not None:
                    here[user] = max(here.get(user, at), min(ends, granted))
    return found


def qualified(posts: Sequence[Post], *, at: datetime) -> dict[int, set[int]]:
    """够条件的人: of each post, who has the role at its site and was granted all its items."""
    return {post: set(people) for post, people in until(posts, at=at).items()}


def _roles(sites: Collection[int], at: datetime) -> dict[tuple[int, str], dict[int, datetime]]:
    found: dict[tuple[int, str], dict[int, datetime]] = defaultdict(dict)
    held = Role.objects.filter(holding_at(at), site_id__in=sites, user__is_active=True)
    for site, kind, user, ends in held.values_list("site_id", "kind", "user_id", "ends_at"):
        here = found[site, kind]
        here[user] = max(here.get(user, ends or FOREVER), ends or FOREVER)
    return found


def _grants(sites: Collection[int], at: datetime) -> dict[tuple[int, int], dict[str, datetime]]:
    found: dict[tuple[int, int], dict[str, datetime]] = defaultdict(dict)
    held = Grant.objects.filter(holding_at(at), site_id__in=sites)
    for site, user, code, ends in held.values_list("site_id", "user_id", "item_code", "ends_at"):
        here = found[site, user]
        here[code] = max(here.get(code, ends or FOREVER), ends or FOREVER)
    return found


def _granted(post: Post, kind: PostKind, grants: Mapping[str, datetime]) -> datetime | None:
    """Until when every item of the post is granted; None: not all of them are."""
    if kind is PostKind.REVIEW:
        return FOREVER
    everything = grants.get("")
    ends = [grants.get(code, everything) for code in post.item_codes or ("",)]
    known = [max(end, everything or end) for end in ends if end is not None]
    return min(known) if len(known) == len(ends) else None
