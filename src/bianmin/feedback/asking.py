"""群众提问: ask the centre of one's township in writing; it answers, and a message says so.

What comes by the net has its first officer (首问责任人) at once: the head of the centre, or
whoever else is in office there; none is without anybody but where nobody is.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import tallies
from bianmin.accounts.limits import QUESTIONS_A_DAY, QUESTIONS_FROM_ADDRESS
from bianmin.audit.commands import record
from bianmin.calendars.queries import work_calendar
from bianmin.feedback.models import Question, QuestionOffer
from bianmin.feedback.policies import may_answer
from bianmin.feedback.queries import officer_of
from bianmin.ground.crypto import keyed_hash
from bianmin.messaging.commands import queue_sms
from bianmin.regions.models import Region
from bianmin.regions.queries import units
from bianmin.rules import clock, numbers
from bianmin.rules.errors import Conflict, Invalid, TooMany
from bianmin.rules.first_ask import ANSWER, OfferEnd
from bianmin.rules.retention import Record, erase_before
from bianmin.rules.verdict import require
from bianmin.sites.queries import center_of

LONGEST_QUESTION, LONGEST_ANSWER = 300, 500


@transaction.atomic
def ask_question(
    township: Region, *, words: str, phone: str, address: str, by: Actor, at: datetime
) -> tuple[Question, str]:
    """提问: write it down for the township's centre; return it with the secret of its link."""
    said = words.strip()
    if not said or len(said) > LONGEST_QUESTION:
        wrong = f"请写下要问的事，最多 {LONGEST_QUESTION} 个字"
        raise Invalid(wrong, {"words": wrong})
    if not tallies.count(QUESTIONS_A_DAY, phone, at=at):
        raise TooMany("这个手机号今天问得够多了，请直接打电话")
    if not tallies.count(QUESTIONS_FROM_ADDRESS, address, at=at):
        raise TooMany("问得太频繁了，请一小时后再试，或直接打电话")
    first = officer_of(township, at=at)
    code = numbers.tracking_code(township.unit, secrets.randbits(128))
    asked = Question(
        unit=township.unit,
        township=township,
        words=said,
        phone=phone,
        first_by=first,
        holder=first,
        answer_by=answer_day(at),
        code=code,
        code_hash=keyed_hash("question", code),
        asked_at=at,
    )
    Question.objects.bulk_create([asked])
    record(f"question:{asked.pk}", "ask_question", unit=asked.unit, by=by, at=at, first=first)
    return asked, code


def answer_day(at: datetime) -> date | None:
    """答复期限: the last day to answer; None in a year without calendar."""
    return clock.due_or_pending(localdate(at), ANSWER, work_calendar()).on


@transaction.atomic
def answer_question(asked: Question, *, words: str, by: Actor, at: datetime) -> None:
    """答复: once; a message with the link goes to whoever asked."""
    require(may_answer(by, asked))
    said = words.strip()
    if not said or len(said) > LONGEST_ANSWER:
        wrong = f"请写下答复，最多 {LONGEST_ANSWER} 个字"
        raise Invalid(wrong, {"words": wrong})
    mine = Question.objects.filter(unit=asked.unit, pk=asked.pk, answered_at__isnull=True)
    if not mine.update(answer=said, answered_at=at, answered_by=by.user_id, offered_to=None):
        raise Conflict("这个问题已经有人答复了")
    end_offer(asked, OfferEnd.REPLACED, at=at)
    center = center_of(asked.township)
    tell_asker(asked, "answered", center.name if center else asked.township.name, at=at)
    record(f"question:{asked.pk}", "answer_question", unit=asked.unit, by=by, at=at)


@transaction.atomic
def forget_questions(*, at: datetime) -> int:
    """到期删除: questions answered long ago."""
    limit = erase_before(Record.QUESTION, at)
    if limit is None:
        return 0
    old = list(
        Question.objects.filter(unit__in=list(units()), answered_at__lt=limit).values_list(
            "unit", "pk"
        )
    )
    named = {"unit__in": {unit for unit, _ in old}}
    ids = [pk for _, pk in old]
    QuestionOffer.objects.filter(**named, question_id__in=ids).delete()
    return Question.objects.filter(**named, pk__in=ids).delete()[0]


def end_offer(asked: Question, end: OfferEnd, *, at: datetime, reason: str = "") -> None:
    """转办到此为止: the open offer of a question, if there is one, has its end."""
    QuestionOffer.objects.filter(
        unit=asked.unit, question_id=asked.pk, ended_at__isnull=True
    ).update(end=end.value, ended_at=at, reason=reason)


def tell_asker(asked: Question, template: str, site: str, *, at: datetime, **more: str) -> None:
    """告诉提问的人: one message with the link; who left no telephone is told on the spot."""
    if not asked.phone:
        return
    queue_sms(
        unit=asked.unit,
        to=asked.phone,
        template=template,
        params={"site": site, "link": f"/q/{asked.code.clear()}/", **more},
        dedupe_key=f"question:{asked.pk}:{template}",
        at=at,
    )
