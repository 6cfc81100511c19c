"""首问负责: noted by whoever is asked, offered to another, and theirs only once they take it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.audit.commands import record
from bianmin.feedback import policies
from bianmin.feedback.asking import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    answer_day,
    end_offer,
    tell_asker,
)
from bianmin.feedback.models import Question, QuestionOffer
from bianmin.feedback.queries import colleagues_for
from bianmin.ground.crypto import keyed_hash
from bianmin.messaging.commands import queue_sms
from bianmin.rules import numbers
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.first_ask import NOTED, AskChannel, OfferEnd
from bianmin.rules.verdict import require
from bianmin.sites.models import Site

LONGEST_NOTE = 200
MOVED = "这个问题刚刚有了变化，请刷新后再看"


@dataclass(frozen=True)
class Asker:
    """来问的人: as told; both may stay blank when the answer is given on the spot."""

    name: str = ""
    phone: str = ""


@transaction.atomic
def note_question(
    site: Site,
    *,
    channel: AskChannel,
    asker: Asker,
    words: str,
    answer: str,
    by: Actor,
    at: datetime,
) -> Question:
    """登记首问: whoever was asked writes it down and answers for it, or answers it there and then.

    What is not answered on the spot needs a telephone: the promise is to tell.
    """
    require(policies.may_note(by, site))
    _check_note(channel, asker, words, answer)
    township = site.region.parent if site.region.level == "village" else site.region
    assert township is not None and by.user_id is not None
    said, code = answer.strip(), numbers.tracking_code(site.unit, secrets.randbits(128))
    asked = Question(
        unit=site.unit,
        township=township,
        words=words.strip(),
        phone=asker.phone.strip(),
        visitor=asker.name.strip(),
        channel=channel.value,
        first_by=by.user_id,
        holder=by.user_id,
        answer_by=answer_day(at),
        code=code,
        code_hash=keyed_hash("question", code),
        asked_at=at,
        answer=said,
        answered_at=at if said else None,
        answered_by=by.user_id if said else None,
    )
    Question.objects.bulk_create([asked])
    record(
        f"question:{asked.pk}",
        "note_question",
        unit=asked.unit,
        by=by,
        at=at,
        channel=channel.value,
        on_the_spot=bool(said),
    )
    tell_asker(asked, "answered" if said else "question_noted", site.name, at=at, agent=by.name)
    return asked


@transaction.atomic
def offer_question(
    asked: Question, taker: User, *, note: str, by: Actor, at: datetime
) -> QuestionOffer:
    """转办: offer it to a colleague; whoever answers for it stays responsible until it is taken."""
    require(policies.may_offer(by, asked))
    _check_taker(asked, taker, note, at)
    end_offer(asked, OfferEnd.REPLACED, at=at)
    _set(asked, offered_to=taker.pk)
    assert asked.holder is not None
    offer = QuestionOffer(
        unit=asked.unit,
        question=asked,
        from_user=asked.holder,
        to_user=taker.pk,
        note=note.strip(),
        offered_at=at,
    )
    QuestionOffer.objects.bulk_create([offer])
    record(
        f"question:{asked.pk}",
        "offer_question",
        unit=asked.unit,
        by=by,
        at=at,
        giver=asked.holder,
        taker=taker.pk,
        taker_name=taker.display_name,
    )
    if taker.person.phone:
        queue_sms(
            unit=asked.unit,
            to=taker.person.phone,
            template="question_offered",
            params={"agent": by.name, "link": "/desk/questions/"},
            dedupe_key=f"offer:{offer.pk}",
            at=at,
        )
    return offer


@transaction.atomic
def take_question(asked: Question, *, by: Actor, at: datetime) -> None:
    """接手: from this moment another answers for it; the day to answer by stays."""
    require(policies.may_take(by, asked))
    giver = asked.holder
    assert by.user_id is not None
    first = {} if asked.first_by is not None else {"first_by": by.user_id}
    _set(asked, holder=by.user_id, offered_to=None, escalated=0, **first)
    end_offer(asked, OfferEnd.TAKEN, at=at)
    record(f"question:{asked.pk}", "take_question", unit=asked.unit, by=by, at=at, giver=giver)


@transaction.atomic
def decline_question(asked: Question, *, reason: str, by: Actor, at: datetime) -> None:
    """不接: say why; it never left whoever answers for it."""
    require(policies.may_decline(by, asked))
    _check(reason=(reason, "请写明为什么不接", LONGEST_NOTE))
    _set(asked, offered_to=None)
    end_offer(asked, OfferEnd.DECLINED, at=at, reason=reason.strip())
    record(f"question:{asked.pk}", "decline_question", unit=asked.unit, by=by, at=at)


def _set(asked: Question, **changes: int | None) -> None:
    """Write columns if nobody answered, offered or took it since it was read."""
    here = Question.objects.filter(unit=asked.unit, pk=asked.pk)
    stands = {"holder": asked.holder, "offered_to": asked.offered_to, "answered_at": None}
    if not here.filter(**stands).update(**changes):
        raise Conflict(MOVED)
    asked.refresh_from_db(from_queryset=here.select_related("township"))


def _check_note(channel: AskChannel, asker: Asker, words: str, answer: str) -> None:
    wrong = {}
    if channel not in NOTED:
        wrong["channel"] = "请选上门问或电话问"
    if not asker.phone.strip() and not answer.strip():
        wrong["phone"] = "不能当场答复的，请写下手机号，答复了好告诉人家"
    if len(answer) > LONGEST_ANSWER:
        wrong["answer"] = f"最多写 {LONGEST_ANSWER} 个字"
    if wrong:
        raise Invalid("还差几处没有写明", wrong)
    _check(words=(words, "请写明问的是什么", LONGEST_QUESTION))


def _check_taker(asked: Question, taker: User, note: str, at: datetime) -> None:
    wrong = {}
    if taker.pk == asked.holder:
        wrong["taker"] = "这个人就是现在的责任人"
    elif not colleagues_for(asked.township, at=at).filter(pk=taker.pk).exists():
        wrong["taker"] = "只能转给本乡镇或本县在岗的同事"
    if len(note) > LONGEST_NOTE:
        wrong["note"] = f"最多写 {LONGEST_NOTE} 个字"
    if wrong:
        raise Invalid("没有转出去", wrong)


def _check(**words: tuple[str, str, int]) -> None:
    wrong = {name: told for name, (text, told, _) in words.items() if not text.strip()}
    wrong |= {
        name: f"最多写 {most} 个字" for name, (text, _, most) in words.items() if len(text) > most
    }
    if wrong:
        raise Invalid("还差几处没有写明", wrong)
