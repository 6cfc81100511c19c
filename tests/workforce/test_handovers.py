"""交接清单: cases, the originals that go with them, and what other floors put on the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bianmin.cases.models import Case, CaseMaterial
from bianmin.rules.lifecycle import State
from bianmin.workforce import parts
from bianmin.workforce.commands import absences, leaving, standing_in
from bianmin.workforce.models import Absence, Handover, HandoverItem
from bianmin.workforce.parts import Matter, Move
from tests import make
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.workforce.house import DAY, HOUR, House


def fall_ill(house: House) -> Absence:
    return absences.report_absence(
        house.a, house.town.center, kind="sick", ends_at=MONDAY_9AM + 8 * HOUR,
        by=house.actor(house.a), at=MONDAY_9AM,
    )  # fmt: skip


@pytest.fixture
def originals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guide that asks for the identity card itself, and for a copy of the bank's."""
    kinds = {"id_card": 1, "account": 2}
    asked = [
        material | {"copy_kind": kinds.get(material["key"], 3)}
        for material in make.GUIDE["materials"]
    ]
    monkeypatch.setattr(make, "GUIDE", make.GUIDE | {"materials": asked})


def listed(cause: str) -> list[tuple[str, str]]:
    handover = Handover.objects.get(unit=1, cause=cause)
    rows = HandoverItem.objects.filter(unit=1, handover=handover).order_by("id")
    return list(rows.values_list("kind", "label"))


def test_originals_stand_on_the_list_and_come_back_with_the_case(
    house: House, originals: None
) -> None:
    case = house.case(house.a, at=MONDAY_9AM - 3 * DAY)
    paper = CaseMaterial.objects.get(unit=1, case=case, key="id_card")
    absence = fall_ill(house)
    names = [("case", f"{case.number} 高龄津贴"), ("paper", f"{case.number} {paper.name}")]
    assert listed("absence") == names
    page = text_of(Browser(house.b, at=MONDAY_9AM).get("/me/"))
    assert "在办的件（1）" in page and "手里的原件（1）" in page
    standing_in.end_absence(absence, by=house.actor(house.a), at=MONDAY_9AM + HOUR)
    assert listed("return") == names


def test_what_was_sent_from_home_is_no_original_in_hand(house: House, originals: None) -> None:
    case = house.case(house.a, at=MONDAY_9AM - 3 * DAY)
    Case.objects.filter(unit=1, pk=case.pk).update(channel="online")
    fall_ill(house)
    assert [kind for kind, _ in listed("absence")] == ["case"]


def fetched_later(house: House) -> Case:
    """A case done, whose result waits at the window."""
    case = house.case(house.a, at=MONDAY_9AM - 3 * DAY)
    done = {"closed_at": MONDAY_9AM - HOUR, "completed_at": MONDAY_9AM - HOUR}
    stages = {"accepted_at": MONDAY_9AM - 3 * DAY, "decided_at": MONDAY_9AM - 2 * DAY}
    here = Case.objects.filter(unit=1, pk=case.pk)
    here.update(state=State.COMPLETED, clock_from=(MONDAY_9AM - 3 * DAY).date(), **stages, **done)
    return case


def test_results_and_originals_at_the_window_stand_on_the_list_and_come_back(
    house: House, originals: None
) -> None:
    case = fetched_later(house)
    paper = CaseMaterial.objects.get(unit=1, case=case, key="id_card")
    absence = fall_ill(house)
    lying = [("result", f"{case.number} 高龄津贴"), ("paper", f"{case.number} {paper.name}")]
    assert listed("absence") == lying
    page = text_of(Browser(house.b, at=MONDAY_9AM).get("/me/"))
    assert "手里的原件（1）" in page and "等人来取的结果（1）" in page
    standing_in.end_absence(absence, by=house.actor(house.a), at=MONDAY_9AM + HOUR)
    assert listed("return") == lying


def test_who_leaves_or_moves_gives_what_lies_at_the_window(house: House, originals: None) -> None:
    case = fetched_later(house)
    leaving.depart(house.a, house.b, why="resign", reason="本人申请", by=house.head, at=MONDAY_9AM)
    assert [label for _, label in listed("departure")] == [
        f"{case.number} 高龄津贴",
        f"{case.number} {CaseMaterial.objects.get(unit=1, case=case, key='id_card').name}",
    ]


def test_a_result_that_was_fetched_or_lies_elsewhere_is_not_on_the_list(house: House) -> None:
    here = Case.objects.filter(unit=1)
    delivered, sent = fetched_later(house), fetched_later(house)
    here.filter(pk=delivered.pk).update(state=State.DELIVERED)
    here.filter(pk=sent.pk).update(channel="online")
    fall_ill(house)
    assert listed("absence") == []


@pytest.fixture
def appointments(monkeypatch: pytest.MonkeyPatch) -> dict[int, int]:
    """Who is waited for by whom, kept by a floor of its own that gives it on."""
    waiting: dict[int, int] = {}

    def give(move: Move) -> Sequence[Matter]:
        mine = [
            key for key, who in waiting.items()
            if who == move.giver.pk and (move.only is None or key in move.only)
        ]  # fmt: skip
        waiting.update(dict.fromkeys(mine, move.taker.pk))
        return [Matter("appointment", key, f"{key} 号预约") for key in mine]

    monkeypatch.setattr(parts, "_PARTS", dict(parts._PARTS))
    parts.contribute("appointments of this test", give)
    return waiting


def test_another_floor_puts_its_part_on_the_list(
    house: House, appointments: dict[int, int]
) -> None:
    appointments |= {7: house.a.pk, 8: house.b.pk}
    absence = fall_ill(house)
    assert listed("absence") == [("appointment", "7 号预约")]
    assert set(appointments.values()) == {house.b.pk}
    assert "约好的人（1）" in text_of(Browser(house.b, at=MONDAY_9AM).get("/me/"))
    standing_in.end_absence(absence, by=house.actor(house.a), at=MONDAY_9AM + HOUR)
    assert appointments == {7: house.a.pk, 8: house.b.pk}


def test_a_part_is_named_once(appointments: Any) -> None:
    with pytest.raises(ValueError, match="already"):
        parts.contribute("appointments of this test", lambda move: [])
