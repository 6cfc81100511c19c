"""Every role, in every state, with every action: the code against the handwritten table."""

from __future__ import annotations

import inspect
import io
import pkgutil
from datetime import datetime
from importlib import import_module
from itertools import product

import pytest

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.models import User
from bianmin.cases import commands, policies
from bianmin.cases.commands import (
    approvals,
    archiving,
    asking,
    at_once,
    clocks,
    closing,
    deferrals,
    delivering,
    erasing,
    handing,
    intake,
    publicity,
    refusals,
    review,
    undertakings,
    urging,
)
from bianmin.cases.models import Approval, Case, Objection
from bianmin.rules import lifecycle
from bianmin.rules.errors import DomainError
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.publicity import InquiryKind
from bianmin.rules.roles import RoleKind
from tests.cases.paths import GAP, HEARING, PROPOSAL, STEPS, Path
from tests.cases.policy import REFUSING, TABLE
from tests.files.samples import jpeg
from tests.make import ANSWERS, MONDAY_9AM

LIVED = sorted(STEPS)  # the states a stored case can be in


def test_every_role_state_and_action_is_as_written(path: Path) -> None:
    case = path.submitted()
    wrong = []
    for kind in RoleKind:
        actor = path.actor(kind)
        for state, action in product(LIVED, Action):
            case.state = state.value
            allowed = bool(policies.may_move(actor, case, action))
            if allowed != (kind in TABLE.get((state, action), ())):
                wrong.append((kind.value, state.value, action.value, allowed))
    assert wrong == []


def test_the_table_knows_every_move_of_a_stored_case() -> None:
    moves = {move for move in lifecycle.MOVES if move[0] is not State.DRAFT}
    assert moves - set(TABLE) == {
        (State.SUBMITTED, Action.DEEM_ACCEPTED),  # by law, by nobody
        (State.RECEIVED, Action.DEEM_ACCEPTED),
        (State.SUBMITTED, Action.LAPSE),  # by the order of a bundle
    }
    assert set(TABLE) <= moves


@pytest.mark.parametrize("kind", [RoleKind.CLERK, RoleKind.STATION_CLERK, RoleKind.AGENT])
def test_from_no_state_leads_a_way_of_a_counter_alone_to_a_no(kind: RoleKind) -> None:
    """The agent may withdraw for the resident; nobody at a counter may."""
    reached = {State.SUBMITTED, State.RECEIVED}
    while True:
        further = {
            lifecycle.MOVES[state, action]
            for (state, action), kinds in TABLE.items()
            if state in reached and kind in kinds
        }
        if further <= reached:
            break
        reached |= further
    allowed = {State.WITHDRAWN} if kind is RoleKind.AGENT else set()
    assert reached & REFUSING <= allowed


def every_command(case: Case, actor: Actor, *, beside: bool = False) -> dict[str, str]:
    """Call every command there is as this actor; return those that were carried out."""
    told = {"by": actor, "at": MONDAY_9AM}
    calls = {
        "receive": lambda: intake.receive_case(case, **told),
        "resubmit": lambda: intake.resubmit_case(case, {"band": "80-89"}, **told),
        "correct": lambda: intake.correct_case(case, {"account": "received"}, **told),
        "return": lambda: review.return_case(case, [GAP], **told),
        "request_correction": lambda: review.request_correction(case, [GAP], **told),
        "accept": lambda: review.accept_case(case, **told),
        "start_review": lambda: review.start_review(case, **told),
        "forward": lambda: review.forward_case(case, reason="好", **told),
        "return_forwarded": lambda: review.return_forwarded(case, reason="缺", **told),
        "grant": lambda: review.grant_case(case, **told),
        "deny": lambda: review.deny_case(case, reason="不合", **told),
        "propose_refusal": lambda: refusals.propose_refusal(
            case, action=Action.REFUSE_ACCEPTANCE, **PROPOSAL, **told
        ),
        "propose_denial": lambda: refusals.propose_refusal(
            case, action=Action.DENY, **PROPOSAL, **told
        ),
        "refuse": lambda: refusals.refuse_acceptance(case, **told),
        "dismiss": lambda: refusals.dismiss_refusal(case, reason="可容缺", **told),
        "complete": lambda: closing.complete_case(case, **told),
        "deliver": lambda: delivering.deliver_result(case, mode="pickup", receiver="本人", **told),
        "choose_delivery": lambda: delivering.choose_delivery(case, mode="electronic", **told),
        "open_result": lambda: delivering.open_result(case, **told),
        "post": lambda: delivering.post_result(
            case, carrier="邮政", post_number="EB123456789CN", address="河湾镇柳庄村 12 号", **told
        ),
        "note_return": lambda: delivering.note_return(case, reason="地址不详", **told),
        "give_to_agent": lambda: delivering.give_to_agent(case, agent=_agent(case), **told),
        "keep_slip": lambda: delivering.keep_signed_slip(case, io.BytesIO(jpeg()), **told),
        "archive": lambda: archiving.archive_case(case, **told),
        "withdraw": lambda: closing.withdraw_case(case, reason="", **told),
        "propose_closing": lambda: refusals.propose_refusal(
            case, action=Action.CLOSE_INCOMPLETE, reason="久未补", **told
        ),
        "propose_voiding": lambda: refusals.propose_refusal(
            case, action=Action.VOID, reason="错", **told
        ),
        "close": lambda: closing.close_incomplete(case, reason="久未补", **told),
        "void": lambda: closing.void_case(case, reason="错", **told),
        "pause": lambda: asking.ask_pause(case, **HEARING, **told),
        "resume": lambda: clocks.resume_case(case, result="毕", **told),
        "extend": lambda: asking.ask_extension(case, workdays=3, reason="要核实", **told),
        "second_slip": lambda: asking.ask_second_slip(case, [GAP], reason="才看出来", **told),
        "complete_answers": lambda: intake.complete_answers(case, ANSWERS, **told),
        "approve": lambda: approvals.approve(case, _asked(case), **told),
        "decline": lambda: approvals.decline(case, _asked(case), opinion="不必", **told),
        "promise": lambda: undertakings.accept_on_promise(
            case, ["account"], workdays=5, is_signed=True, **told
        ),
        "hand_in_deferred": lambda: deferrals.hand_in_deferred(case, ["account"], **told),
        "check_commitment": lambda: undertakings.check_commitment(
            case, "account", is_true=False, reason="不实", **told
        ),
        "finish_at_once": lambda: at_once.finish_at_once(case, receiver="本人", **told),
        "start_publicity": lambda: publicity.start_publicity(case, days=7, place="公开栏", **told),
        "hear_objection": lambda: publicity.hear_objection(
            case, Objection(unit=case.unit), is_upheld=True, finding="属实", **told
        ),
        "end_publicity": lambda: publicity.end_publicity(case, **told),
        "note_inquiry": lambda: publicity.note_inquiry(
            case, kind=InquiryKind.HOUSEHOLD, day=MONDAY_9AM.date(), people="王会计、李主任",
            found="在家", present=2, agreed=None, photos=0, **told,
        ),
        "urge": lambda: urging.urge_case(case, **told),
    }  # fmt: skip
    if beside:  # what is done to many cases at once, or to the person behind them
        calls |= {
            "erase": lambda: erasing.erase_with_cases(case.applicant, reason="本人要求", **told),
            "hand_over": lambda: handing.hand_over_cases(
                case.unit, _account(actor), _account(actor), reason="调岗", **told
            ),
        }
    done = {}
    stored = now(case)
    for name, call in calls.items():
        try:
            call()
        except DomainError:
            if (case.state, case.moved_at, case.paused) != stored:  # it fell half-way
                assert now(case) == stored, f"{name} was refused and yet moved the case"
        else:
            stored = now(case)
            done[name] = case.state
    assert now(case) == stored
    return done


def _asked(case: Case) -> Approval:
    """What lies open to be allowed; a stranger's where nothing does."""
    rows = Approval.objects.filter(unit=case.unit, case_id=case.pk, decided_at__isnull=True)
    return rows.first() or Approval(
        unit=case.unit, case=case, kind="late_entry", reason="补录", facts={},
        proposed_by=0, proposed_by_person=0, proposed_at=MONDAY_9AM,
    )  # fmt: skip


def _agent(case: Case) -> User:
    return User.objects.get(person_id=case.agent_id)


def _account(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id or 0)


INNER = {  # steps of the commands that are tried: no page and no address leads to them alone
    "ask_countersign", "begin_correction", "begin_pause", "end_pause", "extend", "issue",
    "brought_by", "in_their_name", "keep_what_came", "set_materials", "use_filing", "move",
}  # fmt: skip


def test_every_command_of_a_case_is_tried() -> None:
    """A new command is found here by itself."""
    tried = inspect.getsource(every_command)
    names = {
        name
        for module in pkgutil.iter_modules(commands.__path__)
        for name, found in vars(import_module(f"{commands.__name__}.{module.name}")).items()
        if inspect.isfunction(found)
        and found.__module__ == f"{commands.__name__}.{module.name}"
        and not name.startswith("_")
        and {"case", "by"} <= set(inspect.signature(found).parameters)
    }
    assert len(names) > 25
    assert {name for name in names if f".{name}(" not in tried} == INNER | {"use_desk_draft"}


def now(case: Case) -> tuple[str, datetime, bool]:
    here = Case.objects.filter(unit=case.unit).select_related("version", "item", "township")
    case.refresh_from_db(from_queryset=here)
    return case.state, case.moved_at, case.paused


LOOKING_ON = [
    RoleKind.COUNTY_OFFICE,
    RoleKind.CITY_BUREAU,
    RoleKind.CITY_OFFICE,
    RoleKind.SUPERVISOR,
    RoleKind.SYSTEM_ADMIN,
    RoleKind.SECURITY_ADMIN,
    RoleKind.AUDIT_ADMIN,
]


@pytest.mark.parametrize("kind", [RoleKind.CLERK, RoleKind.STATION_CLERK])
def test_a_clerk_who_tries_everything_never_says_no(path: Path, kind: RoleKind) -> None:
    for state in LIVED:
        case = path.into(state)
        for _ in range(2):  # the second round stands where the first has led
            done = every_command(case, path.actor(kind), beside=True)
            ends = {State(where) for where in done.values()} - {state}
            assert not ends & REFUSING, done


def test_others_move_nothing(path: Path) -> None:
    """Who only looks on, the same posts of another township, and the system as a person."""
    there = Path(path.cast, path.cast.townships["古楼街道"])
    others = [path.actor(kind) for kind in LOOKING_ON]
    others += [there.actor(kind) for kind in there.town.staff]
    for state in LIVED:
        case = path.into(state)
        for actor in [*others, SYSTEM]:
            assert every_command(case, actor) == {}
