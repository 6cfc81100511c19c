"""Rows by COPY are the rows that the models would have written."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from bianmin.accounts.models import Person
from bianmin.audit.models import Event
from bianmin.cases.models import Case, CaseMaterial, Notice
from bianmin.counter.models import QueueTicket
from bianmin.ground.copying import Blank, copy
from tests import make
from tests.make import MONDAY_9AM as NOW

GIVEN: list[tuple[type[models.Model], dict[str, Any]]] = [
    (Event, {"id": 1, "unit": 1, "subject": "case:1", "facts": {"n": [1]}, "at": NOW}),
    (CaseMaterial, {"id": 2, "unit": 1, "key": "p", "name": "户口簿", "received_at": None}),
    (Notice, {"id": 3, "unit": 1, "kind": "receipt", "lines": [{"what": "户口簿"}]}),
    (Case, {"id": 4, "unit": 1, "number": "LC01", "answers": {"a": "b"}, "site": None}),
    (QueueTicket, {"id": 5, "unit": 1, "day": NOW.date(), "claim": "elder", "taken_at": NOW}),
]


@pytest.mark.parametrize(("model", "values"), GIVEN, ids=lambda one: getattr(one, "__name__", ""))
def test_a_blank_is_what_the_model_would_have_made(
    model: type[models.Model], values: dict[str, Any]
) -> None:
    slow, quick = model(**values), Blank(model)(**values)
    for field in model._meta.concrete_fields:
        one, other = getattr(slow, field.attname), getattr(quick, field.attname)
        assert type(one) is type(other), field
        assert one == other, field


@pytest.mark.django_db
def test_what_each_makes_anew_is_shared_by_none() -> None:
    new = Blank(Notice)
    first, second = new(id=1), new(id=2)
    assert first.lines is not second.lines
    assert Blank(Case)().pk != Blank(Case)().pk


@pytest.mark.django_db
def test_rows_come_back_as_they_went_in() -> None:
    village = make.region("东昌府区", make.region("聊城市"), unit=1)
    new = Blank(Person)
    rows = [
        new(name="王桂英", phone="13800000001", birth_year=1950, village=village),
        new(name="", village=None),
    ]
    assert copy(rows, Person) == 2
    assert not any(row._state.adding for row in rows)
    for row in rows:
        again = Person.objects.get(pk=row.pk)
        assert (again.name, again.phone, again.village) == (row.name, row.phone, row.village)
        assert again.birth_year == row.birth_year
