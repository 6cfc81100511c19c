from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.publishing import (
    OUTCOMES,
    ChangeKind,
    Standing,
    adopt_by,
    after,
    check_adopt_by,
    check_effective,
    check_has_changes,
    may_be_second,
)

TODAY = date(2020, 6, 15)


@pytest.mark.parametrize(("standing", "kind"), product(Standing, ChangeKind))
def test_every_change_fits_or_is_refused_with_a_sentence(
    standing: Standing, kind: ChangeKind
) -> None:
    if (standing, kind) in OUTCOMES:
        assert after(standing, kind) is OUTCOMES[standing, kind]
    else:
        with pytest.raises(Invalid, match="的事项不能"):
            after(standing, kind)


@pytest.mark.parametrize(
    ("standing", "kind", "expected"),
    [
        (Standing.ABSENT, ChangeKind.ADD, Standing.ACTIVE),
        (Standing.ACTIVE, ChangeKind.PAUSE, Standing.PAUSED),
        (Standing.PAUSED, ChangeKind.RESUME, Standing.ACTIVE),
        (Standing.PAUSED, ChangeKind.CANCEL, Standing.CANCELLED),
    ],
)
def test_what_a_change_leads_to(standing: Standing, kind: ChangeKind, expected: Standing) -> None:
    assert after(standing, kind) is expected


@pytest.mark.parametrize(
    ("first", "second", "allowed"),
    [(7, 8, True), (7, 7, False), (None, 8, True), (7, None, True)],
)
def test_two_different_persons_publish(
    first: int | None, second: int | None, allowed: bool
) -> None:
    assert bool(may_be_second(first, second)) is allowed


@pytest.mark.parametrize(
    ("effective_on", "last", "wrong"),
    [
        (date(2020, 6, 15), None, ""),
        (date(2020, 6, 14), None, "早于今天"),
        (date(2020, 6, 20), date(2020, 6, 20), ""),
        (date(2020, 6, 19), date(2020, 6, 20), "上一版"),
        (date(2021, 6, 16), None, ""),
        (date(2021, 6, 17), None, "最远一年"),
    ],
)
def test_the_day_it_takes_effect(effective_on: date, last: date | None, wrong: str) -> None:
    if not wrong:
        check_effective(effective_on, today=TODAY, last=last)
        return
    with pytest.raises(Invalid, match=wrong) as refused:
        check_effective(effective_on, today=TODAY, last=last)
    assert "effective_on" in refused.value.fields


def test_counties_have_fifteen_days_as_in_the_plan() -> None:
    assert adopt_by(date(2020, 6, 15)) == date(2020, 6, 30)
    check_adopt_by(TODAY, effective_on=TODAY)
    with pytest.raises(Invalid):
        check_adopt_by(date(2020, 6, 14), effective_on=TODAY)


def test_an_edition_without_changes_is_not_sent() -> None:
    check_has_changes(1)
    with pytest.raises(Conflict):
        check_has_changes(0)
