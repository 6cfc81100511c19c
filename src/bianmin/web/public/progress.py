"""到哪一步: a case in plain words for its applicant: the promise, what happened, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bianmin.accounts.actor import Actor
from bianmin.audit.models import Event
from bianmin.cases import delivery_policies, policies, queries, village_policies
from bianmin.cases.deliveries import is_to_open, wanted_mode
from bianmin.cases.models import Case, CaseMaterial, Notice
from bianmin.cases.queries import Dossier
from bianmin.cases.standing import Standing, holder, standing
from bianmin.cases.urging import is_urged_on
from bianmin.catalogue.queries import required_materials
from bianmin.catalogue.scenarios import form_in
from bianmin.feedback.queries import is_open, rating_of
from bianmin.files.queries import files_of
from bianmin.papers.documents import documents_of
from bianmin.rules import ratings
from bianmin.rules.delivery import READY_WORDS, SENT_WORDS, WISHES, Mode
from bianmin.rules.lifecycle import AT_APPLICANT, CITIZEN_ACTS, Action, State
from bianmin.rules.pauses import PAUSE_LABELS, PauseKind
from bianmin.web.frame.answers_shown import shown_answers
from bianmin.web.frame.papers import NECESSARY
from bianmin.web.frame.promises import promise
from bianmin.web.frame.templatetags.frame import moment

MATERIAL_WORDS = {
    "received": ("已交", "v"),
    "shared": ("不用交", "v"),
    "waived": ("不用交", ""),
    "missing": ("没交", "w"),
    "wrong": ("要重交", "r"),
}
BESIDE_MOVES = {"pause": "计时暂停", "resume": "恢复计时", "begin": "前一件办好了，轮到这一件"}
"""What is told of an event that is no move of the case."""


@dataclass(frozen=True)
class Doable:
    """能做的: what the applicant may do with the case now."""

    mend: bool
    resubmit: bool
    withdraw: bool
    rate: bool
    urge: bool
    choose: bool
    open: bool


def doable(actor: Actor, dossier: Dossier, today: date) -> Doable:
    case, sent = dossier.case, dossier.on_the_way

    def may(action: Action) -> bool:
        return bool(policies.may_move(actor, case, action))

    rateable = bool(policies.may_rate(actor, case)) and is_open(case, today)
    return Doable(
        mend=may(Action.CORRECT) or may(Action.CORRECT_REVIEW),
        resubmit=may(Action.RESUBMIT),
        withdraw=may(Action.WITHDRAW),
        rate=rateable and rating_of(case) is None,
        choose=bool(delivery_policies.may_choose(actor, case)),
        open=may(Action.OPEN_RESULT) and is_to_open(case, dossier.choice) and not sent,
        urge=bool(village_policies.may_urge(actor, case, today)) and not is_urged_on(case, today),
    )


def words(now: Standing, dossier: Dossier) -> str:
    """现状: as the state says it; of a result that is ready, where it is and what comes next."""
    if now.state is not State.COMPLETED:
        return now.words
    if dossier.on_the_way:
        return SENT_WORDS[Mode(dossier.on_the_way.mode)]
    return READY_WORDS[wanted_mode(dossier.case, dossier.choice)]


def sheet(actor: Actor, case: Case, today: date) -> dict[str, Any]:
    """Return everything the applicant's page of a case shows."""
    dossier, now = queries.dossier(case), standing(case, today)
    rating, slip = rating_of(case), slip_of(case, dossier.slips)
    return {
        "case": case,
        "now": now,
        "steps": now.steps,
        "promise": promise(now, today, is_accepted=case.clock_from is not None),
        "words": words(now, dossier),
        "holder": "" if dossier.on_the_way else holder(case),
        "phone": case.site.phone,
        "may": doable(actor, dossier, today),
        "slip": shown(slip) if slip else None,
        "history": history(dossier),
        "notices": [shown(notice) for notice in dossier.slips],
        "documents": documents_of(dossier),
        "materials": materials(case, dossier.materials),
        "files": files_of(case.unit, f"case:{case.pk}"),
        "answers": shown_answers(form_in(case.version, case.scenario), case.answers.clear()),
        "decision": dossier.decision,
        "refusal": next((r for r in dossier.refusals if r.approved), None),
        "delivery": dossier.delivery,
        "wish": WISHES[wanted_mode(case, dossier.choice)],
        "on_the_way": dossier.on_the_way,
        "owed": dossier.owed,
        "hung": dossier.open_publicity,
        "rated": ratings.LABELS[ratings.Satisfaction(rating.level)] if rating else "",
    }


@dataclass(frozen=True)
class Slip:
    """告知单: a notice as its receiver reads it."""

    notice: Notice
    lines: list[dict[str, str]]


def shown(notice: Notice) -> Slip:
    return Slip(notice, notice.lines.clear())


def slip_of(case: Case, notices: Sequence[Notice]) -> Notice | None:
    """要补的: the newest list of what to mend, while the case waits for its applicant."""
    if State(case.state) not in AT_APPLICANT or not notices:
        return None
    return notices[-1]


def history(dossier: Dossier) -> list[dict[str, str]]:
    """办理经过: what happened, the newest first, in the applicant's words."""
    kinds = {pause.started_at: pause.kind for pause in dossier.pauses}
    told = [_told(event, kinds.get(event.at, "")) for event in dossier.events]
    return [line for line in reversed(told) if line is not None]


def materials(case: Case, rows: Sequence[CaseMaterial]) -> list[dict[str, str]]:
    """材料: each paper with how it stands."""
    guide = {
        material["key"]: material for material in required_materials(case.version, case.scenario)
    }
    return [_paper(row, guide.get(row.key, {})) for row in rows]


def _paper(row: CaseMaterial, material: dict[str, Any]) -> dict[str, str]:
    words, tag = MATERIAL_WORDS[row.status]
    if row.status == "missing" and material.get("need", NECESSARY) != NECESSARY:
        words, tag = "没交，不一定要", ""
    name = material.get("plain_name") or row.name
    return {"name": name, "words": words, "tag": tag, "note": row.note}


def _told(event: Event, pause: str) -> dict[str, str] | None:
    title = BESIDE_MOVES.get(event.action) or _act(event.action)
    if title is None:
        return None
    note = f"因为{PAUSE_LABELS[PauseKind(pause)]}" if pause and event.action == "pause" else ""
    note = "家人凭委托办的" if "mandate" in event.facts else note
    return {"title": title, "note": note, "when": moment(event.at)}


def _act(name: str) -> str | None:
    return CITIZEN_ACTS.get(Action(name)) if name in set(Action) else None
