"""代办的办件: one case an agent carries: where it stands and what the agent may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bianmin.accounts.actor import Actor
from bianmin.assistance.commands.working import act_for
from bianmin.assistance.queries import order_of_case
from bianmin.cases import policies, queries
from bianmin.cases.bundles import bundle_of
from bianmin.cases.commands.closing import withdraw_case
from bianmin.cases.commands.delivering import deliver_result
from bianmin.cases.commands.intake import correct_case, resubmit_case
from bianmin.cases.deliveries import wanted_mode
from bianmin.cases.models import Case, CaseMaterial, Notice
from bianmin.catalogue.scenarios import form_in
from bianmin.files.commands import take_upload
from bianmin.files.queries import files_of
from bianmin.rules import lifecycle
from bianmin.rules.delivery import LABELS, Mode
from bianmin.rules.errors import NotFound
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.verdict import Verdict
from bianmin.web.field.forms.carried import DeliveryForm, HandedInForm
from bianmin.web.frame.answers_form import AnswersForm
from bianmin.web.frame.answers_shown import shown_answers
from bianmin.web.frame.lamp import lamp

WAITING = ("missing", "wrong")
WORDS = {
    "received": ("已交", "v"),
    "shared": ("免提交", "v"),
    "waived": ("不需要", ""),
    "missing": ("未交", "w"),
    "wrong": ("要重交", "r"),
}


def case_of(actor: Actor, number: str) -> Case:
    """Return a case that the agent carries; NotFound does not tell whether it exists."""
    rows = queries.by_number(actor, number).filter(agent_id=actor.person_id)
    found = rows.select_related(*queries.SHOWN, "version").first()
    if found is None:
        raise NotFound("没有这个办件，或者不是您代办的")
    return found


def waiting(case: Case) -> list[tuple[str, str]]:
    """Return the papers that were asked for and have not come."""
    here = CaseMaterial.objects.filter(unit=case.unit, case_id=case.pk, status__in=WAITING)
    return list(here.order_by("id").values_list("key", "name"))


def gaps(case: Case) -> list[dict[str, str]]:
    """要改的: the lines of the newest slip."""
    newest = Notice.objects.filter(unit=case.unit, case_id=case.pk).order_by("-issued_at").first()
    return list(newest.lines.clear()) if newest else []


def given_back(case: Case) -> list[tuple[str, str]]:
    """Return the papers that the slip of a returned case names, each with its words."""
    papers = CaseMaterial.objects.filter(unit=case.unit, case_id=case.pk)
    keys = set(papers.values_list("key", flat=True))
    return [(gap["key"], gap["what"]) for gap in gaps(case) if gap["key"] in keys]


def sheet(actor: Actor, case: Case, today: date) -> dict[str, Any]:
    """Return what the page of a case shows, with what the agent may do and why not."""
    dossier = queries.dossier(case)
    bundle = bundle_of(case) if case.bundle_id else None
    return {
        "case": case,
        "whole": bundle.number if bundle else "",
        "lamp": lamp(case, today),
        "answers": shown_answers(form_in(case.version, case.scenario), case.answers.clear()),
        "materials": [(m, *WORDS[m.status]) for m in dossier.materials],
        "files": files_of(case.unit, f"case:{case.pk}"),
        "gaps": [gap for notice in dossier.slips[-1:] for gap in notice.lines.clear()],
        "may_correct": _may(actor, case, Action.CORRECT, Action.CORRECT_REVIEW),
        "may_resubmit": _may(actor, case, Action.RESUBMIT),
        "may_deliver": _may(actor, case, Action.DELIVER),
        "wanted": LABELS[wanted_mode(case, dossier.choice)],
        "is_mine_to_bring": wanted_mode(case, dossier.choice) is Mode.AGENT,
        "on_the_way": dossier.on_the_way,
        "may_withdraw": _may(actor, case, Action.WITHDRAW),
        "correction": HandedInForm(
            waiting=[(m.key, m.name) for m in dossier.materials if m.status in WAITING]
        ),
        "delivery": DeliveryForm(),
        "order": order_of_case(case),
    }


def hand_in(case: Case, form: HandedInForm, *, by: Actor, at: datetime) -> Case:
    """补正: hand in what was asked for, with the photographs of it."""
    act_for(case, Action.CORRECT, by=by, at=at)
    correct_case(case, form.received(), by=by, at=at)
    _keep(case, form, by=by, at=at)
    return case


def hand_in_again(
    case: Case, form: AnswersForm, papers: HandedInForm, *, by: Actor, at: datetime
) -> Case:
    """重新提交: the answers as they are now, with the photographs that were asked for."""
    act_for(case, Action.RESUBMIT, by=by, at=at)
    resubmit_case(case, form.answers(), materials=papers.received(), by=by, at=at)
    _keep(case, papers, by=by, at=at)
    return case


def withdraw(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """撤回: the resident's wish, said by the agent."""
    act_for(case, Action.WITHDRAW, by=by, at=at)
    return withdraw_case(case, reason=reason, by=by, at=at)


def deliver(case: Case, given: Mapping[str, Any], *, by: Actor, at: datetime) -> Case:
    """送达: brought home and signed for."""
    act_for(case, "deliver", by=by, at=at)
    return deliver_result(case, mode="agent", **given, by=by, at=at)


def _keep(case: Case, form: HandedInForm, *, by: Actor, at: datetime) -> None:
    for name, photo in form.photos():
        take_upload(photo, unit=case.unit, owner=f"case:{case.pk}", display_name=name, by=by, at=at)


def _may(actor: Actor, case: Case, *actions: Action) -> Verdict:
    """Return the verdict on whichever of these actions the state allows."""
    allowed = [a for a in actions if a in lifecycle.actions_from(State(case.state))]
    return policies.may_move(actor, case, (allowed or list(actions))[0])
