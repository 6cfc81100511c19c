from datetime import datetime, timedelta

import pytest

from bianmin.accounts import commands
from bianmin.accounts.limits import TryLimit
from bianmin.accounts.models import SignInCode, User
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import Invalid, TooMany
from tests.make import MONDAY_9AM as NOW

pytestmark = pytest.mark.django_db
PHONE = "13800000001"
MINUTE = timedelta(minutes=1)


def send(phone: str = PHONE, *, at: datetime = NOW, address: str = "10.0.0.1") -> SignInCode:
    return commands.send_code(phone, address=address, at=at)


def digits_sent() -> str:
    message = OutgoingMessage.objects.filter(unit=0).order_by("-id")[0]
    return str(message.params.clear()["code"])


def enter(code: SignInCode, digits: str, *, at: datetime = NOW) -> User | None:
    return commands.enter_by_code(code.pk, digits, address="10.0.0.1", at=at).user


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def test_a_right_code_opens_an_account_and_the_next_one_finds_it() -> None:
    first = enter(send(), digits_sent())
    again = enter(send(at=NOW + MINUTE), digits_sent(), at=NOW + MINUTE)
    assert first is not None
    assert first == again
    assert first.person.phone.clear() == PHONE
    assert PHONE not in first.login


def test_a_code_works_once() -> None:
    code, digits = send(), digits_sent()
    assert enter(code, digits)
    assert enter(code, digits) is None


def test_a_code_lasts_five_minutes() -> None:
    code, digits = send(), digits_sent()
    assert enter(code, digits, at=NOW + 5 * MINUTE) is None


def test_the_sixth_try_fails_even_when_right() -> None:
    code, digits = send(), digits_sent()
    for _ in range(5):
        assert enter(code, wrong(digits)) is None
    assert enter(code, digits) is None


def test_the_fifth_try_may_be_right() -> None:
    code, digits = send(), digits_sent()
    for _ in range(4):
        assert enter(code, wrong(digits)) is None
    assert enter(code, digits)


def test_a_newer_code_voids_the_older() -> None:
    old, digits = send(), digits_sent()
    send(at=NOW + MINUTE)
    assert enter(old, digits, at=NOW + MINUTE) is None


def test_a_minute_lies_between_two_codes() -> None:
    send()
    with pytest.raises(TooMany) as refused:
        send(at=NOW + timedelta(seconds=59))
    assert refused.value.retry_after == 2
    send(at=NOW + MINUTE)


def test_ten_codes_a_day_reach_one_number() -> None:
    """T14: a thousand requests, from as many addresses, send ten messages."""
    for minute in range(1000):
        try:
            send(at=NOW + minute * MINUTE, address=f"10.0.{minute // 250}.{minute % 250}")
        except TooMany:
            continue
    assert OutgoingMessage.objects.filter(unit=0).count() == 10
    assert send(at=NOW + timedelta(days=2))


def test_an_address_does_not_send_to_everybody() -> None:
    for serial in range(30):
        send(f"139{serial:08d}")
    with pytest.raises(TooMany):
        send("13900000099")
    assert send("13900000099", address="10.0.0.2")


def test_all_codes_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    few = TryLimit("code_all", 2, timedelta(hours=1))
    monkeypatch.setattr("bianmin.accounts.commands.codes.CODES_IN_ALL", few)
    send("13900000001", address="10.0.0.1")
    send("13900000002", address="10.0.0.2")
    with pytest.raises(TooMany, match="太多"):
        send("13900000003", address="10.0.0.3")


def test_a_guesser_with_many_codes_is_stopped_by_the_address() -> None:
    refused = 0
    for serial in range(8):
        code = send(f"139{serial:08d}", address=f"10.0.1.{serial}")
        digits = digits_sent()
        for _ in range(5):
            outcome = commands.enter_by_code(code.pk, wrong(digits), address="10.9.9.9", at=NOW)
            refused += "15 分钟" in outcome.reason
    assert refused == 10


@pytest.mark.parametrize("phone", ["", "1380000000", "12345678901", "abc", "+1 555 0100"])
def test_what_is_no_mobile_number_gets_no_code(phone: str) -> None:
    with pytest.raises(Invalid):
        send(phone)
    assert not OutgoingMessage.objects.filter(unit=0).exists()


def test_neither_phone_nor_code_is_stored_in_clear() -> None:
    code = send()
    row = SignInCode.objects.filter(pk=code.pk).values_list("phone_hash", "code_hash").get()
    assert PHONE.encode() not in bytes(row[0])
    assert digits_sent().encode() not in bytes(row[1])
