"""一链办件: one application, a case for each item, decided apart; the whole is what they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import localdate

from bianmin.audit.models import Event
from bianmin.cases.bundles import bundle_behind, chain_of
from bianmin.cases.commands import clocks, intake, refusals
from bianmin.cases.commands.bundles import (
    SubmittedBundle,
    submit_bundle,
    withdraw_from_bundle,
)
from bianmin.cases.commands.clocks import tell_once_day
from bianmin.cases.models import BundleCase, Case, CaseDay, CasePause
from bianmin.cases.queries import holder_of_link
from bianmin.cases.standing import WAITING, standing
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.chains import Whole
from bianmin.rules.errors import Conflict, DomainError, Invalid
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind
from tests.cases import chains
from tests.cases.chains import AFTER, BESIDE, FIRST, LAST, read
from tests.cases.paths import PROPOSAL, Path

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(path: Path) -> SubmittedBundle:
    return chains.submit(path, chains.version(path))


def stands(sent: SubmittedBundle) -> dict[str, str]:
    return {code: read(case).state for code, case in sent.cases.items()}


def whole(sent: SubmittedBundle) -> BundleCase:
    bundle = bundle_behind(sent.tracking)
    assert bundle is not None
    assert chain_of(bundle).whole == bundle.state
    return bundle


def grant(path: Path, case: Case) -> None:
    for step in (path.receive, path.accept, path.start, path.grant):
        step(read(case))


def refuse(path: Path, case: Case) -> None:
    path.receive(read(case))
    path.refuse(read(case))


def test_one_application_opens_a_case_for_each_item(path: Path, sent: SubmittedBundle) -> None:
    bundle = whole(sent)
    assert bundle.number.startswith(f"YL{bundle.unit:02}")
    assert list(sent.cases) == [FIRST, BESIDE, AFTER, LAST]
    assert {read(case).bundle_id for case in sent.cases.values()} == {bundle.pk}
    waiting = {code for code, case in sent.cases.items() if read(case).paused}
    assert waiting == {AFTER, LAST}
    (message,) = OutgoingMessage.objects.filter(unit=bundle.unit)
    assert message.template == "bundle_submitted"
    assert message.params.clear()["link"] == f"/y/{sent.tracking}/"
    assert sum(CaseDay.objects.filter(unit=1).values_list("online", flat=True)) == 4
    assert Event.objects.get(unit=1, subject=f"bundle_case:{bundle.pk}").action == "submit"


def test_what_waits_says_so_and_no_clock_of_it_runs(path: Path, sent: SubmittedBundle) -> None:
    case = read(sent.cases[AFTER])
    assert (case.tell_by, case.arrived_on, case.date_pending) == (None, None, False)
    assert standing(case, localdate(path.at)).words == WAITING
    pause = CasePause.objects.get(unit=case.unit, case=case)
    assert pause.basis == "等“高龄津贴”办好"
    for refused in (path.receive, path.give_back):
        with pytest.raises(DomainError, match="还没轮到"):
            refused(case)
    assert clocks.act_by_law(case.unit, at=path.at + timedelta(days=60)) == 0
    with pytest.raises(Conflict, match="只有等前一件"):
        from bianmin.accounts.actor import SYSTEM
        from bianmin.cases.commands.moving import move

        move(read(sent.cases[FIRST]), Action.LAPSE, by=SYSTEM, at=path.at)


def test_its_turn_comes_with_the_grant_and_its_days_begin_then(
    path: Path, sent: SubmittedBundle
) -> None:
    path.at += timedelta(days=7)
    grant(path, sent.cases[FIRST])
    case, last = read(sent.cases[AFTER]), read(sent.cases[LAST])
    assert (case.paused, last.paused) == (False, True)
    assert case.arrived_on == localdate(path.at)
    assert case.tell_by == tell_once_day(localdate(path.at))
    assert OutgoingMessage.objects.filter(unit=1, template="begun").count() == 1
    grant(path, case)
    assert not read(last).paused
    assert whole(sent).state == Whole.RUNNING


@pytest.mark.parametrize("end", [refuse, lambda path, case: denied(path, case)])
def test_what_was_decided_against_ends_what_comes_after(
    path: Path, sent: SubmittedBundle, end: object
) -> None:
    end(path, sent.cases[FIRST])  # type: ignore[operator]
    found = stands(sent)
    assert (found[AFTER], found[LAST]) == (State.LAPSED, State.LAPSED)
    assert found[BESIDE] == State.SUBMITTED
    assert OutgoingMessage.objects.filter(unit=1, template="lapsed").count() == 2
    reasons = {
        code: Event.objects.get(
            unit=1, subject=f"case:{sent.cases[code].pk}", action="lapse"
        ).reason
        for code in (AFTER, LAST)
    }
    assert set(reasons.values()) == {"“高龄津贴”没有办成"}
    assert whole(sent).closed_at is None
    grant(path, sent.cases[BESIDE])
    path.complete(read(sent.cases[BESIDE]))
    if found[FIRST] == State.DENIED:
        path.complete(read(sent.cases[FIRST]))
    bundle = whole(sent)
    assert (bundle.state, bundle.closed_at) == (Whole.PARTLY, path.at)


def denied(path: Path, case: Case) -> None:
    for step in (path.receive, path.accept, path.start, path.deny):
        step(read(case))


def test_what_the_applicant_gives_up_stands_in_no_way(path: Path, sent: SubmittedBundle) -> None:
    bundle = whole(sent)
    by = holder_of_link(sent.cases[FIRST])
    number = sent.cases[FIRST].number
    withdraw_from_bundle(bundle, [number], reason="有了", by=by, at=path.at)
    assert not read(sent.cases[AFTER]).paused
    assert read(sent.cases[LAST]).paused  # it comes after another one, too


def test_the_whole_is_withdrawn_from_its_end(path: Path, sent: SubmittedBundle) -> None:
    by = holder_of_link(sent.cases[FIRST])
    numbers = [case.number for case in sent.cases.values()]
    withdraw_from_bundle(whole(sent), numbers, reason="不办了", by=by, at=path.at)
    assert set(stands(sent).values()) == {State.WITHDRAWN}
    assert not OutgoingMessage.objects.filter(unit=1, template="begun").exists()
    bundle = whole(sent)
    assert (bundle.state, bundle.closed_at) == (Whole.GIVEN_UP, path.at)
    assert not CasePause.objects.filter(unit=1, ended_at__isnull=True).exists()
    with pytest.raises(Conflict, match="都不能撤回"):
        withdraw_from_bundle(bundle, numbers, reason="不办了", by=by, at=path.at)


def test_a_correction_makes_the_whole_wait_for_its_applicant(
    path: Path, sent: SubmittedBundle
) -> None:
    path.receive(read(sent.cases[FIRST]))
    path.ask(read(sent.cases[FIRST]))
    assert whole(sent).state == Whole.MENDING
    message = OutgoingMessage.objects.get(unit=1, template="correction")
    assert message.params.clear()["link"] == f"/y/{sent.tracking}/"  # one link for the whole
    by = holder_of_link(sent.cases[FIRST])
    intake.correct_case(read(sent.cases[FIRST]), {"account": "received"}, by=by, at=path.at)
    assert whole(sent).state == Whole.RUNNING


def test_all_or_none_is_taken(path: Path) -> None:
    version = chains.version(path)
    with pytest.raises(Invalid, match="至少选两件"):
        chains.submit(path, version, codes=(FIRST,))
    with pytest.raises(Invalid, match="不在这一链里"):
        chains.submit(path, version, codes=(FIRST, FIRST))
    assert not BundleCase.objects.filter(unit=1).exists()
    alone = chains.submit(path, version, codes=(AFTER, BESIDE))  # without the one it comes after
    assert not read(alone.cases[AFTER]).paused
    assert submit_bundle.__doc__


def test_a_whole_is_never_deleted_nor_closed_by_hand(path: Path, sent: SubmittedBundle) -> None:
    from django.db import DatabaseError, transaction

    for statement in (
        "DELETE FROM cases_bundlecase WHERE unit = 1",
        "UPDATE cases_bundlecase SET state = 'done' WHERE unit = 1",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_waiting_case_is_voided_by_two_persons_alone(path: Path, sent: SubmittedBundle) -> None:
    case = read(sent.cases[AFTER])
    with pytest.raises(DomainError):
        refusals.propose_refusal(
            case, action=Action.REFUSE_ACCEPTANCE, **PROPOSAL, **path.by(RoleKind.CLERK)
        )
    path.void(case)
    assert stands(sent)[AFTER] == State.VOID
    grant(path, sent.cases[FIRST])
    assert not read(sent.cases[LAST]).paused  # a bad record is in nobody's way
