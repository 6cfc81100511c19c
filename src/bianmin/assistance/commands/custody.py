"""交接材料: taken from the resident, handed over by list, counted, and given back.

Only who has a paper gives it. Every hand-over is a row with both names, written once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.assistance import custody_policies as policies
from bianmin.assistance.commands.writing import (
    Proof,
    day_after,
    due_words,
    hold,
    keep_photos,
    require_proof,
    tell,
    trace,
)
from bianmin.assistance.custody import Sheet, in_hands_of, sheet_of
from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import HeldPaper, PaperMove, PaperSheet, SheetLine
from bianmin.audit.commands import record
from bianmin.cases.commands.intake import next_serial
from bianmin.messaging.commands import queue_sms
from bianmin.rules import custody, numbers
from bianmin.rules.custody import MOST_ON_A_SHEET, RETURNS, Found, Taken
from bianmin.rules.errors import Conflict, Invalid, NotFound
from bianmin.rules.verdict import require
from bianmin.sites.models import Site

GONE = "有一样材料不在您手里了，请刷新后再看"


@transaction.atomic
def take_papers(
    file: OrderFile, taken: Sequence[Taken], *, by: Actor, at: datetime
) -> list[HeldPaper]:
    """取材料: the agent takes them from the resident; originals have a day to be back."""
    file = hold(file)
    require(policies.may_take(by, file))
    custody.check_taken(list(taken))
    order, day = file.order, file.order.promised_on or day_after(localdate(at), RETURNS)
    made = [
        HeldPaper(
            unit=order.unit,
            order=order,
            name=one.name,
            is_original=one.is_original,
            count=one.count,
            holder_id=by.user_id,
            taken_at=at,
            return_by=day if one.is_original else None,
        )
        for one in taken
    ]
    HeldPaper.objects.bulk_create(made)
    _moved(made, None, by.user_id, "taken", at)
    trace(order, "take_papers", by=by, at=at, papers=[str(one) for one in made])
    tell(order, "papers_taken", at=at, count=sum(one.count for one in made), due=due_words(day))
    return made


@transaction.atomic
def make_sheet(papers: Collection[int], center: Site, *, by: Actor, at: datetime) -> PaperSheet:
    """开移交单: from whoever has them to the centre; theirs until they were counted there."""
    require(policies.may_hand_in(by, center))
    rows = _mine(center.unit, papers, by)
    if any(one.order.township_id != center.region_id for one in rows):
        raise Conflict("有材料不归这个中心办，请分开移交")
    return _sheet(rows, center, None, by=by, at=at)


@transaction.atomic
def give_back(
    papers: Collection[int], center: Site, *, by: Actor, at: datetime
) -> list[PaperSheet]:
    """还给代办员: a list for each agent who carries the orders; the agent counts it."""
    rows = _mine(center.unit, papers, by)
    made = []
    for agent in {one.order.agent_id: one.order.agent for one in rows}.values():
        if agent is None:
            raise Conflict("有一单还没有代办员，请先派单")
        if agent.pk == by.user_id:
            raise Conflict("材料本来就在代办员手里")
        own = [one for one in rows if one.order.agent_id == agent.pk]
        made.append(_sheet(own, center, agent, by=by, at=at))
    return made


@transaction.atomic
def settle_sheet(
    sheet: Sheet, found: Mapping[int, Found], words: str, *, by: Actor, at: datetime
) -> Sheet:
    """点收: what is there is the taker's from now on; what is not, still the giver's."""
    require(policies.may_settle(by, sheet))
    wanted = frozenset(line.paper_id for line in sheet.lines)
    custody.check_found(found, wanted, words)
    row = sheet.row
    here = PaperSheet.objects.filter(unit=row.unit, pk=row.pk, settled_at__isnull=True)
    columns = {"settled_at": at, "settled_by_id": by.user_id, "words": words.strip()}
    if not here.update(**columns):
        raise Conflict("这张移交单刚刚点收过了")
    came = []
    for line in sheet.lines:
        SheetLine.objects.filter(unit=row.unit, pk=line.pk).update(found=found[line.paper_id].value)
        if found[line.paper_id] is Found.OK:
            came.append(line.paper)
    _hand(came, row.giver_id, by.user_id, "sheet", at)
    lacking = len(wanted) - len(came)
    _record(row, "settle_sheet", by=by, at=at, papers=len(wanted), lacking=lacking)
    if lacking:
        _tell(row.giver, row, "papers_differ", lacking, at=at)
    return sheet_of(row)


@transaction.atomic
def withdraw_sheet(sheet: Sheet, *, by: Actor, at: datetime) -> None:
    """不移交了: by the giver, before it was counted; the papers are free for another list."""
    require(policies.may_withdraw(by, sheet))
    row = sheet.row
    here = PaperSheet.objects.filter(unit=row.unit, pk=row.pk, settled_at__isnull=True)
    if not here.update(settled_at=at, settled_by_id=by.user_id):
        raise Conflict("这张移交单刚刚点收过了")
    lines = SheetLine.objects.filter(unit=row.unit, sheet_id=row.pk)
    lines.update(found=Found.TAKEN_BACK.value)
    _record(row, "withdraw_sheet", by=by, at=at)


@transaction.atomic
def return_papers(
    file: OrderFile, papers: Collection[int], *, proof: Proof, by: Actor, at: datetime
) -> None:
    """还给本人: the resident signs for them."""
    file = hold(file)
    rows = [one for one in file.papers if one.pk in papers]
    require(policies.may_return(by, file, rows))
    require_proof(proof)
    keep_photos(file.order, proof, "还材料的签收", by=by, at=at)
    hand_to_resident(file, rows, by=by, at=at, signature=proof.drawn)


def hand_to_resident(
    file: OrderFile, rows: Sequence[HeldPaper], *, by: Actor, at: datetime, signature: str = ""
) -> None:
    """Write that these are the resident's again; the signature stands on the form or here."""
    if not rows:
        return
    _hand(rows, by.user_id, None, "returned", at, signature=signature)
    trace(file.order, "return_papers", by=by, at=at, papers=[str(one) for one in rows])


def pass_on(giver: User, taker: User, rows: Iterable[HeldPaper], *, at: datetime) -> None:
    """随人移交: what somebody who leaves had in hand goes to whoever stands in."""
    _hand(list(rows), giver.pk, taker.pk, "handover", at)


def _sheet(
    rows: Sequence[HeldPaper], center: Site, taker: User | None, *, by: Actor, at: datetime
) -> PaperSheet:
    if len(rows) > MOST_ON_A_SHEET:
        raise Invalid(f"一张单子最多 {MOST_ON_A_SHEET} 样，请分两张")
    unit, today = center.unit, localdate(at)
    sheet = PaperSheet(
        unit=unit,
        number=numbers.sheet_number(unit, today, next_serial(unit, today)),
        site=center,
        giver_id=by.user_id or 0,
        taker=taker,
        made_at=at,
    )
    PaperSheet.objects.bulk_create([sheet])
    lines = [SheetLine(unit=unit, sheet=sheet, paper=one) for one in rows]
    try:
        with transaction.atomic():
            SheetLine.objects.bulk_create(lines)
    except IntegrityError:
        raise Conflict("有材料已经在另一张没点收的移交单上") from None
    _record(sheet, "make_sheet", by=by, at=at, papers=len(rows))
    if taker is not None:
        _tell(taker, sheet, "papers_back", len(rows), at=at)
    return sheet


def _mine(unit: int, papers: Collection[int], by: Actor) -> list[HeldPaper]:
    """What of these is in the actor's own hands; Invalid without any, NotFound when one is not."""
    if not papers:
        raise Invalid("请勾选材料", {"papers": "请勾选材料"})
    rows = list(in_hands_of(unit, by.user_id or 0).filter(pk__in=papers).order_by("id"))
    if len(rows) != len(set(papers)):
        raise NotFound(GONE)
    return rows


def _hand(
    rows: Sequence[HeldPaper],
    giver: int | None,
    taker: int | None,
    why: str,
    at: datetime,
    *,
    signature: str = "",
) -> None:
    """Move them, each only from the hands it is in."""
    ids = [one.pk for one in rows]
    if not ids:
        return
    here = HeldPaper.objects.filter(unit=rows[0].unit, pk__in=ids, holder_id=giver)
    columns: dict[str, Any] = {"holder_id": taker}
    if here.update(**columns, returned_at=None if taker else at) != len(ids):
        raise Conflict(GONE)
    _moved(rows, giver, taker, why, at, signature=signature)


def _moved(
    rows: Sequence[HeldPaper],
    giver: int | None,
    taker: int | None,
    why: str,
    at: datetime,
    *,
    signature: str = "",
) -> None:
    PaperMove.objects.bulk_create(
        PaperMove(
            unit=one.unit,
            paper=one,
            giver_id=giver,
            taker_id=taker,
            count=one.count,
            why=why,
            signature=signature,
            moved_at=at,
        )
        for one in rows
    )


def _tell(user: User, sheet: PaperSheet, template: str, count: int, *, at: datetime) -> None:
    if not user.person.phone:
        return
    queue_sms(
        unit=sheet.unit,
        to=user.person.phone,
        template=template,
        params={"site": sheet.site.name, "count": count, "link": f"/field/sheets/{sheet.number}/"},
        dedupe_key=f"sheet:{sheet.pk}:{template}",
        at=at,
    )


def _record(sheet: PaperSheet, action: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    record(f"sheet:{sheet.pk}", action, unit=sheet.unit, by=by, at=at, number=sheet.number, **facts)
