"""不能公布的理由: what is wrong with rotas before they are published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from bianmin.rules import rota as rules
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.rota import Watch
from bianmin.workforce.models import Rota
from bianmin.workforce.queries import gaps, watches
from bianmin.workforce.queries.able import Until, until

MOMENT = timedelta(seconds=1)


def wrong(rotas: Sequence[Rota], *, at: datetime) -> dict[int, tuple[str, ...]]:
    """不能公布的理由: of each rota (by its id) that has any; a few statements for a whole city.

    Looked at with what is in force on its first day at every post its people hold, so that nobody
    is planned at two windows at once, with the leave that was granted to them, and with the day
    on which what they were granted runs out.
    """
    found: dict[int, list[str]] = defaultdict(list)
    able = until({rota.post_id: rota.post for rota in rotas}.values(), at=at)
    for rota in rotas:
        said = (*_on_its_own(rota, able), *_lapsing(rota, able))
        if said:
            found[rota.pk] += said
    for (season, day), group in _by_start(rotas).items():
        beside = _beside(group, season, day)
        by_post = {rota.post_id: rota for rota in group}
        for watch, sentence in rules.clashes(beside + [watches.watch_of(r) for r in group]):
            if watch.post in by_post:
                found[by_post[watch.post].pk].append(sentence)
    for rota, gap in gaps.left_by(rotas, at=at):
        where = "" if gap.post.pk == rota.post_id else f"“{gap.post.name}”"
        found[rota.pk].append(f"{gap.when}有人请了假，{where}{gap.words}")
    return {pk: tuple(dict.fromkeys(said)) for pk, said in found.items()}


def _on_its_own(rota: Rota, able: Until) -> Iterator[str]:
    yield from rules.faults(watches.watch_of(rota), able[rota.post_id].keys())
    opens = watches.opening_pattern(rota.post.site, rota.season, len(rota.pattern) // rules.WEEK)
    if rota.opening != opens:
        yield "本站办公时间改过了，请重新排"


def _lapsing(rota: Rota, able: Until) -> Iterator[str]:
    """A grant that runs out before the rota begins is none for it."""
    begins = datetime.combine(rota.starts_on, time(0), SHANGHAI)
    holders = (rota.a_id, rota.b_id, rota.c_id)
    for slot, person in zip(rules.SLOTS, holders, strict=True):
        ends = able[rota.post_id].get(person) if person else None
        if ends is not None and ends <= begins:
            last = (ends - MOMENT).astimezone(SHANGHAI)
            yield f"{slot} 岗的授权{last:%m月%d日}到期，在值班表开始以前：请先续考"


def _by_start(rotas: Sequence[Rota]) -> dict[tuple[str, date], list[Rota]]:
    groups: dict[tuple[str, date], list[Rota]] = defaultdict(list)
    for rota in rotas:
        groups[rota.season, rota.starts_on].append(rota)
    return groups


def _beside(group: Sequence[Rota], season: str, day: date) -> list[Watch]:
    """What is in force at the other posts of the same people."""
    people = {user for rota in group for user in (rota.a_id, rota.b_id, rota.c_id) if user}
    named = Q(a_id__in=people) | Q(b_id__in=people) | Q(c_id__in=people)
    others = named & ~Q(post_id__in=[rota.post_id for rota in group])
    rows = (
        Rota.objects.filter(
            others,
            published_at__isnull=False,
            starts_on__lte=day,
            season__in={"all", season} if season != "all" else ("all", "summer", "winter"),
            post__closed_on__isnull=True,
        )
        .select_related("post")
        .order_by("post_id", "-starts_on", "-published_at", "-id")
        .distinct("post_id")
    )
    return [watches.watch_of(rota) for rota in rows]
