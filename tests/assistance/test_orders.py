"""代办单: from a call to the follow-up, and everything that must not happen on the way."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import end_by_phone, end_mandate
from bianmin.accounts.mandates import concerning, held_by
from bianmin.accounts.models import Mandate, Person, Role
from bianmin.assistance import policies, queries
from bianmin.assistance.commands import asking, closing, entrusting, keeping, working
from bianmin.assistance.commands.asking import Asked
from bianmin.assistance.commands.entrusting import Client
from bianmin.assistance.commands.writing import NO_PROOF, Proof, reveal_phone
from bianmin.assistance.facts import Month, facts_of
from bianmin.assistance.models import AgentOrder, OrderForm
from bianmin.assistance.queries import file_of
from bianmin.audit.models import Event
from bianmin.files.models import StoredFile
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.assistance import AidKind, EndCause, Heard, OrderChannel, OrderVerb
from bianmin.rules.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound, TooMany
from bianmin.rules.mandates import End, Side
from bianmin.rules.order_facts import Tally, counts
from bianmin.rules.roles import RoleKind
from bianmin.workforce.parts import Move, hand_over
from tests import make
from tests.assistance.home import DRAWN, PHONE, SIGNED, Home, again, paper, told
from tests.make import MONDAY_9AM

LATER = MONDAY_9AM + timedelta(days=200)


def citizen(person: Person) -> Actor:
    return Actor(None, person.pk, "本人", (), "web")


def forms(order: AgentOrder) -> list[tuple[str, str]]:
    rows = OrderForm.objects.filter(unit=order.unit, order_id=order.pk).order_by("id")
    return list(rows.values_list("kind", "signed"))


def actions(order: AgentOrder) -> list[str]:
    rows = Event.objects.filter(unit=order.unit, subject=f"order:{order.pk}").order_by("id")
    return list(rows.values_list("action", flat=True))


def test_one_call_and_one_signature(home: Home) -> None:
    """An old person without a phone: nothing but the papers tells her, and she goes nowhere."""
    file = home.delivered()
    order = file.order
    assert (order.site, order.agent, order.due_on is not None) == (
        home.town.station, home.agent, True,
    )  # fmt: skip
    assert order.promised_on is not None and order.promised_on > MONDAY_9AM.date()
    assert forms(order) == [("mandate", "glass"), ("receipt", "not"), ("end", "glass")]
    assert order.mandate is not None and order.mandate.end == End.DONE
    assert told(order) == ["order_given"]  # the agent alone has a telephone
    closing.archive_order(again(file), **home.by(RoleKind.STATION_CLERK))
    clerk = home.by(RoleKind.CLERK)
    closing.follow_up(again(file), heard=Heard.DONE, words="", **clerk)
    assert actions(order) == [
        "ask", "entrust", "accept", "link_case", "deliver", "archive", "follow_up",
    ]  # fmt: skip
    assert again(file).order.ended_at == MONDAY_9AM


def test_each_act_in_her_name_is_told_to_her(home: Home) -> None:
    file = home.delivered(phone=PHONE)
    assert told(file.order) == [
        "order_asked", "order_given", "order_entrusted", "order_accepted", "order_used",
        "order_delivered",
    ]  # fmt: skip
    rows = OutgoingMessage.objects.filter(unit=1, template__startswith="order_")
    to = {row.template: row.to.clear() for row in rows}
    assert to.pop("order_given") == home.agent.person.phone.clear()
    assert set(to.values()) == {PHONE}


def test_nowhere_is_a_column_for_money() -> None:
    names = [
        f"{model.__name__}.{field_.name}"
        for model in apps.get_app_config("assistance").get_models()
        for field_ in model._meta.get_fields()
    ]
    assert not [
        n for n in names if any(w in n for w in ("fee", "charge", "price", "amount", "pay"))
    ]


def test_a_paper_with_a_fingerprint_is_kept_with_the_order(home: Home) -> None:
    file = home.entrusted(proof=paper())
    assert forms(file.order) == [("mandate", "paper")]
    kept = StoredFile.objects.get(unit=1, owner=f"order:{file.order.pk}")
    assert kept.uploaded_by == home.agent.pk
    assert DRAWN not in repr(file.forms)


@pytest.mark.parametrize("proof", [NO_PROOF, Proof("0142"), Proof("01428")])
def test_nobody_is_represented_without_a_signature(home: Home, proof: Proof) -> None:
    with pytest.raises(Invalid) as refusal:
        home.entrusted(proof=proof)
    assert set(refusal.value.fields) == {"signature"}
    assert AgentOrder.objects.get(unit=1).state == "asked" and not Mandate.objects.exists()
    assert Event.objects.filter(unit=1, action="entrust").count() == 0


def test_what_needs_the_person_is_only_accompanied(home: Home) -> None:
    wedding = make.version(presence=True)
    order = home.asked(version=wedding)
    assert order.kind == "help"
    with pytest.raises(Invalid, match="本人到场"):
        entrusting.entrust_order(
            file_of(order), home.client, kind=AidKind.PROXY, proof=SIGNED, **home.by()
        )
    file = entrusting.entrust_order(
        file_of(order), home.client, kind=AidKind.HELP, proof=NO_PROOF, **home.by()
    )
    assert (forms(order), file.order.mandate) == ([], None)
    file = entrusting.accept_order(file, **home.by())
    file = working.start_help(file, **home.by())
    with pytest.raises(Invalid):  # the resident signs for the end in any case
        closing.deliver_order(file, proof=NO_PROOF, **home.by())
    closing.deliver_order(file, proof=paper(), **home.by())
    assert forms(order) == [("receipt", "not"), ("end", "paper")]


def test_a_proxy_without_a_case_or_before_it_is_done_delivers_nothing(home: Home) -> None:
    file = home.accepted()
    with pytest.raises(Conflict):
        working.start_help(file, **home.by())
    with pytest.raises(IllegalMove):
        closing.deliver_order(file, proof=SIGNED, **home.by())
    file = working.link_case(file, home.case_for(file), **home.by())
    with pytest.raises(IllegalMove, match="办结"):
        closing.deliver_order(file, proof=SIGNED, **home.by())


def test_only_the_residents_own_case_of_this_item_is_hung_on_once(home: Home) -> None:
    file, by = home.accepted(), home.by()
    stranger = make.submitted(home.town.center, home.town.village, of=home.version).case
    with pytest.raises(Conflict, match="不是这张代办单"):
        working.link_case(file, stranger, **by)
    own = make.submitted(
        home.town.center, home.town.village, of=home.version, applicant=file.order.principal
    ).case
    with pytest.raises(Conflict, match="不是您交的"):
        working.link_case(file, own, **by)
    case = home.case_for(file)
    file = working.link_case(file, case, **by)
    with pytest.raises(Conflict, match="已经挂在"):
        working.link_case(file, case, **by)


def test_the_agents_own_house_goes_to_another(home: Home) -> None:
    """An agent farming orders: own person, own household, own telephone."""
    me = home.agent.person
    Person.objects.filter(pk=me.pk).update(household=4)
    wife = make.person("赵春梅", village=home.town.village)
    Person.objects.filter(pk=wife.pk).update(household=4)
    file = file_of(home.asked())
    home.agent.person.refresh_from_db()
    for who in (me, wife):
        client = Client(who.name.clear(), who.id_number.clear(), "")
        with pytest.raises(Invalid, match="自己家"):
            entrusting.entrust_order(
                again(file), client, kind=AidKind.PROXY, proof=SIGNED, **home.by()
            )
    mine = Client("王桂英", make.id_number(77), me.phone.clear())
    with pytest.raises(Invalid, match="自己家"):
        entrusting.entrust_order(again(file), mine, kind=AidKind.HELP, proof=SIGNED, **home.by())


def test_a_child_is_not_entrusted_by_its_own_signature(home: Home) -> None:
    child = Client("王小明", make.id_number(3, born=date(2015, 5, 6)), "")
    with pytest.raises(Invalid, match="监护人"):
        entrusting.entrust_order(
            file_of(home.asked()), child, kind=AidKind.PROXY, proof=SIGNED, **home.by()
        )


@pytest.mark.parametrize("way", ["window", "phone", "page"])
def test_taken_back_it_stops_at_that_very_moment(home: Home, way: str) -> None:
    """At any window by the card, by the telephone, on her own page."""
    file = home.running(phone=PHONE)
    case, order = file.cases[0], file.order
    mandate, person = order.mandate, order.principal
    assert mandate is not None and person is not None
    if way == "window":
        elsewhere = home.world.townships["先锋路街道"].staff[RoleKind.CLERK]
        end_mandate(
            mandate, side=Side.WINDOW, end=End.REVOKED, reason="本人带身份证来停",
            by=make.actor(elsewhere), at=MONDAY_9AM,
        )  # fmt: skip
    elif way == "phone":
        from bianmin.accounts.commands import ask_end
        from tests.web.entrance.doors import sent_digits

        code = ask_end(PHONE, address="127.0.0.1", at=MONDAY_9AM)
        end_by_phone(code.pk, sent_digits(), address="127.0.0.1", at=MONDAY_9AM)
    else:
        closing.stop_own(again(file), person, by=citizen(person), at=MONDAY_9AM)
    with pytest.raises(Conflict, match="委托已经停了"):
        working.act_for(case, "correct", **home.by())
    if way != "page":
        assert again(file).is_stopped(MONDAY_9AM)
        home.done(file)
        with pytest.raises(IllegalMove, match="委托已经停了"):
            closing.deliver_order(again(file), proof=SIGNED, **home.by())
    keeping.follow_mandates(1, at=MONDAY_9AM)
    assert keeping.follow_mandates(1, at=MONDAY_9AM) == 0
    file = again(file)
    assert (file.order.state, file.order.cause) == ("ended", "revoked")
    assert forms(order)[-1] == ("end", "not")
    assert "order_ended" in told(order)


@pytest.mark.parametrize(
    ("end", "state", "cause"),
    [(End.DIED, "ended", "lost"), (End.RENOUNCED, "paused", ""), (End.INCAPABLE, "paused", "")],
)
def test_what_the_window_says_of_a_mandate(home: Home, end: End, state: str, cause: str) -> None:
    file = home.accepted()
    clerk = home.by(RoleKind.CLERK)
    assert file.order.mandate is not None
    end_mandate(file.order.mandate, side=Side.WINDOW, end=end, reason="家人来说的", **clerk)
    keeping.follow_mandates(1, at=MONDAY_9AM)
    assert (again(file).order.state, again(file).order.cause) == (state, cause)


def test_run_out_it_waits_for_a_second_signature(home: Home) -> None:
    file = home.running()
    home.at = LATER
    with pytest.raises(Conflict):
        working.act_for(file.cases[0], "correct", **home.by())
    assert keeping.follow_mandates(1, at=LATER) == 1
    file = again(file)
    assert file.order.state == "paused"
    home.at = LATER + timedelta(days=3)
    with pytest.raises(Invalid):
        entrusting.resume_order(file, **home.by())
    promised = file.order.promised_on
    file = entrusting.resume_order(file, proof=SIGNED, **home.by())
    assert file.order.promised_on == promised + timedelta(days=3)  # type: ignore[operator]
    assert file.may_act(home.at) and Mandate.objects.filter(ended_at__isnull=True).count() == 1
    working.act_for(file.cases[0], "correct", **home.by())
    assert [kind for kind, _ in forms(file.order)] == ["mandate", "receipt", "pause", "resume"]


def test_a_pause_and_an_end_say_why(home: Home) -> None:
    file = home.accepted()
    for reason in ("", " ", "字" * 301):
        with pytest.raises(Invalid):
            entrusting.pause_order(again(file), reason=reason, **home.by())
    entrusting.pause_order(again(file), reason="等本人补户口簿", **home.by(RoleKind.CENTER_HEAD))
    with pytest.raises(Invalid):
        closing.end_order(again(file), cause=EndCause.UNABLE, words="", **home.by())
    closing.end_order(again(file), cause=EndCause.UNABLE, words="没满八十岁", **home.by())
    words = OrderForm.objects.filter(unit=1, kind="end").get().words.clear()
    assert words.startswith("不符合条件") and "没满八十岁" in words
    with pytest.raises(IllegalMove):
        closing.end_order(again(file), cause=EndCause.UNABLE, words="再停一次", **home.by())


def test_the_site_stays_and_the_stand_in_holds_the_mandate(home: Home) -> None:
    file = home.running(phone=PHONE)
    other = make.user(RoleKind.AGENT, home.town.village, at_site=home.town.station, name="张二")
    move = Move(1, home.agent, other, home.actor(RoleKind.CENTER_HEAD), MONDAY_9AM, "请假")
    kinds = [(matter.kind, matter.subject) for matter in hand_over(move)]
    assert ("order", file.order.pk) in kinds
    file = again(file)
    assert (file.order.agent, file.order.site) == (other, home.town.station)
    assert file.order.mandate is not None and file.order.mandate.holder == other.person
    assert told(file.order)[-1] == "order_passed"
    with pytest.raises(NotFound):
        queries.file_for(home.actor(RoleKind.AGENT), file.order.pk)
    working.act_for(file.cases[0], "correct", by=make.actor(other), at=MONDAY_9AM)
    with pytest.raises(Conflict):
        working.act_for(file.cases[0], "correct", **home.by())


def test_what_is_of_the_stand_ins_own_house_is_left_to_the_site(home: Home) -> None:
    file = home.accepted()
    cousin = make.user(RoleKind.AGENT, home.town.village, at_site=home.town.station)
    cousin.person = file.order.principal  # type: ignore[assignment]
    cousin.save()
    hand_over(Move(1, home.agent, cousin, home.actor(RoleKind.CENTER_HEAD), MONDAY_9AM, "请假"))
    file = again(file)
    assert file.order.agent is None and file.order.state == "accepted"
    third = make.user(RoleKind.AGENT, home.town.village, at_site=home.town.station)
    asking.assign(file, third, **home.by(RoleKind.STATION_CLERK))
    assert again(file).order.mandate.holder == third.person  # type: ignore[union-attr]
    with pytest.raises(Invalid):
        far = home.world.townships["古楼街道"].staff[RoleKind.AGENT]
        asking.assign(again(file), far, **home.by(RoleKind.STATION_CLERK))


def test_nobody_follows_up_what_they_had_a_hand_in(home: Home) -> None:
    file = home.delivered()
    with pytest.raises(IllegalMove):
        closing.follow_up(file, heard=Heard.DONE, words="", **home.by(RoleKind.CLERK))
    archived = closing.archive_order(again(file), **home.by())
    make.give(home.agent, RoleKind.STATION_CLERK, home.town.village, at_site=home.town.station)
    with pytest.raises(NotAllowed, match="自己办的"):
        closing.follow_up(archived, heard=Heard.DONE, words="", **home.by())
    clerk = home.by(RoleKind.CLERK)
    with pytest.raises(Invalid):
        closing.follow_up(again(file), heard=Heard.UNTRUE, words="", **clerk)
    closing.follow_up(again(file), heard=Heard.UNTRUE, words="说没见过代办员", **clerk)
    assert again(file).order.heard == "untrue"


def test_a_telephone_that_the_agent_wrote_down_confirms_nothing_alone(home: Home) -> None:
    file = home.delivered(phone=PHONE)
    person = file.order.principal
    assert person is not None and not file.order.phone_is_theirs
    closing.confirm_order(again(file), person, by=citizen(person), at=MONDAY_9AM)
    archived = closing.archive_order(again(file), **home.by())
    assert archived.order.state == "archived" and archived.order.confirmed_at is not None
    with pytest.raises(IllegalMove):
        closing.confirm_order(again(file), person, by=citizen(person), at=MONDAY_9AM)


def test_her_own_word_by_her_own_telephone_closes_it(home: Home) -> None:
    person = make.person("王桂英", phone=PHONE, village=home.town.village)
    home.client = Client("王桂英", person.id_number.clear(), PHONE)
    file = home.delivered(phone=PHONE)
    closing.archive_order(file, **home.by())
    other = make.person("李四")
    with pytest.raises(NotAllowed):
        closing.confirm_order(again(file), other, by=citizen(other), at=MONDAY_9AM)
    closing.confirm_order(again(file), person, by=citizen(person), at=MONDAY_9AM)
    order = again(file).order
    assert (order.state, order.heard, order.heard_by) == ("closed", "done", None)


def test_asked_for_on_the_page(home: Home) -> None:
    who = make.person("王桂英", phone=PHONE, village=home.town.village)
    told_ = Asked(home.version, home.town.village, "王桂英", wish="下午在家")
    given: dict[str, Any] = {"by": citizen(who), "at": MONDAY_9AM}
    order = asking.ask_online(who, told_, **given)
    assert (order.channel, order.agent, order.phone_is_theirs) == ("net", home.agent, True)
    assert [one.pk for one in queries.own(who)] == [order.pk]
    assert queries.own(make.person("李四", phone="13900000078")) == []
    with pytest.raises(NotFound):
        queries.own_file(make.person("李五"), order.pk)
    for _ in range(2):
        asking.ask_online(who, told_, **given)
    with pytest.raises(TooMany):
        asking.ask_online(who, told_, **given)
    closing.stop_own(file_of(order), who, **given)
    assert forms(order) == [] and again(file_of(order)).order.state == "ended"


def test_once_the_card_was_seen_a_mistyped_telephone_opens_nothing(home: Home) -> None:
    stranger = make.person("李四", phone=PHONE)
    order = home.asked(phone=PHONE)
    assert queries.own(stranger) == [order]
    client = Client("王桂英", make.id_number(77), "")
    entrusting.entrust_order(file_of(order), client, kind=AidKind.PROXY, proof=SIGNED, **home.by())
    assert queries.own(stranger) == []


@pytest.mark.parametrize(
    ("phone", "place", "field_"), [("", "", "place"), ("123", "村东", "phone")]
)
def test_somebody_who_asks_can_be_found(home: Home, phone: str, place: str, field_: str) -> None:
    told_ = Asked(home.version, home.town.village, "王桂英", phone, place)
    with pytest.raises(Invalid) as refusal:
        asking.register_order(told_, channel=OrderChannel.PHONE, **home.by(RoleKind.STATION_CLERK))
    assert set(refusal.value.fields) == {field_}


def test_the_list_and_the_gate_agree(home: Home) -> None:
    """Over the whole cast: neither the neighbour county nor a colleague agent sees it."""
    mine = home.running(phone=PHONE).order
    elsewhere = home.world.townships["先锋路街道"]
    other = Home(home.world, elsewhere, client=Client("李秀兰", make.id_number(78), ""))
    free = other.asked(phone="13900000079")
    AgentOrder.objects.filter(unit=free.unit, pk=free.pk).update(agent=None)
    orders = [again(file_of(one)).order for one in (mine, free)]
    users = [*home.world.actors(), make.user(RoleKind.AGENT, home.town.village)]
    seen = 0
    for user, order in product(users, orders):
        actor = make.actor(user)
        listed = queries.visible_to(actor).filter(pk=order.pk).exists()
        assert listed == bool(policies.may_see(actor, order)), (user, order)
        seen += listed
    assert seen == 2 * 6  # agent, station clerk, clerk, reviewer, head; the county's bureau


def test_a_resident_of_the_staff_meets_their_order_as_any_resident(home: Home) -> None:
    clerk = home.town.staff[RoleKind.CLERK]
    home.client = Client(clerk.person.name.clear(), clerk.person.id_number.clear(), "")
    file = home.accepted()
    actor = home.actor(RoleKind.CLERK)
    assert not policies.may_see(actor, file.order)
    assert queries.visible_to(actor).count() == 0
    assert queries.own(clerk.person) == [file.order]
    may = policies.may_do(actor, file, OrderVerb.END, at=MONDAY_9AM)
    assert "本人" in may.reason


def test_an_agents_mandate_is_no_relatives_key(home: Home) -> None:
    """It opens none of her pages, and makes nobody a party to her other matters."""
    file = home.running(phone=PHONE)
    me = home.agent.person
    assert held_by(me.pk, at=MONDAY_9AM) == () and not concerning(me.pk).exists()
    assert home.actor(RoleKind.AGENT).kin == frozenset()
    assert concerning(file.order.principal_id or 0).count() == 1
    Role.objects.filter(user=home.agent).update(ends_at=MONDAY_9AM)
    assert queries.visible_to(home.actor(RoleKind.AGENT)).count() == 0


def test_late_orders_are_told_once_a_week(home: Home) -> None:
    home.asked()
    home.accepted(phone=PHONE)
    at = MONDAY_9AM + timedelta(days=30)
    assert keeping.remind_of_late(1, at=at) == 1
    assert keeping.remind_of_late(1, at=at + timedelta(days=1)) == 0
    sms = OutgoingMessage.objects.get(unit=1, template="orders_late")
    assert sms.params.clear()["count"] == "2"
    paused = AgentOrder.objects.filter(unit=1, state="accepted").update(
        state="paused", paused_on=MONDAY_9AM.date()
    )
    assert paused == 1 and queries.late(AgentOrder.objects.filter(unit=1), at.date()).count() == 1


def test_what_is_over_its_period_is_emptied(home: Home) -> None:
    file = home.delivered(phone=PHONE)
    closing.archive_order(file, **home.by())
    closing.follow_up(again(file), heard=Heard.WANTING, words="慢了", **home.by(RoleKind.CLERK))
    assert keeping.forget_orders(at=MONDAY_9AM + timedelta(days=1000)) == 0
    assert keeping.forget_orders(at=MONDAY_9AM + timedelta(days=1100)) == 1
    assert keeping.forget_orders(at=MONDAY_9AM + timedelta(days=1101)) == 0
    file = again(file)
    order = file.order
    assert not (order.name or order.phone or order.place or order.wish or order.heard_words)
    assert not any(form.words or form.signature for form in file.forms)
    assert (order.number, order.heard) != ("", "") and order.phone_hash is None


def test_who_reads_a_telephone_leaves_a_trace(home: Home) -> None:
    order = home.asked(phone=PHONE)
    assert reveal_phone(order, **home.by()) == PHONE
    assert actions(order)[-1] == "reveal"


def test_the_table_refuses_what_the_code_forbids(home: Home) -> None:
    order = home.entrusted().order
    here = AgentOrder.objects.filter(unit=1, pk=order.pk)
    for columns in (
        {"mandate": None},
        {"principal": None},
        {"state": "closed", "ended_at": MONDAY_9AM},
        {"state": "ended", "ended_at": MONDAY_9AM},
        {"ended_at": MONDAY_9AM},
        {"kind": "other"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            here.update(**columns)


def test_of_two_who_act_at_once_one_is_told(home: Home) -> None:
    file = home.entrusted()
    stale = again(file)
    entrusting.accept_order(file, **home.by())
    with pytest.raises(Conflict, match="刚刚有了变化"):
        entrusting.accept_order(stale, **home.by())


def test_the_facts_of_a_month_can_be_told_again_from_the_trail(home: Home) -> None:
    """Counted for whoever handed it over, even after the order has gone to another."""
    file = home.delivered()
    closing.archive_order(file, **home.by())
    closing.follow_up(again(file), heard=Heard.DONE, words="", **home.by(RoleKind.CLERK))
    home.client = Client("李四", make.id_number(79), "")
    second = home.delivered()
    head = home.actor(RoleKind.CENTER_HEAD)
    month = Month.of(MONDAY_9AM.date())
    (mine,) = facts_of(queries.visible_to(head), month)
    assert (mine.agent, mine.tally) == (home.agent, Tally(2, 1, 1))
    assert facts_of(queries.visible_to(head), month.after) == []
    for order, fact in mine.facts:
        trail = {
            event.action: event
            for event in Event.objects.filter(unit=1, subject=f"order:{order.pk}")
        }
        handed = trail["deliver"]
        promised = trail["accept"].facts["due_on"]
        followed = trail.get("follow_up")
        told_again = (
            handed.by_user,
            handed.at.date() <= date.fromisoformat(promised),
            "link_case" in trail,
            followed.facts["heard"] if followed else None,
            bool(followed and followed.by_user != handed.by_user),
        )
        assert told_again == (
            mine.agent.pk, fact.is_on_time, fact.has_case, fact.heard, fact.is_followed_up,
        )  # fmt: skip
    assert not counts(dict(mine.facts)[second.order])
    own = queries.handed_over_by(home.actor(RoleKind.AGENT))
    assert {order.pk for order in own} == {file.order.pk, second.order.pk}
    assert Month.parse("2026-02", MONDAY_9AM.date()).after == month
    assert Month.parse("x", MONDAY_9AM.date()) == month
