"""Every verb of the desk: made by the right post, refused to another, with nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bianmin.accounts.actor import Actor
from bianmin.cases.commands import approvals, asking, closing, delivering, intake, refusals, review
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Case
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db

GAP = Gap("account", "银行卡", "没有交", "请补交银行卡")
GAPS = {
    "tick-account": "on",
    "what-account": "银行卡",
    "why-account": "没有交",
    "how-account": "请补交银行卡",
}
PROPOSAL = {
    "category": "B",
    "reason": "没有满 80 岁",
    "law": "实施办法第三条",
    "alternatives": "已告知满龄后由代办员提醒",
}
LONG_BEFORE = MONDAY_9AM - timedelta(days=40)
PROPOSED = PROPOSAL | {"action": Action.REFUSE_ACCEPTANCE}


class Story:
    """One case of one township, told as far as a verb needs it."""

    def __init__(self, world: World, town: Township) -> None:
        self.world, self.town = world, town

    def actor(self, kind: RoleKind) -> Actor:
        account = self.town.staff.get(kind) or self.world.staff["东昌府区", kind]
        return make.actor(account)

    def submitted(self) -> Case:
        return make.submitted(self.town.center, self.town.village).case

    def returned(self) -> Case:
        """Handed in online from the village, and given back."""
        where = (self.town.center, self.town.village)
        case = make.submitted(*where, intake=self.town.station).case
        return review.return_case(case, [GAP], **self._by(RoleKind.CLERK))

    def received(self) -> Case:
        clerk = self.actor(RoleKind.CLERK)
        return make.received(self.town.center, self.town.village, clerk)

    def corrected(self) -> Case:
        case = self.received()
        return review.request_correction(case, [GAP], **self._by(RoleKind.CLERK))

    def accepted(self) -> Case:
        return review.accept_case(self.received(), **self._by(RoleKind.CLERK))

    def reviewed(self) -> Case:
        return review.start_review(self.accepted(), **self._by(RoleKind.REVIEWER))

    def forwarded(self) -> Case:
        return review.forward_case(
            self.accepted(), reason="符合条件", **self._by(RoleKind.REVIEWER)
        )

    def paused(self) -> Case:
        case = self.reviewed()
        kind = {"kind": "hearing", "basis": "依法听证", "document": "1号", "expected_workdays": 10}
        asked = asking.ask_pause(case, **kind, **self._by(RoleKind.REVIEWER))
        approvals.approve(case, asked, **self._by(RoleKind.CENTER_HEAD))
        return case

    def proposed(self) -> Case:
        case = self.received()
        refusals.propose_refusal(case, **PROPOSED, **self._by(RoleKind.CLERK))
        return case

    def denial_proposed(self) -> Case:
        case = self.reviewed()
        proposal = PROPOSAL | {"action": Action.DENY}
        refusals.propose_refusal(case, **proposal, **self._by(RoleKind.CENTER_HEAD))
        return case

    def void_proposed(self) -> Case:
        case = self.received()
        refusals.propose_refusal(
            case, action=Action.VOID, reason="录错了人", **self._by(RoleKind.CLERK)
        )
        return case

    def unmended(self) -> Case:
        """Asked long ago, and the time to mend is over."""
        told = {"by": self.actor(RoleKind.CLERK), "at": LONG_BEFORE}
        case = make.received(self.town.center, self.town.village, **told)
        return review.request_correction(case, [GAP], **told)

    def closing_proposed(self) -> Case:
        case = self.unmended()
        refusals.propose_refusal(
            case, action=Action.CLOSE_INCOMPLETE, reason="没来", **self._by(RoleKind.CLERK)
        )
        return case

    def granted(self) -> Case:
        return review.grant_case(self.reviewed(), **self._by(RoleKind.REVIEWER))

    def completed(self) -> Case:
        return closing.complete_case(self.granted(), **self._by(RoleKind.REVIEWER))

    def delivered(self) -> Case:
        case = self.completed()
        how = {"mode": "pickup", "receiver": "本人"}
        return delivering.deliver_result(case, **how, **self._by(RoleKind.CLERK))

    def _by(self, kind: RoleKind) -> dict[str, Any]:
        return {"by": self.actor(kind), "at": MONDAY_9AM}


@dataclass(frozen=True)
class Verb:
    noun: str
    before: Callable[[Story], Case]
    who: RoleKind
    after: State
    other: RoleKind
    fields: dict[str, str]

    def __str__(self) -> str:
        return f"{self.noun} by {self.who}"


def verb(
    noun: str,
    before: Callable[[Story], Case],
    who: RoleKind,
    after: State,
    *,
    other: RoleKind,
    **fields: str,
) -> Verb:
    return Verb(noun, before, who, after, other, fields)


MAY_BE_NONE = {"correction", "resubmission"}
CLERK, REVIEWER, HEAD = RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD
STATION = RoleKind.STATION_CLERK
COUNTY, BUREAU = RoleKind.COUNTY_REVIEWER, RoleKind.COUNTY_BUREAU
VERBS = [
    verb("receipt", Story.submitted, CLERK, State.RECEIVED, other=REVIEWER),
    verb("return", Story.submitted, CLERK, State.RETURNED, other=HEAD, **GAPS),
    verb("resubmission", Story.returned, STATION, State.SUBMITTED, other=CLERK, keys="account"),
    verb("correction-request", Story.received, CLERK, State.CORRECTION, other=REVIEWER, **GAPS),
    verb(
        "correction-request",
        Story.reviewed,
        REVIEWER,
        State.REVIEW_CORRECTION,
        other=CLERK,
        **GAPS,
    ),
    verb("correction", Story.corrected, CLERK, State.RECEIVED, other=REVIEWER, keys="account"),
    verb("acceptance", Story.received, CLERK, State.ACCEPTED, other=REVIEWER),
    verb("review", Story.accepted, REVIEWER, State.REVIEW, other=CLERK),
    verb("forwarding", Story.accepted, REVIEWER, State.FORWARDED, other=HEAD, reason="符合条件"),
    verb("forwarding-return", Story.forwarded, COUNTY, State.REVIEW, other=REVIEWER, reason="补图"),
    verb(
        "pause",
        Story.reviewed,
        REVIEWER,
        State.REVIEW,
        other=CLERK,
        kind="hearing",
        basis="依法听证",
        document="聊听〔2026〕1号",
        expected_workdays="3",
    ),
    verb(
        "extension",
        Story.reviewed,
        REVIEWER,
        State.REVIEW,
        other=CLERK,
        workdays="5",
        reason="要到现场核实",
    ),
    verb("resumption", Story.paused, REVIEWER, State.REVIEW, other=CLERK, result="听证已结束"),
    verb("grant", Story.reviewed, REVIEWER, State.GRANTED, other=CLERK),
    verb("grant", Story.forwarded, COUNTY, State.GRANTED, other=REVIEWER),
    verb("refusal-proposal", Story.received, CLERK, State.RECEIVED, other=BUREAU, **PROPOSAL),
    verb("refusal", Story.proposed, HEAD, State.NOT_ACCEPTED, other=CLERK),
    verb("refusal-dismissal", Story.proposed, HEAD, State.RECEIVED, other=CLERK, reason="可容缺"),
    verb("denial", Story.denial_proposed, REVIEWER, State.DENIED, other=CLERK, reason="不符合"),
    verb("completion", Story.granted, CLERK, State.COMPLETED, other=HEAD),
    verb(
        "delivery",
        Story.completed,
        CLERK,
        State.DELIVERED,
        other=REVIEWER,
        mode="pickup",
        receiver="本人",
    ),
    verb("archive", Story.delivered, CLERK, State.ARCHIVED, other=REVIEWER),
    verb(
        "closure-proposal",
        Story.unmended,
        CLERK,
        State.CORRECTION,
        other=COUNTY,
        reason="到期没来",
    ),
    verb(
        "voiding-proposal",
        Story.received,
        CLERK,
        State.RECEIVED,
        other=RoleKind.COUNTY_OFFICE,
        reason="录错了人",
    ),
    verb(
        "closure",
        Story.closing_proposed,
        HEAD,
        State.CLOSED_INCOMPLETE,
        other=CLERK,
        reason="未补齐",
    ),
    verb("voiding", Story.void_proposed, BUREAU, State.VOID, other=CLERK, reason="录错了人"),
]


@pytest.fixture
def story(world: World, town: Township) -> Story:
    return Story(world, town)


def account(story: Story, kind: RoleKind) -> Any:
    return story.town.staff.get(kind) or story.world.staff["东昌府区", kind]


def now(case: Case) -> Case:
    return Case.objects.get(unit=case.unit, pk=case.pk)


@pytest.mark.parametrize("verb", VERBS, ids=str)
def test_the_right_post_moves_the_case(story: Story, verb: Verb) -> None:
    case = verb.before(story)
    browser = Browser(account(story, verb.who))
    shown = browser.get(f"/desk/cases/{case.number}/")
    assert f'action="/desk/cases/{case.number}/{verb.noun}/"' in shown.content.decode()

    answer = browser.post(
        f"/desk/cases/{case.number}/{verb.noun}/", seen=shown.context["seen"], **verb.fields
    )

    assert answer.status_code == 302, text_of(answer)
    assert now(case).state == verb.after


@pytest.mark.parametrize("verb", VERBS, ids=str)
def test_another_post_is_refused_and_nothing_changes(story: Story, verb: Verb) -> None:
    case = verb.before(story)
    before = now(case)
    browser = Browser(account(story, verb.other))
    shown = browser.get(f"/desk/cases/{case.number}/")
    assert f'action="/desk/cases/{case.number}/{verb.noun}/"' not in shown.content.decode()

    answer = browser.post(f"/desk/cases/{case.number}/{verb.noun}/", **verb.fields)

    assert answer.status_code == 403
    assert (now(case).state, now(case).moved_at) == (before.state, before.moved_at)


@pytest.mark.parametrize("verb", VERBS, ids=str)
def test_the_same_post_elsewhere_does_not_even_find_it(story: Story, verb: Verb) -> None:
    case = verb.before(story)
    there = story.world.townships["先锋路街道"]
    elsewhere = there.staff.get(verb.who) or story.world.staff["临清市", verb.who]

    answer = Browser(elsewhere).post(f"/desk/cases/{case.number}/{verb.noun}/", **verb.fields)

    assert answer.status_code == 404
    assert now(case).state == case.state


@pytest.mark.parametrize(
    "verb", [v for v in VERBS if v.fields and v.noun not in MAY_BE_NONE], ids=str
)
def test_what_is_left_out_is_told_and_the_form_stays_open(story: Story, verb: Verb) -> None:
    case = verb.before(story)

    answer = Browser(account(story, verb.who)).post(f"/desk/cases/{case.number}/{verb.noun}/")

    assert answer.status_code == 422
    assert "有几处要改一改" in text_of(answer)
    assert now(case).state == case.state


def test_a_supervisor_reads_and_moves_nothing(story: Story) -> None:
    case = story.received()
    browser = Browser(story.world.staff["东昌府区", RoleKind.SUPERVISOR])

    shown = browser.get(f"/desk/cases/{case.number}/")
    answer = browser.post(f"/desk/cases/{case.number}/acceptance/")

    assert shown.status_code == 200
    assert "<button" not in shown.content.decode().split("<main", 1)[1]
    assert answer.status_code == 403
    assert now(case).state == State.RECEIVED


def test_the_window_has_no_reject_button(story: Story) -> None:
    case = story.received()

    page = text_of(Browser(account(story, CLERK)).get(f"/desk/cases/{case.number}/"))

    assert "报负责人复核" in page
    assert "不予受理" not in page


def test_the_second_of_two_clerks_is_told_that_the_case_has_moved(story: Story) -> None:
    case = story.received()
    first, second = Browser(account(story, CLERK)), Browser(account(story, CLERK))
    seen = first.get(f"/desk/cases/{case.number}/").context["seen"]

    one = first.post(f"/desk/cases/{case.number}/acceptance/", seen=seen)
    two = second.post(f"/desk/cases/{case.number}/correction-request/", seen=seen, **GAPS)

    assert (one.status_code, two.status_code) == (302, 409)
    assert "刚被他人处理" in text_of(two)
    assert now(case).state == State.ACCEPTED


def test_a_case_that_came_back_to_the_same_state_is_not_the_case_that_was_seen(
    story: Story,
) -> None:
    case = story.received()
    browser = Browser(account(story, CLERK))
    seen = browser.get(f"/desk/cases/{case.number}/").context["seen"]
    later = {"by": story.actor(CLERK), "at": MONDAY_9AM + timedelta(hours=1)}
    review.request_correction(case, [GAP], **later)
    intake.correct_case(case, {"account": "received"}, **later)

    answer = browser.post(f"/desk/cases/{case.number}/acceptance/", seen=seen)

    assert now(case).state == State.RECEIVED
    assert answer.status_code == 409


def test_a_double_click_moves_once_and_answers_alike(story: Story) -> None:
    case = story.received()
    browser = Browser(account(story, CLERK))
    seen = browser.get(f"/desk/cases/{case.number}/").context["seen"]
    fields = {"seen": seen, "_key": "11111111-1111-4111-8111-111111111111"}

    one = browser.post(f"/desk/cases/{case.number}/acceptance/", **fields)
    two = browser.post(f"/desk/cases/{case.number}/acceptance/", **fields)

    assert (one.status_code, two.status_code) == (302, 302)
    assert two["Idempotency-Replayed"] == "true"


def test_a_clerk_cannot_handle_a_request_of_their_own(story: Story) -> None:
    clerk = story.town.staff[CLERK]
    case = make.submitted(story.town.center, story.town.village, applicant=clerk.person).case

    answer = Browser(clerk).post(f"/desk/cases/{case.number}/receipt/")

    assert answer.status_code == 403
    assert "自己" in text_of(answer)
