"""案卷: what hangs on a demonstration case: materials, notices, filings, pauses, results."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from django.utils.timezone import localdate

from bianmin.accounts.models import User
from bianmin.cases.commands.review import CORRECTION
from bianmin.cases.models import (
    Case,
    CaseMaterial,
    CasePause,
    Decision,
    Delivery,
    Notice,
    RefusalFiling,
)
from bianmin.feedback.models import Rating
from bianmin.ops.demo.reasons import GAP, GROUNDS, INSPECTION, RESULTS
from bianmin.ops.demo.rows import Mint, Rows
from bianmin.ops.demo.story import Act, Aside, Post, Story
from bianmin.rules import clock, numbers
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.pauses import PauseKind
from bianmin.rules.workdays import WorkCalendar

WAITING = frozenset({State.CORRECTION, State.REVIEW_CORRECTION, State.RETURNED})


class Papers:
    """案卷写手: hangs on each case what its acts have left behind."""

    def __init__(self, random: Random, calendar: WorkCalendar, mint: Mint, rows: Rows) -> None:
        self._random = random
        self._calendar = calendar
        self._mint = mint
        self._rows = rows

    def hang_on(self, case: Case, story: Story, posts: Mapping[Post, User | None], at: str) -> None:
        """Write every paper of one case; `at` is the region's words in its documents' numbers."""
        self._materials(case)
        filing: RefusalFiling | None = None
        pause: CasePause | None = None
        for act in story.acts:
            by = posts.get(act.by)
            match act.action:
                case Action.RETURN:
                    self._notice(case, "returned", act, by, at)
                case Action.REQUEST_CORRECTION:
                    self._notice(case, "tell_once", act, by, at)
                case Action.REQUEST_REVIEW_CORRECTION:
                    self._notice(case, "tell_once", act, by, at)
                    pause = self._pause(case, PauseKind.REVIEW_CORRECTION, "审核补正", act, by)
                case Aside.PAUSE:
                    pause = self._pause(case, PauseKind.INSPECTION, INSPECTION, act, by)
                case Action.CORRECT_REVIEW | Aside.RESUME:
                    assert pause is not None
                    pause.ended_at, pause.result = act.at, RESULTS[act.action]
                case Aside.PROPOSE:
                    filing = self._filing(case, act, by)
                case Action.REFUSE_ACCEPTANCE | Action.DENY | Aside.DISMISS:
                    assert filing is not None
                    _decide(filing, act, by)
                    self._decision(case, act, by, at, filing)
                case Action.GRANT:
                    self._decision(case, act, by, at)
                case Action.DELIVER:
                    self._delivery(case, act.at, by)
                case Aside.RATE:
                    self._rating(case, act.level, act.at)

    def _materials(self, case: Case) -> None:
        waiting = case.state in WAITING
        for n, material in enumerate(case.version.guide.get("materials", [])):
            status = "shared" if material.get("shared") else "received"
            if waiting and n == 0:
                status = "wrong"
            self._rows.materials.append(
                CaseMaterial(
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

    def _notice(self, case: Case, kind: str, act: Act, by: User | None, at: str) -> None:
        first: dict[str, Any] = next(iter(case.version.guide.get("materials", [])), {})
        gap = {"key": first.get("key", ""), "what": first.get("name", "材料"), **GAP}
        self._rows.notices.append(
            Notice(
                id=self._mint("notice", act.at),
                unit=case.unit,
                case=case,
                kind=kind,
                number=_document(case, at, numbers.DocumentKind.TELL_ONCE),
                lines=[gap],
                issued_at=act.at,
                issued_by=by.pk if by else None,
                answer_by=clock.due_or_pending(localdate(act.at), CORRECTION, self._calendar).on,
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
        row = RefusalFiling(
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
        )
        self._rows.filings.append(row)
        return row

    def _decision(
        self, case: Case, act: Act, by: User | None, at: str, filing: RefusalFiling | None = None
    ) -> None:
        if act.action not in (Action.GRANT, Action.DENY):
            return
        granted = act.action is Action.GRANT
        kind = numbers.DocumentKind.GRANT if granted else numbers.DocumentKind.DENIAL
        self._rows.decisions.append(
            Decision(
                id=self._mint("decision", act.at),
                unit=case.unit,
                case=case,
                outcome="granted" if granted else "denied",
                reason=filing.reason if filing else "",
                document_number=_document(case, at, kind),
                decided_at=act.at,
                decided_by=by.pk if by else None,
            )
        )

    def _delivery(self, case: Case, at: datetime, by: User | None) -> None:
        self._rows.deliveries.append(
            Delivery(
                id=self._mint("delivery", at),
                unit=case.unit,
                case=case,
                mode=delivery_mode(case),
                receiver=case.applicant.name,
                delivered_at=at,
                delivered_by=by.pk if by else None,
            )
        )

    def _rating(self, case: Case, level: int, at: datetime) -> None:
        words = {4: "等的时间有点长", 5: "来了两趟才办成"}.get(level, "")
        self._rows.ratings.append(
            Rating(
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
    """How this case's result is given: by the agent who brought it, or at the window."""
    return "agent" if case.agent_id else "pickup"


def _decide(filing: RefusalFiling, act: Act, by: User | None) -> None:
    assert by is not None
    filing.approved = act.action is not Aside.DISMISS
    filing.decided_at = act.at
    filing.decided_by = by.pk
    filing.decided_by_person = by.person_id


def _document(case: Case, at: str, kind: numbers.DocumentKind) -> str:
    made = numbers.parse_case_number(case.number)
    return numbers.document_number(at, kind, made.day.year, made.serial)
