"""首问一行: one question as its list and its page show it: who answers for it, by when, and how it
went from hand to hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bianmin.accounts.actor import Actor
from bianmin.accounts.queries import names_of
from bianmin.feedback import policies
from bianmin.feedback.models import Question, QuestionOffer
from bianmin.feedback.queries import AskedLamp, lamp_of, offers_of
from bianmin.rules.first_ask import CHANNEL_LABELS, END_LABELS, AskChannel, OfferEnd
from bianmin.rules.verdict import Verdict

NOBODY = "还没有人"


@dataclass(frozen=True)
class Passed:
    """一次转办: from whom to whom, and what came of it."""

    giver: str
    taker: str
    when: datetime
    end: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class AskedLine:
    """一个提问: what was asked, and where it lies."""

    asked: Question
    words: str
    answer: str
    channel: str
    first: str
    holder: str
    offered: str
    answered_by: str
    lamp: AskedLamp
    passed: tuple[Passed, ...]
    may_answer: Verdict
    may_offer: Verdict
    may_take: Verdict
    may_decline: Verdict


def asked_lines(actor: Actor, questions: Sequence[Question], today: date) -> list[AskedLine]:
    """Return the lines of one page, in two statements however many there are."""
    offers = offers_of(questions)
    names = names_of(_people(questions, offers))
    return [_line(actor, asked, offers[asked.pk], names, today) for asked in questions]


def _people(
    questions: Sequence[Question], offers: Mapping[int, Collection[QuestionOffer]]
) -> set[int]:
    found = {
        user
        for asked in questions
        for user in (asked.first_by, asked.holder, asked.offered_to, asked.answered_by)
        if user is not None
    }
    return found | {
        user
        for made in offers.values()
        for offer in made
        for user in (offer.from_user, offer.to_user)
    }


def _line(
    actor: Actor,
    asked: Question,
    offers: Sequence[QuestionOffer],
    names: Mapping[int, str],
    today: date,
) -> AskedLine:
    def name(user: int | None) -> str:
        return names.get(user or 0, NOBODY)

    return AskedLine(
        asked=asked,
        words=asked.words.clear(),
        answer=asked.answer.clear(),
        channel=CHANNEL_LABELS[AskChannel(asked.channel)],
        first=name(asked.first_by),
        holder=name(asked.holder),
        offered=name(asked.offered_to) if asked.offered_to else "",
        answered_by=name(asked.answered_by),
        lamp=lamp_of(asked, today),
        passed=tuple(
            Passed(
                name(offer.from_user),
                name(offer.to_user),
                offer.offered_at,
                END_LABELS[OfferEnd(offer.end)] if offer.end else "等接手",
                tuple(filter(None, (offer.note.clear(), offer.reason.clear()))),
            )
            for offer in offers
        ),
        may_answer=policies.may_answer(actor, asked),
        may_offer=policies.may_offer(actor, asked),
        may_take=policies.may_take(actor, asked),
        may_decline=policies.may_decline(actor, asked),
    )
