"""Sealed columns in the database, seen through a message: a phone and a document."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection
from django.db.models import F

from bianmin.ground import crypto
from bianmin.ground.crypto import CannotOpen
from bianmin.ground.fields import SealedText
from bianmin.ground.sealed import SealedValue
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.masking import Kind, PlainSealed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("profile")]

PHONE = "13800138000"
NOW = datetime(2020, 9, 25, 9, tzinfo=UTC)
MESSAGES = OutgoingMessage.objects.filter(unit=1)


def message(key: str = "a", **facts: Any) -> OutgoingMessage:
    given: dict[str, Any] = {"to": PHONE, "params": {"姓": "张"}} | facts
    return OutgoingMessage(
        unit=1, dedupe_key=key, template="received", created_at=NOW, next_try_at=NOW, **given
    )


def stored(column: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM messaging_outgoingmessage WHERE unit = 1 ORDER BY id")
        return [bytes(row[0]) for row in cursor.fetchall()]


def test_the_column_holds_no_clear_value() -> None:
    message().save(force_insert=True)

    assert PHONE.encode() not in stored('"to"')[0]
    assert "张".encode() not in stored("params")[0]
    found = MESSAGES.get()
    assert (found.to.clear(), found.params.clear()) == (PHONE, {"姓": "张"})
    assert isinstance(found.to, SealedValue)


def test_an_object_not_yet_saved_hides_its_values_too() -> None:
    made = message()
    assert isinstance(made.to, SealedValue)

    made.to = "13900139000"

    assert PHONE not in f"{made.to} {made.to!r} {vars(made)} {made.params}"
    assert made.to == "13900139000"


def test_many_are_written_at_once() -> None:
    OutgoingMessage.objects.bulk_create(
        [message(str(n), to=PlainSealed(Kind.PHONE, f"138001380{n:02}")) for n in range(50)]
    )

    assert [found.to.clear()[-2:] for found in MESSAGES.order_by("id")] == [
        f"{n:02}" for n in range(50)
    ]
    assert len(set(stored('"to"'))) == 50


def test_an_empty_text_stays_empty() -> None:
    message("a", to="").save(force_insert=True)
    message("b").save(force_insert=True)

    assert stored('"to"')[0] == b""
    found = MESSAGES.get(to="")
    assert found.dedupe_key == "a"
    assert not found.to and str(found.to) == "" and found.to == ""
    assert MESSAGES.exclude(to="").get().dedupe_key == "b"
    assert MESSAGES.filter(to__isnull=False).count() == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"to": PHONE},
        {"to": PlainSealed(Kind.PHONE, PHONE)},
        {"to__in": [PHONE]},
        {"to__startswith": "138"},
        {"to__iexact": ""},
        {"to__gt": ""},
        {"params__姓": "张"},
        {"params__contains": {}},
        {"params": {}},
    ],
)
def test_other_look_ups_are_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(FieldError, match="sealed"):
        MESSAGES.filter(**asked).exists()


def test_values_updates_and_unchanged_saves() -> None:
    message().save(force_insert=True)
    ((phone, params),) = MESSAGES.values_list("to", "params")
    assert (phone.clear(), params.clear()) == (PHONE, {"姓": "张"})

    before = stored("params")
    MESSAGES.update(to="13900139000")
    found = MESSAGES.get()
    assert found.to.clear() == "13900139000"

    found.save(force_update=True)
    assert stored("params") == before  # written back as it was, not even opened

    crypto.add_key()
    MESSAGES.get().save(force_update=True)
    assert crypto.key_id_of(stored("params")[0]) == crypto.current_key_id()


def test_a_sealed_text_moved_to_another_column_does_not_open() -> None:
    message().save(force_insert=True)
    MESSAGES.update(params=F("to"))

    with pytest.raises(CannotOpen):
        MESSAGES.get().params.clear()


def test_one_of_another_kind_in_the_same_column_does_not_open() -> None:
    name = SealedText(kind="name")
    name.model, name.column = OutgoingMessage, "to"  # no field of the model: it only seals
    message().save(force_insert=True)
    with connection.cursor() as cursor:
        forged = name.get_prep_value("张三")
        cursor.execute('UPDATE messaging_outgoingmessage SET "to" = %s WHERE unit = 1', [forged])

    with pytest.raises(CannotOpen):
        MESSAGES.get().to.clear()


def test_dumping_a_table_is_refused() -> None:
    message().save(force_insert=True)

    with pytest.raises((TypeError, serializers.base.SerializationError)):
        serializers.serialize("json", MESSAGES.all())


def test_migrations_know_the_kind() -> None:
    _, path, _, options = SealedText(kind="phone", blank=True).deconstruct()

    assert (path, options) == ("bianmin.ground.fields.SealedText", {"kind": "phone", "blank": True})
    with pytest.raises(ValueError, match="colour"):
        SealedText(kind="colour")
