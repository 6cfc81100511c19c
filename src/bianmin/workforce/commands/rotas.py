"""排班: draft the rotas of one post or of a whole county, and publish what is without fault."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import Trace, record_many
from bianmin.regions.models import Region
from bianmin.rules import rota as rules
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.verdict import require
from bianmin.workforce import policies
from bianmin.workforce.commands.turns import one_at_a_time
from bianmin.workforce.models import Post, Rota
from bianmin.workforce.queries import rotas as queries
from bianmin.workforce.queries import watches
from bianmin.workforce.queries.faults import wrong

BATCH = 2_000
SHOWN_FAULTS = 5


class RotaFaulty(Conflict):
    """不能公布: a rota would leave a window empty; `faults` says which and why."""

    def __init__(self, faults: dict[int, tuple[str, ...]], names: Sequence[str]) -> None:
        more = f"等 {len(faults)} 个岗位" if len(faults) > len(names) else ""
        super().__init__("值班表还不能公布：" + "；".join(names) + more)
        self.faults = faults


@transaction.atomic
def draft_rota(
    post: Post, *, pattern: str, season: str, starts_on: date, by: Actor, at: datetime
) -> Rota:
    """排一张: write one post's weeks; drafted again, the draft is replaced."""
    require(policies.may_run(by, post.site.region))
    if len(pattern) not in rules.LENGTHS or set(pattern) - set(rules.SLOTS + rules.CLOSED):
        raise Invalid("值班表每格只能填 A、B、C 或不开门", {"pattern": "请把每一格都选好"})
    (rota,) = _draft([(post, pattern)], season=season, starts_on=starts_on, by=by, at=at)
    return rota


@transaction.atomic
def draft_rotas(
    region: Region, *, season: str = "all", starts_on: date, by: Actor, at: datetime
) -> list[Rota]:
    """整片排班: for every post below a region that has no draft for that day yet: A every open
    half-day, B standing by, or the turns of the rota in force where its holders are the same."""
    require(policies.may_run(by, region))
    below = Q(site__region__path__startswith=region.path)
    posts = list(watches.open_posts(below).select_related(None).select_related("site"))
    of_posts = Q(post__site__region__path__startswith=region.path)
    there = set(
        queries.drafts(of_posts)
        .filter(season=season, starts_on=starts_on)
        .values_list("post_id", flat=True)
    )
    in_force = watches.in_force(of_posts, starts_on).select_related(None)
    before = {rota.post_id: rota for rota in in_force}
    wanted = [
        (post, _pattern(post, before.get(post.pk), season))
        for post in posts
        if post.pk not in there
    ]
    return _draft(wanted, season=season, starts_on=starts_on, by=by, at=at)


@transaction.atomic
def publish_rotas(rotas: Sequence[Rota], *, by: Actor, at: datetime) -> int:
    """公布: make drafts hold from their first day, all or none.

    Refused while one of them leaves an open half-day without a person, has no B, names somebody
    who was not granted the items, or sends one person to two windows (三（八）避免缺岗、空岗).
    """
    for region in {rota.post.site.region_id: rota.post.site.region for rota in rotas}.values():
        require(policies.may_run(by, region))
    one_at_a_time(rota.post for rota in rotas)
    faults = wrong(rotas, at=at)
    if faults:
        raise RotaFaulty(faults, _names(rotas, faults))
    published = Rota.objects.filter(
        pk__in=[rota.pk for rota in rotas], published_at__isnull=True
    ).update(published_at=at, published_by=by.user_id)
    if published != len(rotas):
        raise Conflict("有的值班表刚被别人公布，请刷新后再看")
    traces = (
        Trace(
            f"post:{rota.post_id}",
            "publish_rota",
            rota.post.site.unit,
            facts={"rota": rota.pk, "from": rota.starts_on, "season": rota.season},
        )
        for rota in rotas
    )
    record_many(traces, by=by, at=at)
    return published


@transaction.atomic
def drop_rota(rota: Rota, *, by: Actor, at: datetime) -> None:
    """不要了: forget a draft; what is published stays."""
    require(policies.may_run(by, rota.post.site.region))
    if not Rota.objects.filter(pk=rota.pk, published_at__isnull=True).delete()[0]:
        raise Conflict("已经公布的值班表不能删，请另排一张")


def _draft(
    wanted: Sequence[tuple[Post, str]], *, season: str, starts_on: date, by: Actor, at: datetime
) -> list[Rota]:
    if season not in ("all", "summer", "winter"):
        raise Invalid("请选全年、夏季或冬季", {"season": "请选一个"})
    posts = [post.pk for post, _ in wanted]
    Rota.objects.filter(
        post_id__in=posts, season=season, starts_on=starts_on, published_at__isnull=True
    ).delete()
    rotas = [
        Rota(
            post=post,
            season=season,
            starts_on=starts_on,
            pattern=pattern,
            opening=watches.opening_pattern(post.site, season, len(pattern) // rules.WEEK),
            a_id=post.a_id,
            b_id=post.b_id,
            c_id=post.c_id,
            drafted_at=at,
            drafted_by=by.user_id,
        )
        for post, pattern in wanted
    ]
    try:
        with transaction.atomic():
            return Rota.objects.bulk_create(rotas, batch_size=BATCH)
    except IntegrityError:
        raise Conflict("有人同时在排这几个岗位，请刷新后再排") from None


def _pattern(post: Post, before: Rota | None, season: str) -> str:
    opening = watches.opening_pattern(post.site, season)
    if before is not None and (before.a_id, before.b_id, before.c_id) == (
        post.a_id,
        post.b_id,
        post.c_id,
    ):
        kept = before.pattern
        if before.opening == opening * (len(kept) // rules.WEEK):
            return kept
    return rules.even_pattern(opening)


def _names(rotas: Sequence[Rota], faults: dict[int, tuple[str, ...]]) -> list[str]:
    return [
        f"{rota.post.site.name}{rota.post.name}：{faults[rota.pk][0]}"
        for rota in rotas
        if rota.pk in faults
    ][:SHOWN_FAULTS]
