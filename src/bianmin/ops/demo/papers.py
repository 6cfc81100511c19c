"""案卷: what hangs on a demonstration case: materials, notices, filings, pauses, results."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from django.utils.timezone import localdate

from bianmin.accounts.models import User
from bianmin.cases.coming import came_in, handed_in, handed_over, home_of
from bianmin.cases.commands.review import CORRECTION
from bianmin.cases.models import (
    Case,
    CaseMaterial,
    CasePause,
    Decision,
    Delivery,
    Dispatch,
    Notice,
    RefusalFiling,
)
from bianmin.catalogue.queries import required_materials
from bianmin.feedback.models import Rating
from bianmin.ground.copying import Blank
from bianmin.ops.demo.reasons import GAP, GROUNDS, INSPECTION, ORDER, RESULTS
from bianmin.ops.demo.rows import DueDays, Mint, Rows
from bianmin.ops.demo.story import Act, Aside, Post, Story
from bianmin.rules.delivery import Mode
from bianmin.rules.documents import SLIPS, NoticeKind
from bianmin.rules.footfall import Step, footfall
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.limits import DECIDE_REFUSAL
from bianmin.rules.pauses import PauseKind
from bianmin.rules.sampling import ONE_IN

ISSUED: Mapping[Action | Aside, NoticeKind] = {
    Action.RECEIVE: NoticeKind.RECEIPT,
    Action.RETURN: NoticeKind.RETURNED,
    Action.REQUEST_CORRECTION: NoticeKind.TELL_ONCE,
    Action.REQUEST_REVIEW_CORRECTION: NoticeKind.CORRECTION,
    Action.ACCEPT: NoticeKind.ACCEPTED,
    Action.REFUSE_ACCEPTANCE: NoticeKind.NOT_ACCEPTED,
    Aside.PAUSE: NoticeKind.PAUSED,
    Action.GRANT: NoticeKind.GRANTED,
    Action.DENY: NoticeKind.DENIED,
    Action.COMPLETE: NoticeKind.COMPLETED,
    Action.DELIVER: NoticeKind.DELIVERED,
    Action.WITHDRAW: NoticeKind.WITHDRAWN,
    Action.CLOSE_INCOMPLETE: NoticeKind.CLOSED,
}
"""出文书: which act leaves which notice; they are numbered in the order of time, all at once."""

WAITING = frozenset({State.CORRECTION, State.REVIEW_CORRECTION, State.RETURNED})
NEW_MATERIAL = Blank(CaseMaterial)
NEW_NOTICE = Blank(Notice)
NEW_FILING = Blank(RefusalFiling)
NEW_DECISION = Blank(Decision)
NEW_DELIVERY = Blank(Delivery)
NEW_DISPATCH = Blank(Dispatch)
NEW_RATING = Blank(Rating)


class Papers:
    """案卷写手: hangs on each case what its acts have left behind."""

    def __init__(self, random: Random, due: DueDays, mint: Mint, rows: Rows) -> None:
        self._random = random
        self._due = due
        self._mint = mint
        self._rows = rows

    def hang_on(self, case: Case, story: Story, posts: Mapping[Post, User | None], at: str) -> None:
        """Write every paper of one case; `at` is the region's words in its documents' numbers."""
        self._materials(case)
        self._rows.words[case.township_id] = at
        filing: RefusalFiling | None = None
        pause: CasePause | None = None
        steps = [came_in(case)]
        for act in story.acts:
            by = posts.get(act.by)
            if act.action in ISSUED:
                self._notice(case, ISSUED[act.action], act, by)
            match act.action:
                case Action.REQUEST_REVIEW_CORRECTION:
                    pause = self._pause(case, PauseKind.REVIEW_CORRECTION, "审核补正", act, by)
                case Aside.PAUSE:
                    pause = self._pause(case, PauseKind.INSPECTION, INSPECTION, act, by)
                    head = posts.get(Post.HEAD)
                    pause.document, pause.approved_by = ORDER, head.pk if head else None
                case Action.RESUBMIT | Action.CORRECT:
                    steps.append(_handed_in(case, act, by))
                case Action.CORRECT_REVIEW | Aside.RESUME:
                    if act.action is Action.CORRECT_REVIEW:
                        steps.append(_handed_in(case, act, by))
                    assert pause is not None
                    pause.ended_at, pause.result = act.at, RESULTS[act.action]
                case Aside.PROPOSE:
                    filing = self._filing(case, act, by)
                case (
                    Action.REFUSE_ACCEPTANCE | Action.DENY | Action.CLOSE_INCOMPLETE | Aside.DISMISS
                ):
                    assert filing is not None
                    _decide(filing, act, by)
                    self._decision(case, act, by, filing)
                case Action.GRANT:
                    self._decision(case, act, by)
                case Action.DELIVER:
                    self._delivery(case, steps, act.at, by)
                case Aside.RATE:
                    self._rating(case, act.level, act.at)

    def _materials(self, case: Case) -> None:
        waiting = case.state in WAITING
        for n, material in enumerate(required_materials(case.version, case.scenario)):
            status = "shared" if material.get("shared") else "received"
            if waiting and n == 0:
                status = "wrong"
            self._rows.materials.append(
                NEW_MATERIAL(
                    id=self._mint("material", case.submitted_at),
                    unit=case.unit,
                    case=case,
                    key=material["key"],
                    name=material["name"],
                    status=status,
                    note=GAP["why"] if status == "wrong" else "",
                    received_at=case.submitted_at if status == "received" else None,
                )
            )

    def _notice(self, case: Case, kind: NoticeKind, act: Act, by: User | None) -> None:
        lists = kind in SLIPS
        self._rows.notices.append(
            NEW_NOTICE(
                id=self._mint("notice", act.at),
                unit=case.unit,
                case=case,
                kind=kind.value,
                lines=[_gap(case)] if lists else [],
                issued_at=act.at,
                issued_by=by.pk if by else None,
                answer_by=self._due(localdate(act.at), CORRECTION) if lists else None,
            )
        )

    def _pause(
        self, case: Case, kind: PauseKind, basis: str, act: Act, by: User | None
    ) -> CasePause:
        row = CasePause(
            id=self._mint("pause", act.at),
            unit=case.unit,
            case=case,
            kind=kind.value,
            basis=basis,
            expected_workdays=5 if kind is PauseKind.INSPECTION else None,
            started_at=act.at,
            started_by=by.pk if by else None,
        )
        self._rows.pauses.append(row)
        return row

    def _filing(self, case: Case, act: Act, by: User | None) -> RefusalFiling:
        assert act.about is not None
        assert by is not None
        why = self._random.choice(GROUNDS[act.about])
        row = NEW_FILING(
            id=self._mint("filing", act.at),
            unit=case.unit,
            case=case,
            action=act.about.value,
            category=why.category,
            reason=why.reason,
            law=why.law,
            alternatives=why.alternatives,
            proposed_by=by.pk,
            proposed_by_person=by.person_id,
            proposed_at=act.at,
            decide_by=self._due(localdate(act.at), DECIDE_REFUSAL),
        )
        self._rows.filings.append(row)
        return row

    def _decision(
        self, case: Case, act: Act, by: User | None, filing: RefusalFiling | None = None
    ) -> None:
        if act.action not in (Action.GRANT, Action.DENY):
            return
        granted = act.action is Action.GRANT
        self._rows.decisions.append(
            NEW_DECISION(
                id=self._mint("decision", act.at),
                unit=case.unit,
                case=case,
                outcome="granted" if granted else "denied",
                reason=filing.reason if filing else "",
                decided_at=act.at,
                decided_by=by.pk if by else None,
            )
        )

    def _delivery(self, case: Case, steps: list[Step], at: datetime, by: User | None) -> None:
        mode = delivery_mode(case)
        found = footfall([*steps, handed_over(case, mode, localdate(at))], home_of(case))
        if mode == Mode.POST:
            self._sent(case, at, by)
        self._rows.deliveries.append(
            NEW_DELIVERY(
                id=self._mint("delivery", at),
                unit=case.unit,
                case=case,
                mode=mode,
                receiver=case.applicant.name,
                received_on=localdate(at),
                delivered_at=at,
                delivered_by=by.pk if by else None,
                visits=found.visits,
                places=found.places,
                stayed=found.stayed,
            )
        )

    def _sent(self, case: Case, at: datetime, by: User | None) -> None:
        """By post, and its slip came back the same day."""
        self._rows.dispatches.append(
            NEW_DISPATCH(
                id=self._mint("dispatch", at),
                unit=case.unit,
                case=case,
                mode=Mode.POST.value,
                carrier="中国邮政",
                post_number=case.number[-13:],
                sent_on=localdate(at),
                sent_at=at,
                sent_by=by.pk if by else None,
                end="arrived",
                ended_on=localdate(at),
                ended_at=at,
            )
        )

    def _rating(self, case: Case, level: int, at: datetime) -> None:
        words = {4: "等的时间有点长", 5: "来了两趟才办成"}.get(level, "")
        self._rows.ratings.append(
            NEW_RATING(
                id=self._mint("rating", at),
                unit=case.unit,
                case=case,
                act="closed",
                site=case.site,
                item=case.item,
                handler_id=case.handler_id,
                level=level,
                reasons=["slow"] if level > 3 else [],
                words=words,
                is_anonymous=self._random.random() < 0.4,
                channel="link",
                rated_at=at,
            )
        )


def delivery_mode(case: Case) -> str:
    """How this case's result is given: by the agent who brought it, by post to half of those who
    applied on the net, else at the window."""
    if case.agent_id:
        return Mode.AGENT.value
    is_posted = case.channel == "online" and int(case.number[-1]) % 2
    return Mode.POST.value if is_posted else Mode.PICKUP.value


def _handed_in(case: Case, act: Act, by: User | None) -> Step:
    user, person = (by.pk, by.person_id) if by else (None, case.applicant_id)
    return handed_in(case, user=user, person=person, day=localdate(act.at))


def _decide(filing: RefusalFiling, act: Act, by: User | None) -> None:
    assert by is not None
    filing.approved = act.action is not Aside.DISMISS
    filing.decided_at = act.at
    filing.decided_by = by.pk
    filing.is_sampled = filing.approved and filing.pk % ONE_IN == 0
    filing.decided_by_person = by.person_id


def _gap(case: Case) -> dict[str, str]:
    first: dict[str, Any] = next(iter(required_materials(case.version, case.scenario)), {})
    return {"key": first.get("key", ""), "what": first.get("name", "材料"), **GAP}
