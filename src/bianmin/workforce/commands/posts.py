"""设岗与定岗: open a post at a site, say who is its A, B and C, and close it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.audit.commands import record
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.rota import POST_LABELS, PostKind
from bianmin.rules.verdict import require
from bianmin.sites.models import Site
from bianmin.workforce import policies
from bianmin.workforce.models import Post
from bianmin.workforce.queries.able import qualified

UNQUALIFIED = "这位同事还没有这个岗位全部事项的授权，先学习、考试合格、授权，再来定岗"
NO_ROLE = "这位同事在本站没有对应的岗位角色"


@transaction.atomic
def open_post(
    site: Site,
    kind: PostKind,
    *,
    name: str = "",
    item_codes: Sequence[str] = (),
    signs: bool = False,
    by: Actor,
    at: datetime,
) -> Post:
    """设岗: open a post; without items named it takes every item of the site."""
    require(policies.may_run(by, site.region))
    if site.status != "open":
        raise Conflict(f"{site.name}没有在营业，不能设岗")
    post = Post(
        site=site,
        kind=kind.value,
        name=(name.strip() or POST_LABELS[kind])[:30],
        item_codes=sorted(set(item_codes)),
        signs=signs,
        opened_on=localdate(at),
    )
    _save(post)
    record(f"post:{post.pk}", "open_post", unit=site.unit, by=by, at=at, site=site.pk, kind=kind)
    return post


@transaction.atomic
def change_post(
    post: Post, *, name: str, item_codes: Sequence[str], signs: bool, by: Actor, at: datetime
) -> Post:
    """改岗位: its name, its items, and whether its holders sign in."""
    require(policies.may_run(by, post.site.region))
    post.name, post.item_codes, post.signs = name.strip()[:30], sorted(set(item_codes)), signs
    if not post.name:
        raise Invalid("请写岗位名称", {"name": "请写岗位名称"})
    _save(post, fields=["name", "item_codes", "signs"])
    record(
        f"post:{post.pk}",
        "change_post",
        unit=post.site.unit,
        by=by,
        at=at,
        items=post.item_codes,
        signs=signs,
    )
    return post


@transaction.atomic
def appoint(
    post: Post, a: User | None, b: User | None, c: User | None = None, *, by: Actor, at: datetime
) -> Post:
    """定岗: say who is A, B and C; each works at the site and was granted the post's items.

    What is published stays until a new rota is published.
    """
    require(policies.may_run(by, post.site.region))
    able = qualified([post], at=at)[post.pk]
    holders = {"a": a, "b": b, "c": c}
    wrong = {slot: UNQUALIFIED for slot, user in holders.items() if user and user.pk not in able}
    named = [user.pk for user in holders.values() if user]
    if len(set(named)) < len(named):
        wrong["b"] = "A、B、C 岗应是不同的人"
    if wrong:
        raise Invalid("有人还不能定在这个岗位", wrong)
    Post.objects.filter(pk=post.pk).update(a=a, b=b, c=c)
    ids = {slot: user.pk if user else None for slot, user in holders.items()}
    record(f"post:{post.pk}", "appoint", unit=post.site.unit, by=by, at=at, holders=ids)
    post.refresh_from_db()
    return post


@transaction.atomic
def close_post(post: Post, *, reason: str, by: Actor, at: datetime) -> Post:
    """撤岗: from tomorrow's point of view there is nothing to man here."""
    require(policies.may_run(by, post.site.region))
    closed = Post.objects.filter(pk=post.pk, closed_on__isnull=True)
    if not closed.update(closed_on=localdate(at)):
        raise Conflict("这个岗位已经撤了")
    record(f"post:{post.pk}", "close_post", unit=post.site.unit, by=by, at=at, reason=reason)
    post.refresh_from_db()
    return post


def _save(post: Post, *, fields: Sequence[str] | None = None) -> None:
    try:
        with transaction.atomic():
            post.save(force_insert=fields is None, update_fields=fields)
    except IntegrityError:
        raise Conflict(f"{post.site.name}已有“{post.name}”这个岗位") from None
