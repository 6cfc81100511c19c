from datetime import timedelta

import pytest

from bianmin.accounts import commands, queries
from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import Person, User
from bianmin.audit.models import Event
from bianmin.ground.crypto import keyed_hash
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM as NOW

pytestmark = pytest.mark.django_db
NUMBER = make.id_number(1)


def registered(name: str = "王桂英", number: str = NUMBER, phone: str = "13800000001") -> Person:
    return commands.register_person(name=name, id_number=number, phone=phone, by=SYSTEM, at=NOW)


def actions(person: Person) -> list[str]:
    found = Event.objects.filter(unit=0, subject=f"person:{person.pk}").order_by("id")
    return list(found.values_list("action", flat=True))


def test_a_number_is_registered_once() -> None:
    first = registered()
    assert registered() == first
    assert actions(first) == ["register"]


def test_registering_again_does_not_replace_the_phone() -> None:
    registered()
    again = registered(phone="13900000002")
    assert again.phone.clear() == "13800000001"


def test_a_missing_phone_is_filled_in() -> None:
    commands.register_person(name="王桂英", id_number=NUMBER, by=SYSTEM, at=NOW)
    assert registered().phone.clear() == "13800000001"


def test_the_name_must_agree_with_the_number() -> None:
    registered()
    with pytest.raises(Invalid, match="对不上"):
        registered(name="李秀兰")


@pytest.mark.parametrize("name", ["", " ", "王"])
def test_a_name_is_asked(name: str) -> None:
    with pytest.raises(Invalid):
        registered(name)


@pytest.mark.parametrize("number", ["", "123", NUMBER[:17] + "0", "370000"])
def test_a_wrong_number_is_refused(number: str) -> None:
    with pytest.raises(Invalid):
        registered(number=number)


def test_an_organisation_is_registered_by_its_code() -> None:
    made = commands.register_person(
        kind="legal", name="柳庄合作社", id_number="91350100M000100Y43", by=SYSTEM, at=NOW
    )
    assert (made.kind, made.birth_year) == ("legal", None)


def test_a_person_is_found_by_number_and_by_a_phone_of_their_own() -> None:
    person = registered()
    assert queries.person_by_id_number(NUMBER.lower()) == person
    assert queries.person_by_id_number("") is None
    assert queries.person_by_phone("138 0000 0001") == person
    registered("王小明", make.id_number(2))
    assert queries.person_by_phone("13800000001") is None
    assert queries.people_by_phone("13800000001").count() == 2


def test_nothing_is_stored_in_clear() -> None:
    person = registered()
    assert str(person.name) == "王*"
    assert NUMBER not in repr(person.__dict__)


def test_a_new_phone_is_told_to_the_old_one() -> None:
    person = registered()
    commands.change_phone(person, "13900000002", by=SYSTEM, at=NOW, reason="本人到窗口")
    told = OutgoingMessage.objects.get(unit=0)
    assert (told.to.clear(), told.template) == ("13800000001", "phone_changed")
    event = Event.objects.get(unit=0, action="change_phone")
    assert event.facts["new"] == keyed_hash("phone", "13900000002").hex()
    assert event.reason == "本人到窗口"


def test_a_phone_of_staff_or_of_many_raises_an_alert() -> None:
    """T45: staff numbers in place of residents' let call-backs pass."""
    colleague = make.user(RoleKind.CLERK, make.region("聊城市"))
    person = registered()
    staff_phone = colleague.person.phone.clear()
    commands.change_phone(person, staff_phone, by=SYSTEM, at=NOW, reason="换号")
    for serial in range(3):
        registered("王小明", make.id_number(10 + serial), "13700000007")
    commands.change_phone(person, "13700000007", by=SYSTEM, at=NOW, reason="换号")
    commands.change_phone(person, "13600000006", by=SYSTEM, at=NOW, reason="换号")
    events = Event.objects.filter(unit=0, action="change_phone").order_by("id")
    facts = [(e.facts["of_staff"], e.facts["shared_with"], e.facts["alert"]) for e in events]
    assert facts == [(True, 1, True), (False, 3, True), (False, 0, False)]


def test_a_first_phone_tells_nobody() -> None:
    person = commands.register_person(name="王桂英", id_number=NUMBER, by=SYSTEM, at=NOW)
    commands.change_phone(person, "13900000002", by=SYSTEM, at=NOW, reason="补登")
    assert not OutgoingMessage.objects.filter(unit=0).exists()


def test_the_same_phone_is_no_change() -> None:
    with pytest.raises(Conflict):
        commands.change_phone(registered(), "13800000001", by=SYSTEM, at=NOW, reason="试")


def test_the_old_phone_signs_in_no_more() -> None:
    user = citizen("13800000001")
    commands.change_phone(user.person, "13900000002", by=SYSTEM, at=NOW, reason="换号")
    assert citizen("13900000002") == user
    assert citizen("13800000001") != user


def test_a_phone_that_has_an_account_takes_no_second() -> None:
    old, other = citizen("13800000001"), citizen("13900000002")
    commands.change_phone(old.person, "13900000002", by=SYSTEM, at=NOW, reason="换号")
    old.refresh_from_db()
    assert not old.is_active
    assert citizen("13900000002") == other


def test_reading_in_clear_asks_a_reason_and_leaves_a_trace() -> None:
    town = make.region("河湾镇", make.region("东昌府区", make.region("聊城市"), unit=1))
    clerk = make.actor(make.user(RoleKind.CLERK, town))
    person = registered()
    with pytest.raises(Invalid, match="原因"):
        commands.reveal(person, "id_number", by=clerk, at=NOW, reason=" ")
    assert commands.reveal(person, "id_number", by=clerk, at=NOW, reason="核对原件") == NUMBER
    event = Event.objects.get(unit=0, action="reveal")
    assert (event.by_user, event.reason, event.facts) == (
        clerk.user_id,
        "核对原件",
        {"field": "id_number"},
    )
    with pytest.raises(Invalid):
        commands.reveal(person, "erased_at", by=clerk, at=NOW, reason="核对原件")


@pytest.mark.parametrize(
    "kind", [RoleKind.SYSTEM_ADMIN, RoleKind.SECURITY_ADMIN, RoleKind.AUDIT_ADMIN]
)
def test_no_administrator_reads_or_changes_a_person(kind: RoleKind) -> None:
    actor = make.actor(make.user(kind, make.region("聊城市")))
    person = registered()
    with pytest.raises(NotAllowed):
        commands.reveal(person, "phone", by=actor, at=NOW, reason="看看")
    with pytest.raises(NotAllowed):
        commands.correct_person(person, address="别处", by=actor, at=NOW, reason="改改")


def test_a_person_gets_and_corrects_their_own_copy() -> None:
    person = registered()
    own = make.actor(make.user(who=person))
    copy = commands.own_copy(person, by=own, at=NOW)
    assert copy["name"] == "王桂英"
    assert copy["id_number"] == NUMBER
    commands.correct_person(person, address="柳庄村 3 号", by=own, at=NOW, reason="搬家")
    assert commands.own_copy(person, by=own, at=NOW)["address"] == "柳庄村 3 号"
    with pytest.raises(Invalid):
        commands.correct_person(person, by=own, at=NOW, reason="没事")


def test_nobody_gets_or_changes_anothers_copy() -> None:
    stranger = make.actor(make.user())
    person = registered()
    with pytest.raises(NotAllowed):
        commands.own_copy(person, by=stranger, at=NOW)
    with pytest.raises(NotAllowed):
        commands.correct_person(person, address="别处", by=stranger, at=NOW, reason="改")


def test_erasing_leaves_a_tombstone_and_ends_the_account() -> None:
    user = citizen("13800000001")
    person = user.person
    own = make.actor(user)
    commands.erase_person(person, by=own, at=NOW, reason="本人要求")
    person = Person.objects.get(pk=person.pk)
    user.refresh_from_db()
    assert not (person.name or person.phone or person.id_number or person.phone_hash)
    assert (person.erased_at, user.is_active) == (NOW, False)
    assert actions(person)[-1] == "erase"
    with pytest.raises(NotAllowed):
        commands.erase_person(person, by=SYSTEM, at=NOW, reason="再删")


def test_an_erased_number_may_be_registered_again() -> None:
    person = registered()
    commands.erase_person(person, by=SYSTEM, at=NOW, reason="到期")
    assert registered() != person


def test_a_resident_says_who_they_are_once() -> None:
    user = citizen("13800000001")
    identify(user, "王桂英", NUMBER)
    assert queries.person_by_id_number(NUMBER) == user.person
    assert identify(user, "王桂英", NUMBER) == user.person
    with pytest.raises(Conflict):
        identify(user, "王桂英", make.id_number(2))


def test_a_known_person_is_joined_only_when_name_number_and_phone_agree() -> None:
    known = registered()
    user = citizen("13800000001")
    assert identify(user, "王桂英", NUMBER) == known
    stranger = citizen("13900000002")
    with pytest.raises(Conflict, match="当面核对"):
        identify(stranger, "王桂英", NUMBER)


def citizen(phone: str) -> User:
    """The account that a right code to this phone opens."""
    from bianmin.accounts.commands import codes
    from bianmin.accounts.models import SignInCode

    phone_hash = keyed_hash("phone", phone)
    sent = SignInCode.objects.create(
        phone=phone,
        phone_hash=phone_hash,
        code_hash=b"",
        sent_at=NOW,
        expires_at=NOW + timedelta(minutes=5),
    )
    sent.code_hash = codes._code_hash(sent.pk, "123456", codes.SIGN_IN)
    sent.save(update_fields=["code_hash"])
    outcome = commands.enter_by_code(sent.pk, "123456", address="test", at=NOW)
    assert outcome.user is not None
    return outcome.user


def identify(user: User, name: str, number: str) -> Person:
    return commands.identify(user, name=name, id_number=number, by=make.actor(user), at=NOW)
