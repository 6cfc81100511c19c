"""演示目录: what goes on around the catalogue, so that nobody opens an empty page.

A second edition that some counties have yet to adopt, so that prints on the walls are outdated; a
third and a guide in hand; what was looked for in vain; what was asked and answered; a bundle being
changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.models import User
from bianmin.accounts.queries import actor_of
from bianmin.audit.commands import Trace, record_many
from bianmin.cases.models import Case
from bianmin.catalogue import bundles, finding
from bianmin.catalogue.commands import editions
from bianmin.catalogue.commands.adoption import adopt_edition
from bianmin.catalogue.commands.bundles import draft_bundle
from bianmin.catalogue.commands.drafts import draft_version, propose_draft
from bianmin.catalogue.commands.words import name_item
from bianmin.catalogue.models import (
    DirectoryEntry,
    Edition,
    EmptySearch,
    ItemVersion,
    ServiceItem,
    VersionDraft,
)
from bianmin.feedback.asking import answer_question, ask_question
from bianmin.ops.demo.rows import Place
from bianmin.papers.guides import Form
from bianmin.papers.models import Hanging
from bianmin.papers.queries import hanging_owner, versions_for
from bianmin.regions.queries import all_units
from bianmin.rules.publishing import ChangeKind
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site

CHANGED = 2  # items of the second edition
LATE_COUNTIES = 2  # which have not adopted it
WALLS = 30  # townships whose prints were noted
HUNG = 6  # prints at each of their sites
ASKED = 8
FAQ = {"question": "办好了怎么知道？", "answer": "办好了发短信告诉您，也可以凭办件号在网上查。"}
MISSED = (
    ("电动车上牌", 17), ("遛狗证", 9), ("路灯坏了", 8), ("考驾照", 6), ("护照", 5), ("快递丢了", 4),
    ("接种疫苗", 3), ("收破烂的", 2), ("天气预报", 2),
)  # fmt: skip
LEARNED = ("坐公交不花钱", "LC-LN-079")
QUESTIONS = (
    ("我娘八十三了，高龄钱从哪个月起发？", "从批下来的下个月起发，发到老人自己的卡上。"),
    ("孩子在外地上大学，医保在哪里交？", "在学校交或在老家交都行，只能交一处。"),
    ("宅基地证丢了能补吗？", "能补。带身份证到镇上便民服务中心查底册，先登报声明。"),
    ("我不会用手机，能到村里填吗？", "能。到村便民服务站找代办员，带身份证就行。"),
    ("低保年年都要重新交材料吗？", ""),
)
NOBODY = Actor(None, None, "群众", (), "web")


def fill_shelves(places: Sequence[Place], opened: datetime, until: datetime) -> Edition:
    """Do all of it by the product's own commands; return the edition that waits for counties."""
    bureau = _city(RoleKind.CITY_BUREAU, until)
    office = _city(RoleKind.CITY_OFFICE, until)
    changed = _little_asked(until)
    hang(places[:WALLS], changed, opened + timedelta(days=5))
    edition = second_edition(changed, bureau, office, until)
    in_hand(bureau, until)
    miss(bureau, until)
    ask(places[:ASKED], until)
    return edition


def _city(kind: RoleKind, at: datetime) -> Actor:
    who = User.objects.filter(roles__kind=kind, is_demo=True).order_by("id")[0]
    return actor_of(who, at=at, channel="web")


def _little_asked(until: datetime) -> list[ServiceItem]:
    """Items that nobody asks for on the last day: no case is of a guide that was not in force."""
    today = localdate(until)
    asked = Case.objects.filter(unit__in=all_units(), submitted_at__date__gte=today)
    free = ServiceItem.objects.filter(current__isnull=False, status="active")
    taken = set(asked.values_list("item_id", flat=True))
    rows = free.exclude(pk__in=taken).select_related("current").order_by("-popularity", "id")
    return list(rows[:CHANGED])


def hang(places: Sequence[Place], changed: Sequence[ServiceItem], at: datetime) -> None:
    """Note what hangs at the centres and stations: what will change, and the most wanted."""
    rows: list[Hanging] = []
    offered: dict[tuple[int, str], list[ItemVersion]] = {}  # the same at every site of a kind here
    for place in places:
        for site in dict.fromkeys((place.center, *place.bases.values())):
            kind = (site.unit, site.kind)
            if kind not in offered:
                offered[kind] = _most_wanted(site, changed, at)
            form = Form.POSTER if site.kind == "center" else Form.SHEET
            rows += [_hanging(site, one, form, place.head, at) for one in offered[kind]]
    Hanging.objects.bulk_create(rows, batch_size=2000)
    traces = (
        Trace(hanging_owner(one.pk), "hang_print", one.unit, facts={"item": one.item.code})
        for one in rows
    )
    record_many(traces, by=SYSTEM, at=at)


def _most_wanted(site: Site, changed: Sequence[ServiceItem], at: datetime) -> list[ItemVersion]:
    """What a site of this kind offers: first what will change, then what is asked for most."""
    new = {item.pk for item in changed}
    offered = versions_for(site, localdate(at))
    first = sorted(offered, key=lambda one: (one.item_id not in new, -one.item.popularity))
    return first[:HUNG]


def _hanging(site: Site, version: ItemVersion, form: Form, head: User, at: datetime) -> Hanging:
    return Hanging(
        unit=site.unit,
        site=site,
        item=version.item,
        version=version,
        form=form.value,
        hung_at=at,
        hung_by=head.pk,
        unseen="" if (site.pk + version.pk) % 23 else "手机拍不了照片",
    )


def second_edition(
    changed: Sequence[ServiceItem], bureau: Actor, office: Actor, until: datetime
) -> Edition:
    """第 2 版: sent by one person, published by another, in force today, adopted by most."""
    drafted, sent, published = (until - timedelta(days=n) for n in (12, 11, 10))
    edition = editions.draft_edition(by=bureau, at=drafted)
    for item in changed:
        _change(edition, item, bureau, drafted, why="群众常问办好了怎么知道，写进指南")
    editions.propose_edition(
        edition, effective_on=localdate(until), adopt_by=None, by=bureau, at=sent
    )
    editions.publish_edition(edition, by=office, at=published)
    for task in list(edition.tasks.order_by("unit"))[:-LATE_COUNTIES]:
        adopt_edition(task, by=SYSTEM, at=until - timedelta(days=4))
    editions.put_edition_in_force(edition, by=SYSTEM, at=until)
    return edition


def _change(edition: Edition, item: ServiceItem, by: Actor, at: datetime, *, why: str) -> None:
    row = DirectoryEntry.objects.get(item=item, until__isnull=True)
    editions.record_change(
        edition,
        item,
        kind=ChangeKind.CHANGE.value,
        reason=why,
        township_mode=row.township_mode,
        village_mode=row.village_mode,
        draft=_told_more(item, by, at),
        by=by,
        at=at,
    )


def _told_more(item: ServiceItem, by: Actor, at: datetime) -> VersionDraft:
    assert item.current is not None
    guide: dict[str, Any] = dict(item.current.guide)
    guide["faq"] = [*guide.get("faq", ()), FAQ]
    return draft_version(item, by=by, at=at, guide=guide, note="加一条常见问题")


def in_hand(bureau: Actor, until: datetime) -> None:
    """在改的: a third edition begun, a guide that waits for the second person, a bundle."""
    at = until - timedelta(days=2)
    third = editions.draft_edition(by=bureau, at=at)
    spare = ServiceItem.objects.filter(current__number=1, status="active").exclude(
        pk__in=VersionDraft.objects.values("item")
    )
    first, second = spare.select_related("current").order_by("-popularity", "id")[:2]
    _change(third, first, bureau, at, why="窗口反映指南里少一句")
    waiting = _told_more(second, bureau, at)
    propose_draft(
        waiting, effective_on=localdate(until), note="加一条常见问题", by=bureau, at=until
    )
    bundle = bundles.published().first()
    if bundle is not None:
        draft_bundle(bundle, by=bureau, at=at)


def miss(bureau: Actor, until: datetime) -> None:
    """没搜到的: words that find nothing here, how often; and one that was learned from them."""
    EmptySearch.objects.bulk_create(
        EmptySearch(words=words, times=times, last_at=until - timedelta(hours=3 * n))
        for n, (words, times) in enumerate(MISSED)
        if not finding.found(words)
    )
    word, code = LEARNED
    for item in ServiceItem.objects.filter(code=code, current__isnull=False):
        name_item(word, item, by=bureau, at=until - timedelta(days=1))


def ask(places: Sequence[Place], until: datetime) -> None:
    """群众提问: in several townships; what has an answer here was answered there."""
    for n, place in enumerate(places):
        words, answer = QUESTIONS[n % len(QUESTIONS)]
        person = next(iter(place.residents.values()))[0]
        asked, _ = ask_question(
            place.center.region,
            words=words,
            phone=person.phone.clear(),
            address=f"demo {n}",
            by=NOBODY,
            at=until - timedelta(days=2, minutes=n),
        )
        if answer:
            clerk = actor_of(place.clerks[0], at=until, channel="web")
            answer_question(asked, words=answer, by=clerk, at=until - timedelta(days=1, minutes=n))
