"""授权: a window takes only the items it was granted, whichever way it tries."""

from __future__ import annotations

import pytest

from bianmin.accounts.models import Grant
from bianmin.cases.commands import drafts, intake, review
from bianmin.cases.models import Case, Draft
from bianmin.rules.errors import NotAllowed
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.cases.paths import GAP, Path
from tests.make import MONDAY_9AM


@pytest.fixture
def untrained(cast: world.World) -> world.World:
    """The cast on the day before anybody has passed."""
    Grant.objects.all().delete()
    return cast


def test_nobody_at_a_window_takes_what_was_not_granted(path: Path, untrained: object) -> None:
    town = path.town
    for kind, site in ((RoleKind.CLERK, town.center), (RoleKind.STATION_CLERK, town.station)):
        wanted = make.application(town.center, town.village, intake=site)
        with pytest.raises(NotAllowed, match="授权"):
            intake.take_at_counter(wanted, **path.by(kind))
    assert not Case.objects.filter(unit=town.region.unit).exists()


def test_an_agent_begins_and_hands_in_nothing_without_a_grant(
    path: Path, untrained: object
) -> None:
    version, unit = path.cast.version, path.town.region.unit
    with pytest.raises(NotAllowed, match="授权"):
        drafts.begin_carried(version, unit=unit, **path.by(RoleKind.AGENT))
    with pytest.raises(NotAllowed, match="授权"):
        path.submitted()
    assert not Draft.objects.filter(unit=unit).exists()
    assert not Case.objects.filter(unit=unit).exists()


def test_a_draft_begun_with_a_grant_is_not_handed_in_without_it(path: Path) -> None:
    draft = drafts.begin_carried(
        path.cast.version, unit=path.town.region.unit, **path.by(RoleKind.AGENT)
    )
    assert draft.pk
    Grant.objects.all().update(ends_at=MONDAY_9AM)
    with pytest.raises(NotAllowed, match="授权"):
        path.submitted()


def test_a_grant_for_another_item_or_site_is_none_for_this(path: Path, untrained: object) -> None:
    clerk = path.town.staff[RoleKind.CLERK]
    make.grant(clerk, path.town.center, "T-OTHER")
    make.grant(clerk, path.town.station, path.cast.version.item.code)
    wanted = make.application(path.town.center, path.town.village, of=path.cast.version)
    with pytest.raises(NotAllowed, match="授权"):
        intake.take_at_counter(wanted, **path.by(RoleKind.CLERK))
    make.grant(clerk, path.town.center, path.cast.version.item.code)
    assert intake.take_at_counter(wanted, **path.by(RoleKind.CLERK)).case.state == State.RECEIVED


def test_what_came_in_online_is_neither_received_nor_judged_without_a_grant(path: Path) -> None:
    waiting, received = path.into(State.SUBMITTED), path.into(State.RECEIVED)
    accepted = path.into(State.ACCEPTED)
    Grant.objects.all().update(ends_at=MONDAY_9AM)
    by = path.by(RoleKind.CLERK)
    for refused in (
        lambda: intake.receive_case(waiting, **by),
        lambda: review.return_case(waiting, [GAP], **by),
        lambda: review.accept_case(received, **by),
        lambda: review.request_correction(received, [GAP], **by),
        lambda: review.forward_case(accepted, reason="好", **by),
    ):
        with pytest.raises(NotAllowed, match="授权"):
            refused()
    assert waiting.state == State.SUBMITTED
    assert (received.state, accepted.state) == (State.RECEIVED, State.ACCEPTED)


def test_a_reviewer_needs_no_window(path: Path, untrained: object) -> None:
    """审批 is not 收件: what a reviewer may do says their post, not a grant of the window."""
    clerk = path.town.staff[RoleKind.CLERK]
    make.grant(clerk, path.town.center)
    make.grant(path.town.staff[RoleKind.AGENT], path.town.station)
    case = path.into(State.ACCEPTED)
    Grant.objects.all().delete()
    assert review.start_review(case, **path.by(RoleKind.REVIEWER)).state == State.REVIEW
