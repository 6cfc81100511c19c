"""What a command refuses, it refuses with a sentence, and nothing is left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bianmin.audit.models import Event
from bianmin.cases.commands import approvals, asking, clocks, closing, delivering, refusals, review
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Case, CaseDay, CasePause, Notice, RefusalFiling
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import Conflict, DomainError, IllegalMove, Invalid, NotAllowed
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind
from tests.cases.paths import GAP, HEARING, PROPOSAL, Path

Act = Callable[[Path, Case], object]
CLERK, REVIEWER, HEAD = RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD


def proposing(**changed: str) -> Act:
    def act(path: Path, case: Case) -> object:
        return refusals.propose_refusal(
            case, action=Action.REFUSE_ACCEPTANCE, **(PROPOSAL | changed), **path.by(CLERK)
        )

    return act


def propose_accepting(path: Path, case: Case) -> object:
    return refusals.propose_refusal(case, action=Action.ACCEPT, **PROPOSAL, **path.by(CLERK))


def propose_denial_of_what_is_not_reviewed(path: Path, case: Case) -> object:
    return refusals.propose_refusal(case, action=Action.DENY, **PROPOSAL, **path.by(HEAD))


def propose_twice(path: Path, case: Case) -> object:
    path.propose(case, Action.REFUSE_ACCEPTANCE, CLERK)
    return refusals.propose_refusal(
        case, action=Action.REFUSE_ACCEPTANCE, **PROPOSAL, **path.by(RoleKind.STATION_CLERK)
    )


def deny_by_a_filing_of_another_kind(path: Path, case: Case) -> object:
    path.propose(case, Action.REFUSE_ACCEPTANCE, CLERK)
    path.accept(case)
    path.start(case)
    return review.deny_case(case, reason="不合", **path.by(REVIEWER))


def deny_what_one_proposed(path: Path, case: Case) -> object:
    path.propose(case, Action.DENY, REVIEWER)
    return review.deny_case(case, reason="不合", **path.by(REVIEWER))


def dismiss_what_nobody_proposed(path: Path, case: Case) -> object:
    return refusals.dismiss_refusal(case, reason="可容缺", **path.by(HEAD))


def pausing(**changed: Any) -> Act:
    return lambda path, case: asking.ask_pause(case, **(HEARING | changed), **path.by(REVIEWER))


def pause_twice(path: Path, case: Case) -> object:
    path.pause(case)
    return asking.ask_pause(case, **HEARING, **path.by(REVIEWER))


def resume(path: Path, case: Case) -> object:
    return clocks.resume_case(case, result="毕", **path.by(REVIEWER))


def resume_without_result(path: Path, case: Case) -> object:
    path.pause(case)
    return clocks.resume_case(case, result=" ", **path.by(REVIEWER))


def telling(*gaps: Gap) -> Act:
    return lambda path, case: review.request_correction(case, gaps, **path.by(CLERK))


def giving_back(*gaps: Gap) -> Act:
    return lambda path, case: review.return_case(case, gaps, **path.by(CLERK))


def without_reason(command: Callable[..., object], kind: RoleKind) -> Act:
    return lambda path, case: command(case, reason="  ", **path.by(kind))


def deliver_by_pigeon(path: Path, case: Case) -> object:
    return delivering.deliver_result(case, mode="pigeon", receiver="", **path.by(CLERK))


REFUSED: list[tuple[State, Act, type[DomainError], str]] = [
    (State.RECEIVED, proposing(category="D"), Invalid, "还差几处"),
    (State.RECEIVED, proposing(reason=" "), Invalid, "还差几处"),
    (State.RECEIVED, proposing(law=""), Invalid, "还差几处"),
    (State.RECEIVED, proposing(alternatives=""), Invalid, "还差几处"),
    (State.RECEIVED, propose_accepting, NotAllowed, "不需要报备"),
    (State.RECEIVED, propose_denial_of_what_is_not_reviewed, IllegalMove, "不能提出"),
    (State.RECEIVED, propose_twice, Conflict, "已经有人提出"),
    (State.RECEIVED, deny_by_a_filing_of_another_kind, NotAllowed, "先由另一人"),
    (State.REVIEW, deny_what_one_proposed, NotAllowed, "提出人不能自己批准"),
    (State.RECEIVED, dismiss_what_nobody_proposed, NotAllowed, "先由另一人"),
    (State.REVIEW, pausing(basis=" "), Invalid, "依据"),
    (State.REVIEW, pausing(document=" "), Invalid, "文号"),
    (State.REVIEW, pausing(expected_workdays=None), Invalid, "预计几个工作日"),
    (State.REVIEW, pausing(kind="coffee"), Invalid, "特别程序"),
    (State.REVIEW, pausing(kind="review_correction"), Invalid, "特别程序"),
    (State.RECEIVED, pausing(), IllegalMove, "只有计时中的办件"),
    (State.GRANTED, pausing(), IllegalMove, "只有计时中的办件"),
    (State.REVIEW, pause_twice, IllegalMove, "已经暂停"),
    (State.REVIEW, resume, IllegalMove, "没有暂停"),
    (State.REVIEW, resume_without_result, Invalid, "结果"),
    (State.REVIEW_CORRECTION, resume, Conflict, "补正后自动恢复"),
    (State.RECEIVED, telling(), Invalid, "至少写明一处"),
    (State.RECEIVED, telling(GAP, Gap("id_card", "身份证", " ", "重拍")), Invalid, "每一处"),
    (State.SUBMITTED, giving_back(), Invalid, "至少写明一处"),
    (State.ACCEPTED, without_reason(review.forward_case, CLERK), Invalid, "初审意见"),
    (
        State.FORWARDED,
        without_reason(review.return_forwarded, RoleKind.COUNTY_REVIEWER),
        Invalid,
        "退回的意见",
    ),
    (State.REVIEW, without_reason(review.deny_case, REVIEWER), Invalid, "理由"),
    (State.CORRECTION, without_reason(closing.close_incomplete, HEAD), Invalid, "原因"),
    (State.RECEIVED, without_reason(closing.void_case, RoleKind.COUNTY_BUREAU), Invalid, "原因"),
    (State.COMPLETED, deliver_by_pigeon, Invalid, "送达方式"),
]


@pytest.mark.parametrize(("state", "act", "kind", "words"), REFUSED)
def test_it_is_refused_with_a_sentence(
    path: Path, state: State, act: Act, kind: type[DomainError], words: str
) -> None:
    case = path.into(state)
    with pytest.raises(kind, match=words):
        act(path, case)


def traces() -> tuple[object, ...]:
    case = Case.objects.values_list("state", "moved_at", "paused").get(unit=1)
    tables = (Event, OutgoingMessage, Notice, CasePause, RefusalFiling, CaseDay)
    return (case, *(model.objects.filter(unit=1).count() for model in tables))


HAS_FIRST_STEP = (resume_without_result, deny_what_one_proposed, deny_by_a_filing_of_another_kind)


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (state, act)
        for state, act, *_ in REFUSED
        if "twice" not in act.__name__ and act not in HAS_FIRST_STEP
    ],
)
def test_what_is_refused_leaves_nothing_behind(path: Path, state: State, act: Act) -> None:
    case = path.into(state)
    before = traces()
    with pytest.raises(DomainError):
        act(path, case)
    assert traces() == before


def test_a_filing_is_dismissed_by_another_and_the_case_goes_on(path: Path) -> None:
    case = path.into(State.RECEIVED)
    path.propose(case, Action.REFUSE_ACCEPTANCE, CLERK)
    for kind in (CLERK, REVIEWER, RoleKind.STATION_CLERK):
        with pytest.raises(NotAllowed):
            refusals.dismiss_refusal(case, reason="可容缺", **path.by(kind))
    refusals.dismiss_refusal(case, reason="可容缺", **path.by(HEAD))
    filing = RefusalFiling.objects.get(unit=1)
    assert (filing.approved, filing.decided_by) == (False, path.actor(HEAD).user_id)
    path.accept(case)
    assert case.state == State.ACCEPTED


def test_the_county_decides_when_the_head_himself_proposes(path: Path) -> None:
    case = path.into(State.RECEIVED)
    path.propose(case, Action.REFUSE_ACCEPTANCE, HEAD)
    refusals.refuse_acceptance(case, **path.by(RoleKind.COUNTY_BUREAU))
    assert case.state == State.NOT_ACCEPTED


def test_the_applicant_decides_nothing_about_himself(path: Path) -> None:
    """He is the head of the centre: conflicts are checked on the person."""
    head = path.town.staff[HEAD]
    case = path.submitted(head.person)
    path.receive(case)
    path.propose(case, Action.REFUSE_ACCEPTANCE, CLERK)
    with pytest.raises(NotAllowed, match="自己申请"):
        refusals.refuse_acceptance(case, **path.by(HEAD))


def test_the_head_does_not_dismiss_a_refusal_of_his_own_case(path: Path) -> None:
    head = path.town.staff[HEAD]
    case = path.submitted(head.person)
    path.receive(case)
    path.propose(case, Action.REFUSE_ACCEPTANCE, CLERK)
    with pytest.raises(NotAllowed):
        refusals.dismiss_refusal(case, reason="可容缺", **path.by(HEAD))


def test_nobody_resumes_or_closes_his_own_case(path: Path) -> None:
    reviewer = path.town.staff[REVIEWER]
    case = path.submitted(reviewer.person)
    path.receive(case)
    path.accept(case)
    other = path.actor(RoleKind.COUNTY_REVIEWER)
    asked = asking.ask_pause(case, **HEARING, by=other, at=path.at)
    approvals.approve(case, asked, **path.by(HEAD))
    with pytest.raises(NotAllowed):
        clocks.resume_case(case, result="毕", **path.by(REVIEWER))


def test_what_a_withdrawn_case_was_paused_for_ends_with_it(path: Path) -> None:
    case = path.into(State.REVIEW)
    path.pause(case)
    path.withdraw(case)
    pause = CasePause.objects.get(unit=1)
    assert (case.paused, pause.ended_at, pause.result) == (False, path.at, "办件结束")


@pytest.mark.parametrize("end", [Path.grant, Path.forward])
def test_a_paused_case_is_not_decided(path: Path, end: Any) -> None:
    """特别程序: nothing is decided while a hearing is under way."""
    case = path.into(State.REVIEW)
    path.pause(case)
    with pytest.raises(Conflict, match="暂停"):
        end(path, case)


def test_an_open_filing_ends_with_the_case(path: Path) -> None:
    case = path.into(State.RECEIVED)
    path.propose(case, Action.REFUSE_ACCEPTANCE, CLERK)
    path.withdraw(case)
    assert not RefusalFiling.objects.filter(unit=1, decided_at__isnull=True).exists()
