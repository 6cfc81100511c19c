"""答复单: what a window gives instead of a no: a way, a list, or an answer that is asked for."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.calendars.queries import work_calendar
from bianmin.cases import card_policies as policies
from bianmin.cases.commands.documents import take_number
from bianmin.cases.gaps import Gap, check_gaps
from bianmin.cases.models import Card
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import check_scenario
from bianmin.ground.crypto import keyed_hash
from bianmin.messaging.commands import queue_sms
from bianmin.regions.queries import all_units
from bianmin.rules import clock, numbers
from bianmin.rules.cards import REPLY, WORDS, CardKind
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.retention import Record, erase_before
from bianmin.rules.verdict import require
from bianmin.sites.models import Site

LONGEST = 500


@dataclass(frozen=True)
class Visitor:
    """来人: who left with the card, as told; blank where they need not say."""

    name: str = ""
    phone: str = ""


@transaction.atomic
def give_signpost(
    site: Site, *, visitor: Visitor, matter: str, where: str, how: str, by: Actor, at: datetime
) -> Card:
    """指路牌: not ours to handle: say who does, where, and how to get there."""
    _check(
        matter=(matter, "请写明要办什么"),
        where=(where, "请写明哪里办"),
        how=(how, "请写明地址、电话或怎么走"),
    )
    way = {"key": "way", "what": where.strip(), "why": "", "how": how.strip()}
    return _give(site, CardKind.SIGNPOST, visitor, matter, [way], by=by, at=at)


@transaction.atomic
def give_plain_sheet(
    site: Site,
    version: ItemVersion,
    gaps: Sequence[Gap],
    *,
    scenario: str,
    visitor: Visitor,
    by: Actor,
    at: datetime,
) -> Card:
    """明白纸: what is still lacking, why, and how to mend it, before anything is handed in."""
    check_scenario(version, scenario)
    check_gaps(gaps)
    lines = [asdict(gap) for gap in gaps]
    matter = str(version.guide.get("name", version.item.name))
    return _give(
        site,
        CardKind.PLAIN_SHEET,
        visitor,
        matter,
        lines,
        version=version,
        scenario=scenario,
        by=by,
        at=at,
    )


@transaction.atomic
def give_reply_card(site: Site, *, visitor: Visitor, matter: str, by: Actor, at: datetime) -> Card:
    """答复卡: nobody here knows for sure: note the question and answer it in three days."""
    _check(
        matter=(matter, "请写明问的是什么"),
        name=(visitor.name, "请写下姓名，好答复"),
        phone=(visitor.phone, "请写下手机号，好答复"),
    )
    return _give(site, CardKind.REPLY_CARD, visitor, matter, [], by=by, at=at)


@transaction.atomic
def answer_card(card: Card, *, words: str, by: Actor, at: datetime) -> None:
    """答复: once, by the head or the county; a message with the link goes to whoever asked."""
    require(policies.may_answer_card(by, card))
    _check(words=(words, "请写下答复"))
    mine = Card.objects.filter(unit=card.unit, pk=card.pk, answered_at__isnull=True)
    if not mine.update(answer=words.strip(), answered_at=at, answered_by=by.user_id):
        raise Conflict("这张答复卡已经有人答复了")
    queue_sms(
        unit=card.unit,
        to=card.phone,
        template="answered",
        params={"site": card.site.name, "link": f"/cards/{card.secret.clear()}/"},
        dedupe_key=f"card:{card.pk}:answered",
        at=at,
    )
    record(f"card:{card.pk}", "answer_card", unit=card.unit, by=by, at=at)


def forget_cards(*, at: datetime) -> int:
    """到期删除: empty the cards whose period is over; number and dates stay."""
    limit = erase_before(Record.CARD, at)
    assert limit is not None
    old = Card.objects.filter(unit__in=all_units(), issued_at__lt=limit).exclude(secret_hash=b"")
    return old.update(
        visitor="", phone="", matter="", lines=[], answer="", secret="", secret_hash=b""
    )


def _give(
    site: Site,
    kind: CardKind,
    visitor: Visitor,
    matter: str,
    lines: list[dict[str, str]],
    *,
    version: ItemVersion | None = None,
    scenario: str = "",
    by: Actor,
    at: datetime,
) -> Card:
    require(policies.may_give_card(by, site))
    assert by.user_id is not None
    today, secret = localdate(at), numbers.tracking_code(site.unit, secrets.randbits(128))
    township = site.region if site.region.level == "township" else site.region.parent
    assert township is not None
    is_asked = kind is CardKind.REPLY_CARD
    card = Card(
        unit=site.unit,
        kind=kind.value,
        number=take_number(site.unit, township.pk, WORDS[kind], today.year),
        site=site,
        township=township,
        version=version,
        scenario=scenario,
        visitor=visitor.name.strip(),
        phone=visitor.phone.strip(),
        matter=matter.strip(),
        lines=lines,
        secret=secret,
        secret_hash=keyed_hash("card", secret),
        issued_at=at,
        issued_by=by.user_id,
        answer_by=clock.due_or_pending(today, REPLY, work_calendar()).on if is_asked else None,
    )
    Card.objects.bulk_create([card])
    record(
        f"card:{card.pk}",
        "give_card",
        unit=site.unit,
        by=by,
        at=at,
        kind=kind.value,
        number=card.number,
    )
    return card


def _check(**words: tuple[str, str]) -> None:
    wrong = {name: told for name, (text, told) in words.items() if not text.strip()}
    wrong |= {
        name: f"最多写 {LONGEST} 个字" for name, (text, _) in words.items() if len(text) > LONGEST
    }
    if wrong:
        raise Invalid("还差几处没有写明", wrong)
