"""交接清单里的首问: questions without an answer go to whoever takes over; none is left behind."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.timezone import localtime

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.audit.commands import Trace, record_many
from bianmin.cases.commands.handing import Matter
from bianmin.feedback.models import Question, QuestionOffer
from bianmin.rules.first_ask import OfferEnd


def hand_over_questions(
    unit: int,
    giver: User,
    taker: User,
    *,
    only: Collection[int] | None = None,
    by: Actor,
    at: datetime,
    reason: str,
) -> list[Matter]:
    """移交首问: what the giver answers for is the taker's; what was offered to the giver goes back
    to whoever offered it."""
    held = Question.objects.filter(unit=unit, holder=giver.pk, answered_at__isnull=True)
    if only is not None:
        held = held.filter(pk__in=only)
    rows = list(held.order_by("answer_by", "id"))
    ids = [asked.pk for asked in rows]
    open_offers = QuestionOffer.objects.filter(unit=unit, ended_at__isnull=True)
    open_offers.filter(question_id__in=ids).update(end=OfferEnd.REPLACED.value, ended_at=at)
    Question.objects.filter(unit=unit, pk__in=ids).update(holder=taker.pk, offered_to=None)
    if only is None:
        _give_back(unit, giver, at)
    record_many(
        (
            Trace(
                f"question:{pk}", "hand_over", unit, reason, {"giver": giver.pk, "taker": taker.pk}
            )
            for pk in ids
        ),
        by=by,
        at=at,
    )
    return [Matter("question", asked.pk, _label(asked)) for asked in rows]


def _give_back(unit: int, user: User, at: datetime) -> None:
    """What nobody can take any more stays with whoever offered it, and is not on its way."""
    waiting = Question.objects.filter(unit=unit, offered_to=user.pk, answered_at__isnull=True)
    ids = list(waiting.values_list("pk", flat=True))
    QuestionOffer.objects.filter(unit=unit, question_id__in=ids, ended_at__isnull=True).update(
        end=OfferEnd.REPLACED.value, ended_at=at
    )
    waiting.update(offered_to=None)


def _label(asked: Question) -> str:
    """Say when it was asked; not what: a list is read by more people than a question."""
    local = localtime(asked.asked_at)
    return f"{local.month}月{local.day}日 {local:%H:%M} 群众问的事"
