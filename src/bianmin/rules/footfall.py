"""跑几趟: how often the applicant had to come, and to how many places, for one case.

Counted from what the case records alone: coming in vain is not written down. Who brought papers is
not always said either; then the answer is not known, and never nought.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class How(StrEnum):
    """怎么办的: without coming (net, post, the village's agent), at a window, or not said."""

    AWAY = "away"
    WINDOW = "window"
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Step:
    """一步: what was asked of the applicant; at a window with its day, and the place where said."""

    how: How
    day: date | None = None
    place: int | None = None


@dataclass(frozen=True)
class Footfall:
    """跑几趟、几处、出没出村: None is 说不清."""

    visits: int | None
    places: int | None
    stayed: bool | None = None


def brought(*, by_themselves: bool, by_agent: bool, is_carried: bool) -> How:
    """怎么补的: papers noted by staff were brought; of a case with an agent nobody says by whom."""
    if by_themselves or by_agent:
        return How.AWAY
    return How.UNSAID if is_carried else How.WINDOW


def footfall(steps: Collection[Step], home: int | None = None) -> Footfall:
    """跑了几趟: what is done at windows on one day is one visit; places are told apart if said.

    `home` is the place in the applicant's own village that took it in, if one did.
    """
    if any(step.how is How.UNSAID for step in steps):
        return Footfall(None, None)
    came = [step for step in steps if step.how is How.WINDOW]
    places = {step.place for step in came}
    is_told = len(came) < 2 or None not in places  # one step alone is one place, whichever
    visits = len({step.day for step in came})
    return Footfall(visits, len(places) if is_told else None, _stayed(places, home))


def _stayed(places: Collection[int | None], home: int | None) -> bool | None:
    """没出村: never at a window, or only at the village's own."""
    if not places:
        return True
    if home is None:
        return False
    return None if None in places else set(places) == {home}


def counted(found: Footfall, *, is_online: bool) -> dict[str, int]:
    """计数: what a delivered case adds to the day; the unknown adds to no base.

    一网办 is what was applied for on the net itself; 不用跑 also what an agent carried; 小事不出村
    also what was done at the village's own window.
    """
    visits, places = found.visits, found.places
    return {
        "visits_told": int(visits is not None),
        "no_visit": int(visits == 0),
        "on_net": int(visits == 0 and is_online),
        "one_visit": int(visits is not None and visits <= 1),
        "places_told": int(places is not None),
        "one_place": int(places is not None and places <= 1),
        "village_told": int(found.stayed is not None),
        "in_village": int(bool(found.stayed)),
    }
