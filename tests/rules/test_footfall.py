"""How often the applicant had to come, and to how many places, by tables."""

from __future__ import annotations

from datetime import date

import pytest

from bianmin.rules.footfall import Footfall, How, Step, brought, counted, footfall

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
CENTRE, STATION = 1, 2
TOLD = {"visits_told", "places_told"}
AWAY, UNSAID = Step(How.AWAY, MONDAY, CENTRE), Step(How.UNSAID, TUESDAY)


def at(day: date, place: int | None = CENTRE) -> Step:
    return Step(How.WINDOW, day, place)


@pytest.mark.parametrize(
    ("steps", "visits", "places"),
    [
        ([AWAY, AWAY], 0, 0),
        ([AWAY, at(TUESDAY)], 1, 1),  # on the net, and fetched
        ([AWAY, at(TUESDAY, None)], 1, 1),  # one step is one place, whichever it was
        ([at(MONDAY), at(MONDAY)], 1, 1),  # 即办件: result in hand
        ([at(MONDAY), at(TUESDAY)], 2, 1),
        ([at(MONDAY), at(TUESDAY), at(TUESDAY), AWAY], 2, 1),
        ([at(MONDAY, STATION), at(TUESDAY)], 2, 2),
        ([at(MONDAY, STATION), at(MONDAY)], 1, 2),  # on one day, but sent elsewhere
        ([at(MONDAY, STATION), at(TUESDAY, None)], 2, None),  # it does not say where
        ([at(MONDAY), UNSAID], None, None),
        ([AWAY, UNSAID], None, None),
    ],
)
def test_visits_are_days_and_places_are_told_apart(
    steps: list[Step], visits: int | None, places: int | None
) -> None:
    found = footfall(steps)
    assert (found.visits, found.places) == (visits, places)


@pytest.mark.parametrize(
    ("steps", "home", "stayed"),
    [
        ([AWAY], None, True),
        ([AWAY, AWAY], STATION, True),
        ([at(MONDAY, STATION)], STATION, True),
        ([at(MONDAY, STATION), at(TUESDAY, STATION)], STATION, True),
        ([at(MONDAY, STATION), at(TUESDAY)], STATION, False),
        ([at(MONDAY, STATION), at(TUESDAY, None)], STATION, None),  # it does not say where
        ([at(MONDAY)], None, False),
        ([AWAY, at(TUESDAY, None)], None, False),  # no place in the village takes part
        ([AWAY, UNSAID], STATION, None),
    ],
)
def test_a_small_matter_stays_in_the_village(
    steps: list[Step], home: int | None, stayed: bool | None
) -> None:
    assert footfall(steps, home).stayed is stayed


@pytest.mark.parametrize(
    ("themselves", "agent", "carried", "how"),
    [
        (True, False, False, How.AWAY),
        (True, False, True, How.AWAY),
        (False, True, True, How.AWAY),
        (False, False, False, How.WINDOW),  # the clerk noted what was put on the desk
        (False, False, True, How.UNSAID),  # by the villager or by their agent
    ],
)
def test_papers_that_staff_note_were_brought(
    themselves: bool, agent: bool, carried: bool, how: How
) -> None:
    assert brought(by_themselves=themselves, by_agent=agent, is_carried=carried) is how


@pytest.mark.parametrize(
    ("found", "online", "columns"),
    [
        ((0, 0), True, TOLD | {"no_visit", "on_net", "one_visit", "one_place"}),
        ((0, 0), False, TOLD | {"no_visit", "one_visit", "one_place"}),  # an agent carried it
        ((1, 1), True, TOLD | {"one_visit", "one_place"}),
        ((1, 2), False, TOLD | {"one_visit"}),
        ((2, 1), False, TOLD | {"one_place"}),
        ((2, None), False, {"visits_told"}),
        ((None, None), True, set()),
    ],
)
def test_what_is_not_known_adds_to_no_base(
    found: tuple[int | None, int | None], online: bool, columns: set[str]
) -> None:
    counts = counted(Footfall(*found), is_online=online)
    assert {name for name, count in counts.items() if count} == columns
