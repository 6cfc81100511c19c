"""首问负责: a question always has one person who answers for it, and loses none on its way."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bianmin.accounts.actor import ANONYMOUS, SYSTEM
from bianmin.accounts.models import Role
from bianmin.audit.models import Event
from bianmin.feedback import first_ask
from bianmin.feedback.asking import answer_question, ask_question, forget_questions
from bianmin.feedback.models import Question, QuestionOffer
from bianmin.feedback.queries import held_by, offered_to, questions_for
from bianmin.feedback.reminding import remind_questions
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import DomainError, Invalid, NotAllowed
from bianmin.rules.first_ask import AskChannel
from bianmin.rules.roles import RoleKind
from bianmin.workforce import parts
from tests import make
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.world import Township, World, build

pytestmark = pytest.mark.django_db
PHONE = "13812345678"
CLERK, REVIEWER, HEAD = RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD


@pytest.fixture
def world(db: Any) -> World:
    return build()


@pytest.fixture
def town(world: World) -> Township:
    return world.townships["河湾镇"]


def told(town: Township, kind: RoleKind) -> dict[str, Any]:
    return {"by": make.actor(town.staff[kind]), "at": MONDAY_9AM}


def note(town: Township, *, answer: str = "", phone: str = PHONE) -> Question:
    return first_ask.note_question(
        town.center,
        channel=AskChannel.VISIT,
        asker=first_ask.Asker("王桂英", phone),
        words="老伴的残疾证丢了怎么补？",
        answer=answer,
        **told(town, CLERK),
    )


def again(asked: Question) -> Question:
    return Question.objects.select_related("township").get(unit=asked.unit, pk=asked.pk)


def messages(template: str) -> int:
    return OutgoingMessage.objects.filter(unit=1, template=template).count()


def test_an_offer_changes_nothing_and_taking_it_everything(town: Township) -> None:
    asked = note(town)
    clerk, reviewer = town.staff[CLERK], town.staff[REVIEWER]
    assert (asked.first_by, asked.holder, asked.answer_by) == (clerk.pk, clerk.pk, date(2026, 3, 5))
    first_ask.offer_question(asked, reviewer, note="归民政", **told(town, CLERK))
    assert (asked.holder, asked.offered_to) == (clerk.pk, reviewer.pk)
    assert list(held_by(make.actor(clerk))) == [asked]
    with pytest.raises(NotAllowed):
        first_ask.take_question(again(asked), **told(town, HEAD))
    first_ask.take_question(again(asked), **told(town, REVIEWER))
    now = again(asked)
    assert (now.first_by, now.holder, now.offered_to) == (clerk.pk, reviewer.pk, None)
    assert now.answer_by == date(2026, 3, 5)  # a hand-over starts no new clock
    assert not held_by(make.actor(clerk)).exists()
    answer_question(now, words="带照片来补", **told(town, REVIEWER))
    acts = Event.objects.filter(unit=1, subject=f"question:{asked.pk}").order_by("id")
    assert list(acts.values_list("action", flat=True)) == [
        "note_question", "offer_question", "take_question", "answer_question",
    ]  # fmt: skip
    assert [messages(name) for name in ("question_noted", "question_offered", "answered")] == [
        1
    ] * 3


def test_who_declines_says_why_and_it_never_left(town: Township) -> None:
    asked = note(town)
    first_ask.offer_question(asked, town.staff[REVIEWER], note="", **told(town, CLERK))
    with pytest.raises(Invalid):
        first_ask.decline_question(again(asked), reason=" ", **told(town, REVIEWER))
    first_ask.decline_question(again(asked), reason="不归我们", **told(town, REVIEWER))
    now = again(asked)
    assert (now.holder, now.offered_to) == (town.staff[CLERK].pk, None)
    offer = QuestionOffer.objects.get(unit=1)
    assert (offer.end, offer.reason.clear()) == ("declined", "不归我们")
    with pytest.raises(NotAllowed):
        first_ask.take_question(now, **told(town, REVIEWER))


def test_on_the_spot_needs_no_telephone_and_later_does(town: Township) -> None:
    with pytest.raises(Invalid) as wrong:
        note(town, phone="")
    assert "phone" in wrong.value.fields
    done = note(town, phone="", answer="带户口簿就行")
    assert done.answered_by == town.staff[CLERK].pk
    assert not OutgoingMessage.objects.filter(unit=1).exists()


def test_the_net_question_is_the_heads_at_once_and_nobodys_only_where_nobody_is(
    world: World, town: Township
) -> None:
    how = {"words": "怎么办低保？", "phone": PHONE, "address": "127.0.0.1", "by": ANONYMOUS}
    asked, _ = ask_question(town.region, at=MONDAY_9AM, **how)
    assert asked.holder == town.staff[HEAD].pk
    Role.objects.filter(region=town.region).update(ends_at=MONDAY_9AM - timedelta(days=1))
    empty, _ = ask_question(town.region, at=MONDAY_9AM, **how)
    assert empty.holder is None
    remind_questions(1, at=MONDAY_9AM)
    assert again(empty).escalated > 0
    Role.objects.filter(region=town.region).update(ends_at=None)
    first_ask.take_question(again(empty), **told(town, CLERK))
    assert again(empty).first_by == again(empty).holder == town.staff[CLERK].pk


def test_holder_then_head_then_county_hear_each_once(world: World, town: Township) -> None:
    note(town)  # due on Thursday
    county = next(u for (p, k), u in world.staff.items() if k is RoleKind.COUNTY_BUREAU)
    for user in (town.staff[CLERK], town.staff[HEAD], county):
        user.person.phone = f"139{user.pk % 10**8:08d}"
        user.person.save()
    sent = []
    for days in (0, 2, 2, 4, 4, 9, 10):
        sent.append(remind_questions(1, at=MONDAY_9AM + timedelta(days=days)))
    assert sent[:5] == [0, 1, 0, 1, 0]
    assert sent[5] >= 1 and sent[6] == 0
    assert messages("question_due") == 1


def test_what_nobody_answered_goes_with_whoever_takes_over(town: Township) -> None:
    asked = note(town)
    other = note(town)
    first_ask.offer_question(other, town.staff[HEAD], note="", **told(town, CLERK))
    move = parts.Move(1, town.staff[CLERK], town.staff[REVIEWER], SYSTEM, MONDAY_9AM, "病假")
    given = [matter for matter in parts.hand_over(move) if matter.kind == "question"]
    assert {matter.subject for matter in given} == {asked.pk, other.pk}
    assert "残疾证" not in given[0].label
    assert again(other).holder == town.staff[REVIEWER].pk
    assert again(other).offered_to is None
    first_ask.offer_question(again(asked), town.staff[HEAD], note="", **told(town, REVIEWER))
    head = parts.Move(1, town.staff[HEAD], town.staff[CLERK], SYSTEM, MONDAY_9AM, "离任")
    parts.hand_over(head)
    assert (again(asked).holder, again(asked).offered_to) == (town.staff[REVIEWER].pk, None)


def test_nothing_is_ever_without_somebody(town: Township) -> None:
    """Random lives: whoever acts, in whatever order, one person of the staff answers for it."""
    dice = random.Random(7)
    people = {kind: town.staff[kind] for kind in (CLERK, REVIEWER, HEAD, RoleKind.STATION_CLERK)}
    for _ in range(12):
        asked, taken = note(town), town.staff[CLERK].pk
        for _ in range(12):
            kind = dice.choice(list(people))
            now, before = again(asked), again(asked).offered_to
            try:
                with transaction.atomic():
                    match dice.choice(("offer", "take", "decline", "answer")):
                        case "offer":
                            taker = people[dice.choice(list(people))]
                            first_ask.offer_question(now, taker, note="", **told(town, kind))
                        case "take":
                            first_ask.take_question(now, **told(town, kind))
                            assert before == people[kind].pk
                            taken = people[kind].pk
                        case "decline":
                            first_ask.decline_question(now, reason="不归我", **told(town, kind))
                        case _ if dice.random() < 0.2:
                            answer_question(now, words="答", **told(town, kind))
            except DomainError:
                pass
            now = again(asked)
            waiting = QuestionOffer.objects.filter(unit=1, question=now, ended_at=None)
            assert now.holder == taken
            assert [offer.to_user for offer in waiting] == [u for u in [now.offered_to] if u]
            assert now.answered_at is None or now.offered_to is None


def test_the_database_keeps_an_officer_for_what_was_noted(town: Township) -> None:
    asked = note(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(unit=1, pk=asked.pk).update(holder=None)


def test_who_sees_it(world: World, town: Township) -> None:
    asked = note(town)
    seen = {
        kind: questions_for(make.actor(user)).filter(pk=asked.pk).exists()
        for kind, user in town.staff.items()
    }
    assert {kind for kind, sees in seen.items() if sees} >= {CLERK, REVIEWER, HEAD}
    assert not seen[RoleKind.STATION_CLERK] and not seen[RoleKind.AGENT]
    first_ask.offer_question(
        asked, town.staff[RoleKind.STATION_CLERK], note="", **told(town, CLERK)
    )
    assert list(offered_to(make.actor(town.staff[RoleKind.STATION_CLERK]))) == [asked]
    for name, other in world.townships.items():
        if name != "河湾镇":
            assert not questions_for(make.actor(other.staff[HEAD])).exists()


def test_forgotten_with_its_offers(town: Township) -> None:
    asked = note(town)
    first_ask.offer_question(asked, town.staff[HEAD], note="", **told(town, CLERK))
    answer_question(again(asked), words="答", **told(town, CLERK))
    assert forget_questions(at=MONDAY_9AM + timedelta(days=400)) == 1
    assert not QuestionOffer.objects.filter(unit=1).exists()


def test_the_pages_say_who_answers_for_it(client: Any, town: Township) -> None:
    clerk, head = Browser(town.staff[CLERK]), Browser(town.staff[HEAD])
    typed = {"channel": "visit", "words": "怎么补证？", "name": "", "phone": "", "answer": ""}
    wrong = clerk.post("/desk/questions/notes/", **typed)
    assert wrong.status_code == 422 and "怎么补证？" in wrong.content.decode()
    assert clerk.post("/desk/questions/notes/", **typed | {"phone": PHONE}).status_code == 302
    asked = Question.objects.get(unit=1)
    page = f"/desk/questions/{asked.pk}/"
    assert clerk.post(f"{page}offer/", taker="", note="急").status_code == 422
    assert clerk.post(f"{page}offer/", taker=town.staff[HEAD].pk, note="急").status_code == 302
    clerks, heads = text_of(clerk.get(page)), text_of(head.get("/desk/questions/"))
    assert f"已转给{town.staff[HEAD].display_name}，等接手" in clerks
    assert "怎么补证？" in heads and "接手" in heads
    public = client.get(f"/q/{asked.code.clear()}/").content.decode()
    assert f"由{town.staff[CLERK].display_name}负责到底" in public
    assert head.post(f"{page}declining/", reason="").status_code == 422
    assert head.post(f"{page}taking/").status_code == 302
    assert clerk.post(f"{page}taking/").status_code == 403
    public = client.get(f"/q/{asked.code.clear()}/").content.decode()
    assert f"由{town.staff[HEAD].display_name}负责到底" in public
