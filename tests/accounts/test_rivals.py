"""Many processes at once: nobody guesses beside the count, nothing is made twice."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection

from bianmin.accounts import commands
from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.commands.passwords import LOCKED, WRONG
from bianmin.accounts.models import Person, User
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import TooMany
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM as NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]
RIVALS = 8
T = TypeVar("T")


def all_at_once(act: Callable[[int], T]) -> list[T]:
    def alone(serial: int) -> T:
        try:
            return act(serial)
        finally:
            connection.close()

    with ThreadPoolExecutor(RIVALS) as pool:
        return list(pool.map(alone, range(RIVALS)))


def test_rivals_guess_a_password_one_after_another() -> None:
    user = make.user(RoleKind.CLERK, make.region("聊城市"))
    User.objects.filter(pk=user.pk).update(password=make_password("right-password"))

    def guess(serial: int) -> str:
        address = f"10.0.0.{serial}"
        return commands.enter_by_password(user.login, "wrong", address=address, at=NOW).reason

    assert Counter(all_at_once(guess)) == {WRONG: 5, LOCKED: RIVALS - 5}


def test_a_code_lets_one_rival_in() -> None:
    code = commands.send_code("13800000001", address="test", at=NOW)
    digits = OutgoingMessage.objects.get(unit=0).params.clear()["code"]

    def enter(serial: int) -> bool:
        outcome = commands.enter_by_code(code.pk, digits, address=f"10.0.0.{serial}", at=NOW)
        return outcome.user is not None

    assert sum(all_at_once(enter)) == 1
    assert User.objects.count() == 1


def test_rivals_send_one_code() -> None:
    def send(serial: int) -> bool:
        try:
            commands.send_code("13800000001", address=f"10.0.0.{serial}", at=NOW)
        except TooMany:
            return False
        return True

    assert sum(all_at_once(send)) == 1
    assert OutgoingMessage.objects.filter(unit=0).count() == 1


def test_rivals_register_one_person() -> None:
    def register(serial: int) -> int:
        number = make.id_number(1)
        return commands.register_person(name="王桂英", id_number=number, by=SYSTEM, at=NOW).pk

    assert len(set(all_at_once(register))) == 1
    assert Person.objects.count() == 1
