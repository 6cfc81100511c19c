"""下一步: every move that a case allows now, with its form, or with the reason why not.

A move is left out where it is the applicant's own. At the window no refusal is offered, only
its proposal (窗口无权否决).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from django import forms
from django.urls import reverse
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.cases import delivery_policies, policies, village_policies
from bianmin.cases.deliveries import wanted_mode
from bianmin.cases.models import Case
from bianmin.cases.queries import Dossier
from bianmin.cases.undertakings import promisable_for
from bianmin.catalogue.queries import samples_in
from bianmin.rules import lifecycle
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.publicity import days_wanted
from bianmin.rules.verdict import Verdict, first_denial
from bianmin.web.desk.deliveries import SIGNED, agent_form, mode_now, post_form, signed_form
from bianmin.web.desk.forms.deliveries import ArchiveForm, ReturnForm, SlipForm
from bianmin.web.desk.forms.moves import (
    AtOnceForm,
    BroughtAgainForm,
    CommitmentForm,
    DeferredForm,
    ExtensionForm,
    GapsForm,
    HandedInForm,
    PauseForm,
    PromiseForm,
    ProposalForm,
    ReasonForm,
    ResultForm,
)
from bianmin.web.desk.forms.village import InquiryForm, PublicityForm
from bianmin.web.frame.delivery_form import DeliveryChoiceForm, initial_of

MakeForm = Callable[[Dossier], forms.Form]


@dataclass(frozen=True)
class Kind:
    """一种办理: the noun of its address, its words, its key and the form it asks for."""

    noun: str
    label: str
    form: MakeForm | None = None
    key: str = ""
    style: str = "btn-2"
    lead: str = ""


@dataclass(frozen=True)
class Step:
    """一步: a move as the page offers or refuses it."""

    kind: Kind
    url: str
    may: Verdict
    form: forms.Form | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Steps:
    """下一步: moves of one key, moves with a form, and moves that are not this actor's."""

    direct: tuple[Step, ...]
    formed: tuple[Step, ...]
    refused: tuple[Step, ...]


def _reason(label: str) -> MakeForm:
    return lambda dossier: ReasonForm(label=label)


def _gaps(dossier: Dossier) -> forms.Form:
    case = dossier.case
    return GapsForm(
        materials=dossier.materials,
        samples=samples_in(case.version, case.scenario),
        again=case.correction_count > 0,
    )


KINDS: Mapping[Action, Kind] = MappingProxyType(
    {
        Action.RECEIVE: Kind("receipt", "收件", key="F9", style="act-p"),
        Action.RETURN: Kind(
            "return",
            "预审退回",
            _gaps,
            lead="写清楚要改的每一处，一次说完",
        ),
        Action.RESUBMIT: Kind(
            "resubmission",
            "替办事人重新提交",
            lambda d: BroughtAgainForm(materials=d.materials),
            lead="填写的内容要改的，请本人从短信里的链接改",
        ),
        Action.ACCEPT: Kind("acceptance", "受理", key="F9", style="act-p"),
        Action.REQUEST_CORRECTION: Kind(
            "correction-request",
            "一次告知",
            _gaps,
            key="F8",
            lead="勾上缺的，一次说完；以后再要新的材料会记为违规",
        ),
        Action.REQUEST_REVIEW_CORRECTION: Kind(
            "correction-request",
            "审核补正",
            _gaps,
            key="F8",
            lead="承诺时限从今天停到补正为止，法定时限照走",
        ),
        Action.CORRECT: Kind(
            "correction", "材料已补交", lambda d: HandedInForm(materials=d.materials)
        ),
        Action.CORRECT_REVIEW: Kind(
            "correction", "材料已补交", lambda d: HandedInForm(materials=d.materials)
        ),
        Action.START_REVIEW: Kind("review", "开始审查", key="F9", style="act-p"),
        Action.GRANT: Kind("grant", "准予", key="F9", style="act-p"),
        Action.FORWARD: Kind("forwarding", "转报县里", _reason("初审意见")),
        Action.RETURN_FORWARDED: Kind("forwarding-return", "退回镇里", _reason("退回的意见")),
        Action.REFUSE_ACCEPTANCE: Kind(
            "refusal", "同意不予受理", style="btn-red", lead="按已提出的理由作出决定"
        ),
        Action.DENY: Kind(
            "denial",
            "不予批准",
            _reason("理由，写进决定书"),
            style="btn-red",
            lead="另一人已经提出，由您决定",
        ),
        Action.COMPLETE: Kind("completion", "办结", key="F9", style="act-p"),
        Action.DELIVER: Kind(
            "delivery",
            "窗口签收",
            signed_form,
            key="F9",
            style="act-p",
            lead="打印送达回证，签收人写姓名和日期",
        ),
        Action.ARCHIVE: Kind(
            "archive", "归档", lambda d: ArchiveForm(), key="F9", lead="目录自动列出，可以打印"
        ),
        Action.CLOSE_INCOMPLETE: Kind(
            "closure",
            "退件",
            _reason("原因，写进通知书"),
            style="btn-red",
            lead="另一人已经提出：期限过了没有补齐，由您决定",
        ),
        Action.VOID: Kind(
            "voiding",
            "作废",
            _reason("原因"),
            style="btn-red",
            lead="另一人已经提出：记录有误，由您决定；作废后仍可查看",
        ),
    }
)
PAUSE = Kind(
    "pause", "报暂停计时", lambda d: PauseForm(), lead="特别程序才能停；负责人批准后停，并书面告知"
)
EXTENSION = Kind(
    "extension", "报延长期限", lambda d: ExtensionForm(), lead="只能一次；负责人批准后书面告知理由"
)
RESUMPTION = Kind("resumption", "恢复计时", lambda d: ResultForm(), key="F9")
PROPOSALS: Mapping[Action, Kind] = MappingProxyType(
    {
        Action.REFUSE_ACCEPTANCE: Kind(
            "refusal-proposal",
            "报负责人复核",
            lambda d: ProposalForm(),
            lead="条件不够时写明理由，由另一人决定；窗口不能自己说不",
        ),
        Action.DENY: Kind(
            "refusal-proposal",
            "提出不予批准",
            lambda d: ProposalForm(),
            lead="写明理由，由另一人决定；一个人不能说不",
        ),
        Action.CLOSE_INCOMPLETE: Kind(
            "closure-proposal",
            "提出退件",
            _reason("理由"),
            lead="告知的期限过了还没有补齐，由另一人决定",
        ),
        Action.VOID: Kind(
            "voiding-proposal",
            "提出作废",
            _reason("错在哪里"),
            lead="登记有误的记录，由另一人决定；不能用来代替答复",
        ),
    }
)
PROMISE = Kind(
    "promise",
    "容缺、承诺受理",
    lambda d: PromiseForm(papers=promisable_for(d.case)),
    lead="只限事项清单列明的；打印承诺书，申请人签名；容缺的补齐以后才作决定",
)
DEFERRED = Kind("deferred-papers", "补交容缺材料", lambda d: DeferredForm(owed=d.owed))
COMMITMENT = Kind("commitment-check", "核查承诺", lambda d: CommitmentForm(stated=d.stated))
AT_ONCE = Kind(
    "at-once",
    "当场办结",
    lambda d: AtOnceForm(initial={"receiver": d.case.applicant.name.clear()}),
    style="act-p",
    lead="即办件：受理、准予、办结、送达一次办完，打印决定书和送达回证",
)
PUBLICITY = Kind(
    "publicity",
    "公示",
    lambda d: PublicityForm(initial={"days": days_wanted(d.case.version.guide) or 7}),
    lead="只公示姓氏、村和事项；期满并且异议处理完才能作决定",
)
PUBLICITY_END = Kind("publicity-end", "公示结束")
INQUIRY = Kind(
    "inquiry",
    "登记核查",
    lambda d: InquiryForm(),
    lead="入户核查、民主评议、现场踏勘；至少两人",
)
CHOICE = Kind(
    "delivery-choice",
    "改送达方式",
    lambda d: DeliveryChoiceForm(initial=initial_of(wanted_mode(d.case, d.choice), d.choice)),
    lead="按办事人说的登记",
)
POSTING = Kind("posting", "寄出", post_form, lead="寄出不算送达，签收了才算；送达回证一起寄")
TAKING_OUT = Kind("taking-out", "交代办员送", lead="送达回证请一起带上")
RETURNED = Kind("dispatch-return", "没送到，退回了", lambda d: ReturnForm())
SLIP = Kind("signed-slip", "存签了名的回证", lambda d: SlipForm())
DISMISSAL = Kind("refusal-dismissal", "不同意，继续办理", _reason("意见"))


def steps_of(
    actor: Actor, dossier: Dossier, given: Mapping[str, forms.Form], at: datetime
) -> Steps:
    """Return what can be done next; `given` are forms that came back with faults, by noun."""
    steps = [_step(kind, may, dossier, given) for kind, may in _moves(actor, dossier, at)]
    allowed = [step for step in steps if step.may]
    return Steps(
        direct=_one_first([step for step in allowed if step.form is None]),
        formed=tuple(step for step in allowed if step.form is not None),
        refused=tuple(step for step in steps if not step.may),
    )


def proposable(case: Case) -> Action:
    """Return the refusal of the matter itself that the case's state allows to propose."""
    may = (a for a in lifecycle.REFUSALS if (State(case.state), a) in lifecycle.MOVES)
    return next(may, Action.REFUSE_ACCEPTANCE)


def _moves(actor: Actor, dossier: Dossier, at: datetime) -> list[tuple[Kind, Verdict]]:
    case, filing, today = dossier.case, dossier.open_refusal, localdate(at)
    found: list[tuple[Kind, Verdict]] = []
    found += _on_the_spot(actor, dossier)
    for action, may in policies.moves_for(actor, case).items():
        if action in lifecycle.SECOND_PERSON:
            found += _refusal(actor, dossier, action, may)
        elif action in KINDS:
            found.append((_named(KINDS[action], action, dossier), may))
    found += _on_its_way(actor, dossier, at)
    if State(case.state) in lifecycle.RUNNING:
        found += _in_the_village(actor, dossier, today)
        paused = (RESUMPTION, policies.may_resume(actor, case))
        found.append(paused if case.paused else (PAUSE, policies.may_pause(actor, case)))
        extend = policies.may_extend(actor, case, today)
        if extend:  # why not is of no use to anybody else
            found.append((EXTENSION, extend))
    if filing is not None:
        found.append((DISMISSAL, policies.may_dismiss_refusal(actor, case, filing)))
    return found


def _named(kind: Kind, action: Action, dossier: Dossier) -> Kind:
    """送达 is called by how the result is signed for now."""
    if action is not Action.DELIVER:
        return kind
    return replace(kind, label=SIGNED[mode_now(dossier.on_the_way)])


def _on_its_way(actor: Actor, dossier: Dossier, at: datetime) -> list[tuple[Kind, Verdict]]:
    """送达以前、以后: offered to whoever may; what is on its way can only come back."""
    case = dossier.case
    may_send = delivery_policies.may_send(actor, case)
    found = [(SLIP, delivery_policies.may_keep_slip(actor, case))]
    if dossier.on_the_way is not None:
        found.append((RETURNED, may_send))
    else:
        taking_out = replace(TAKING_OUT, form=lambda d: agent_form(d, at))
        found += [(POSTING, may_send), (taking_out, may_send)]
        found.append((CHOICE, delivery_policies.may_choose(actor, case)))
    return [(kind, may) for kind, may in found if may]


def _in_the_village(actor: Actor, dossier: Dossier, today: date) -> list[tuple[Kind, Verdict]]:
    """公示、核查: offered to whoever may."""
    case, hung = dossier.case, dossier.open_publicity
    found = [(INQUIRY, village_policies.may_note_inquiry(actor, case))]
    if hung is None:
        found.append((PUBLICITY, village_policies.may_publicise(actor, case)))
    elif today > hung.until_on:
        found.append((PUBLICITY_END, village_policies.may_publicise(actor, case)))
    return [(kind, may) for kind, may in found if may]


def _on_the_spot(actor: Actor, dossier: Dossier) -> list[tuple[Kind, Verdict]]:
    """即办、容缺、承诺: offered only where the item has them and this actor may."""
    case = dossier.case
    found = [(AT_ONCE, policies.may_finish_at_once(actor, case))]
    if case.state == State.RECEIVED and promisable_for(case):
        found.append((PROMISE, policies.may_move(actor, case, Action.ACCEPT)))
    if dossier.owed:
        found.append((DEFERRED, policies.may_hand_in_deferred(actor, case)))
    if dossier.stated:
        found.append((COMMITMENT, policies.may_check_commitment(actor, case)))
    return [(kind, may) for kind, may in found if may]


def _refusal(
    actor: Actor, dossier: Dossier, action: Action, may: Verdict
) -> list[tuple[Kind, Verdict]]:
    """Return the proposal while nothing is proposed; the refusal itself for who may decide it."""
    case, filing = dossier.case, dossier.open_refusal
    if filing is None:
        return [(PROPOSALS[action], policies.may_propose(actor, case, action))]
    if filing.action != action.value or not policies.holds(
        actor, case, lifecycle.who_may(State(case.state), action)
    ):
        return []
    return [(KINDS[action], first_denial((bool(may), may.reason), _open(actor, dossier)))]


def _open(actor: Actor, dossier: Dossier) -> tuple[bool, str]:
    verdict = policies.may_decide_refusal(actor, dossier.open_refusal)
    return bool(verdict), verdict.reason


def _step(kind: Kind, may: Verdict, dossier: Dossier, given: Mapping[str, forms.Form]) -> Step:
    url = reverse(f"desk:{kind.noun}", args=[dossier.case.number])
    if kind.form is None:
        return Step(kind, url, may)
    returned = given.get(kind.noun)
    form = kind.form(dossier) if returned is None else returned
    form.auto_id = f"{kind.noun}-%s"
    return Step(kind, url, may, form, returned is not None)


def _one_first(steps: list[Step]) -> tuple[Step, ...]:
    """Keep one main button: of several moves the first has the key and the colour."""
    return tuple(
        replace(step, kind=replace(step.kind, key="", style="btn-2")) if index else step
        for index, step in enumerate(steps)
    )
