"""委托: agreed to by a code or before a window, and ended by whoever it concerns."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from bianmin.accounts import commands, mandates
from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.commands.cleaning import clean_up
from bianmin.accounts.commands.mandates import Wanted
from bianmin.accounts.models import Mandate, Person, SignInCode
from bianmin.audit.models import Event
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import Conflict, Invalid, NotAllowed, TooMany
from bianmin.rules.mandates import MOST_HELD, TERMS, End, Side
from bianmin.rules.roles import RoleKind
from bianmin.web.frame import mandate_words
from tests import make
from tests.make import MONDAY_9AM as NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
FROM = {"address": "10.0.0.1"}


def me(person: Person) -> Actor:
    return Actor(1, person.pk, "群众")


def wanted(principal: Person, **changes: Any) -> Wanted:
    given = {
        "name": principal.name.clear(), "id_number": principal.id_number.clear(),
        "relation": "child", "areas": ["老年人优待"], "items": [], "months": 12,
    }  # fmt: skip
    return Wanted(**given | changes)


def ask(mother: Person, daughter: Person, *, at: Any = NOW, **changes: Any) -> int:
    asked = wanted(mother, **changes)
    return commands.ask_mandate(daughter, asked, by=me(daughter), at=at, **FROM)


def agree(daughter: Person, waits: int, digits: str = "", *, at: Any = NOW) -> Mandate | None:
    given = digits or sent("mandate_code")[-1]["code"]
    return commands.agree(waits, given, by=me(daughter), at=at, **FROM).mandate


def granted(mother: Person, daughter: Person, *, at: Any = NOW, **changes: Any) -> Mandate:
    made = agree(daughter, ask(mother, daughter, at=at, **changes), at=at)
    assert made is not None
    return made


def sent(template: str) -> list[dict[str, Any]]:
    rows = OutgoingMessage.objects.filter(unit__in=(0, 1), template=template).order_by("id")
    return [{"to": row.to.clear(), **row.params.clear()} for row in rows]


def live(daughter: Person, *, at: Any = NOW) -> list[int]:
    return [one.mandate_id for one in mandates.held_by(daughter.pk, at=at)]


def test_it_holds_when_the_code_from_her_own_phone_comes_back() -> None:
    mother, daughter = make.person("王桂英"), make.person("赵小红")
    waits = ask(mother, daughter)
    assert [one["to"] for one in sent("mandate_code")] == [mother.phone.clear()]
    told = {"tail": daughter.phone.clear()[-4:], "kin": "子女", "scope": "只办老年人优待"}
    assert sent("mandate_code")[0].items() >= told.items()
    right = sent("mandate_code")[0]["code"]
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    assert agree(daughter, waits, wrong) is None and live(daughter) == []
    assert agree(make.person("别人"), waits, right) is None  # her code, but his browser
    made = agree(daughter, waits, right)
    assert made is not None and live(daughter) == [made.pk]
    assert agree(daughter, waits, right) is None  # once
    assert [one["to"] for one in sent("mandate_given")] == [mother.phone.clear()]
    assert [one["to"] for one in sent("mandate_held")] == [daughter.phone.clear()]
    assert sent("mandate_given")[0].items() >= told.items()
    assert live(mother) == []
    last = made.ends_on
    assert live(daughter, at=NOW + timedelta(days=365)) == [made.pk]
    assert live(daughter, at=NOW + timedelta(days=366)) == []
    trail = Event.objects.filter(unit=0, subject=f"mandate:{made.pk}").order_by("id")
    assert list(trail.values_list("action", flat=True)) == ["ask", "grant"]
    clean_up(at=NOW + timedelta(days=367))
    made.refresh_from_db()
    assert (made.end, made.ends_on) == ("expired", last)


def test_a_code_opens_only_what_it_was_sent_for() -> None:
    mother, daughter = make.person(), make.person()
    waits = ask(mother, daughter)
    code, digits = SignInCode.objects.latest("sent_at"), sent("mandate_code")[0]["code"]
    assert commands.enter_by_code(code.pk, digits, at=NOW, **FROM).user is None
    assert commands.end_by_phone(code.pk, digits, at=NOW, **FROM)[0] is None
    for _ in range(5):
        assert agree(daughter, waits, "000000" if digits != "000000" else "111111") is None
    assert agree(daughter, waits, digits) is None  # five tries, the others' among them


def test_nobody_learns_who_is_registered() -> None:
    daughter = make.person("赵小红")
    known, silent = make.person("王桂英"), make.person("没手机")
    Person.objects.filter(pk=silent.pk).update(phone="", phone_hash=None)
    same = make.person("同一个手机", phone=daughter.phone.clear())
    waits = [
        ask(known, daughter, name="王桂芳"),
        ask(known, daughter, id_number=make.id_number(900)),
        ask(silent, daughter),
        ask(same, daughter),  # her own phone would consent for her mother
    ]
    assert all(waits) and not Mandate.objects.exists() and sent("mandate_code") == []
    assert agree(daughter, waits[0], "123456") is None
    ask(known, daughter)
    with pytest.raises(TooMany):
        ask(known, daughter)
    with pytest.raises(Invalid):
        ask(daughter, daughter)


def test_the_codes_of_one_purpose_neither_use_up_nor_betray_the_others() -> None:
    mother, daughter, son = make.person("王桂英"), make.person(), make.person()
    phone = mother.phone.clear()
    ask(mother, daughter)
    assert commands.send_code(phone, at=NOW, **FROM)  # whether or not a code of consent is out
    for n in range(1, 12):
        at = NOW + n * MINUTE
        for send in (
            lambda at=at: ask(mother, son, at=at),
            lambda at=at: commands.send_code(phone, at=at, **FROM),
        ):
            with suppress(TooMany):
                send()
    assert commands.ask_end(phone, at=NOW + 12 * MINUTE, **FROM)


def test_a_stranger_who_tries_her_number_never_keeps_her_from_stopping() -> None:
    mother, daughter = make.person("王桂英"), make.person()
    made, phone = granted(mother, daughter), mother.phone.clear()
    hers = commands.ask_end(phone, at=NOW, address="10.0.0.9")
    digits = sent("mandate_end_code")[-1]["code"]
    tries = 0
    for n in range(12):
        with suppress(TooMany):
            commands.ask_end(phone, at=NOW + n * MINUTE / 4, address="10.6.6.6")
            tries += 1
    assert tries == 3  # one a minute, three a day: his address's own
    with pytest.raises(TooMany, match="换别的办法停"):
        commands.ask_end(phone, at=NOW + 9 * MINUTE, address="10.6.6.6")
    again = commands.ask_end(phone, at=NOW + 2 * MINUTE, address="10.0.0.9")  # hers still come
    assert again.pk != hers.pk
    ended, _ = commands.end_by_phone(hers.pk, digits, at=NOW + 3 * MINUTE, address="10.0.0.9")
    made.refresh_from_db()
    assert (ended, made.end) == (1, "revoked")  # nor did his make hers void


def test_one_mandate_may_take_the_place_of_all_others_by_the_same_word() -> None:
    mother, daughter, son = make.person("王桂英"), make.person(), make.person()
    wide = granted(mother, daughter, areas=["老年人优待", "社会救助"])
    sons = granted(mother, son, at=NOW + MINUTE)
    beside = granted(mother, daughter, at=NOW + 2 * MINUTE, areas=["社会救助"])
    told = mandate_words.granted(beside, NOW + 2 * MINUTE)
    assert "还有 1 份，照旧有效" in told and "不要的可以停" in told
    at = NOW + 4 * MINUTE
    waits = ask(mother, daughter, at=at, ends_others=True)
    alone = agree(daughter, waits, sent("mandate_code_alone")[-1]["code"], at=at)
    assert alone is not None
    assert live(daughter, at=NOW + 5 * MINUTE) == [alone.pk]
    assert live(son, at=NOW + 5 * MINUTE) == [sons.pk]
    assert alone.since == wide.granted_at  # what it covers of before stays open
    assert "以前的 2 份停了，只留这一份" in mandate_words.granted(alone, NOW + 5 * MINUTE)
    ends = Mandate.objects.filter(pk__in=(wide.pk, beside.pk)).values_list("end", flat=True)
    assert set(ends) == {"replaced"}


def test_who_is_not_known_or_asks_for_another_is_refused() -> None:
    mother, nobody = make.person(), Person.objects.create(name="", phone="13900000000")
    with pytest.raises(NotAllowed, match="姓名和身份证号"):
        ask(mother, nobody)
    with pytest.raises(NotAllowed):
        commands.ask_mandate(make.person(), wanted(mother), by=me(mother), at=NOW, **FROM)


def test_a_renewal_takes_the_place_of_the_old_and_five_people_a_year_are_enough() -> None:
    daughter, mother = make.person(), make.person()
    first = granted(mother, daughter)
    later = NOW + timedelta(days=1)
    second = granted(mother, daughter, at=later)
    first.refresh_from_db()
    assert (first.end, live(daughter, at=later)) == ("replaced", [second.pk])
    (renewed,) = mandates.held_by(daughter.pk, at=later)
    assert renewed.since == NOW
    for n in range(MOST_HELD - 1):
        other = granted(make.person(), daughter, at=later + timedelta(days=int(n >= 3)))
    by = {"by": me(daughter), "at": later + timedelta(days=1)}
    commands.end_mandate(other, side=Side.HOLDER, end=End.RENOUNCED, **by)
    with pytest.raises(Conflict, match="代办员"):  # one after the other is no family either
        granted(make.person(), daughter, at=later + timedelta(days=2))
    assert granted(mother, daughter, at=later + timedelta(days=2), areas=["社会救助"])
    assert granted(make.person(), daughter, at=later + timedelta(days=370))


def test_one_for_another_matter_stands_beside_the_first_each_until_its_day() -> None:
    daughter, mother = make.person(), make.person()
    first = granted(mother, daughter, items=["A"], areas=[], months=1)
    later = NOW + timedelta(days=1)
    second = granted(mother, daughter, at=later, items=["A", "B"], areas=[])
    assert live(daughter, at=later) == [first.pk, second.pk]
    over = NOW + timedelta(days=40)  # nobody has marked it yet
    again = granted(mother, daughter, at=over, items=["A"], areas=[])
    first.refresh_from_db()
    assert (first.end, live(daughter, at=over)) == ("expired", [second.pk, again.pk])
    assert [one.since for one in mandates.held_by(daughter.pk, at=over)] == [later, over]


def test_either_side_ends_it_and_a_phone_ends_all() -> None:
    mother, daughter, son = make.person(), make.person(), make.person()
    hers, his = granted(mother, daughter), granted(mother, son, at=NOW + MINUTE)
    with pytest.raises(NotAllowed):
        commands.end_mandate(hers, side=Side.HOLDER, end=End.RENOUNCED, by=me(mother), at=NOW)
    with pytest.raises(NotAllowed):
        commands.end_mandate(hers, side=Side.PRINCIPAL, end=End.REVOKED, by=me(son), at=NOW)
    commands.end_mandate(his, side=Side.HOLDER, end=End.RENOUNCED, by=me(son), at=NOW + MINUTE)
    assert live(son, at=NOW + MINUTE) == []
    again = granted(mother, son, at=NOW + 2 * MINUTE)
    at = NOW + 3 * MINUTE
    code = commands.ask_end(mother.phone.clear(), at=at, **FROM)
    digits = sent("mandate_end_code")[0]["code"]
    assert commands.end_by_phone(code.pk, digits, at=at, **FROM) == (2, "")
    assert live(daughter, at=at) == live(son, at=at) == []
    again.refresh_from_db()
    assert again.end == "revoked" and len(sent("mandate_lost")) == len(sent("mandate_ended")) == 3
    with pytest.raises(Conflict):
        commands.use_mandate(
            hers.pk, act="submit", case="LC", unit=1, item="高龄津贴", by=me(daughter), at=at
        )


def test_a_window_records_what_was_signed_but_never_its_own() -> None:
    city = make.region("聊城市")
    town = make.region("镇", make.region("区", city, unit=1))
    center = make.site(town)
    clerk = make.actor(make.user(RoleKind.CLERK, at_site=center))
    agent = make.actor(make.user(RoleKind.AGENT, at_site=center))
    mother, daughter = make.person(), make.person()
    Person.objects.filter(pk=mother.pk).update(phone="", phone_hash=None)
    mother.refresh_from_db()

    def recorded(by: Actor, p: Person, h: Person, document: str = "", **changes: Any) -> Mandate:
        asked = wanted(p, **changes)
        return commands.record_mandate(center, p, h, asked, document=document, by=by, at=NOW)

    own = Person.objects.get(pk=clerk.person_id)
    for by, p, h in ((agent, mother, daughter), (clerk, mother, own), (clerk, own, daughter)):
        with pytest.raises(NotAllowed):
            recorded(by, p, h)
    with pytest.raises(Invalid):
        recorded(clerk, daughter, mother)  # whoever holds it needs a phone
    made = recorded(clerk, mother, daughter)
    assert (made.way, made.site, live(daughter)) == ("paper", center, [made.pk])
    assert sent("mandate_given") == [] and len(sent("mandate_held")) == 1

    with pytest.raises(Invalid):
        commands.end_mandate(made, side=Side.WINDOW, end=End.REVOKED, by=clerk, at=NOW)
    words = {"reason": "老人本人带身份证来停"}
    commands.end_mandate(made, side=Side.WINDOW, end=End.REVOKED, by=clerk, at=NOW, **words)
    assert live(daughter) == []

    ward = recorded(clerk, mother, daughter, "判决书（2026）1 号", relation="guardian")
    with pytest.raises(NotAllowed):  # who cannot act cannot revoke
        commands.end_mandate(ward, side=Side.PRINCIPAL, end=End.REVOKED, by=me(mother), at=NOW)
    assert ward.document.clear() == "判决书（2026）1 号"
    commands.erase_person(mother, by=SYSTEM, at=NOW, reason="本人要求")
    ward.refresh_from_db()
    assert (ward.end, ward.document.clear(), live(daughter)) == ("revoked", "", [])
    assert TERMS[-1] == 12


def test_the_photograph_of_a_signed_paper_is_destroyed_in_time() -> None:
    center = make.site(make.region("镇", make.region("区", make.region("聊城市"), unit=1)))
    clerk = make.actor(make.user(RoleKind.CLERK, at_site=center))
    mother, daughter = make.person(), make.person()
    by = {"by": clerk, "at": NOW}
    made = commands.record_mandate(center, mother, daughter, wanted(mother), **by)
    kept = commands.keep_paper(made, BytesIO(b"%PDF-1.7 signed"), **by)
    commands.end_mandate(made, side=Side.WINDOW, end=End.REVOKED, reason="本人来停", **by)
    clean_up(at=NOW + timedelta(days=3 * 365 - 1))
    kept.refresh_from_db()
    assert kept.state != "erased"
    clean_up(at=NOW + timedelta(days=3 * 366 + 1))
    kept.refresh_from_db()
    assert kept.state == "erased"
