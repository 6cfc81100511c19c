"""代办单的一页: what its agent can do now, each step with its form, the main one first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.assistance import policies
from bianmin.assistance.commands.entrusting import version_now
from bianmin.assistance.custody_policies import may_take
from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import AgentOrder
from bianmin.cases import policies as cases
from bianmin.rules.assistance import AidKind, OrderState, OrderVerb, may_deliver, verbs_from
from bianmin.web.field.forms.orders import (
    BareForm,
    CaseForm,
    EndForm,
    EntrustForm,
    ReasonForm,
    SignForm,
)
from bianmin.web.field.forms.papers import TakeForm
from bianmin.web.frame.orders import OrderLine, form_lines

Given = Mapping[str, forms.Form]


@dataclass(frozen=True)
class FieldStep:
    """一步: a form with its address and the words of its button."""

    noun: str
    label: str
    url: str
    form: forms.Form
    lead: str = ""
    is_main: bool = False
    is_open: bool = False


LABELS: Mapping[OrderVerb, tuple[str, str]] = {
    OrderVerb.ENTRUST: ("signing", "签好了"),
    OrderVerb.ACCEPT: ("acceptance", "受理"),
    OrderVerb.START: ("start", "已陪本人去窗口"),
    OrderVerb.RESUME: ("resumption", "接着办"),
    OrderVerb.DELIVER: ("delivery", "送到了，本人签收"),
    OrderVerb.ARCHIVE: ("archive", "单子齐了，归档"),
    OrderVerb.PAUSE: ("pause", "先停办"),
    OrderVerb.END: ("ending", "不办了，终止"),
}
LEADS: Mapping[OrderVerb, str] = {
    OrderVerb.ENTRUST: "看着身份证填。替办的请本人签名，不会写字的在纸上按手印、拍下来。",
    OrderVerb.ACCEPT: "要用的材料、哪天办好，都跟本人说清楚。",
    OrderVerb.RESUME: "替办的请本人再签一次名。",
    OrderVerb.DELIVER: "结果交到本人手里，请本人签名。",
}
MAIN = (
    OrderVerb.ENTRUST,
    OrderVerb.ACCEPT,
    OrderVerb.START,
    OrderVerb.RESUME,
    OrderVerb.DELIVER,
    OrderVerb.ARCHIVE,
)


def sheet(
    actor: Actor, file: OrderFile, given: Given, at: datetime, line: OrderLine
) -> dict[str, Any]:
    """Return what the page of an order shows, with what the agent may do now."""
    steps = [*_papers(actor, file, given), *_steps(actor, file, given, at)]
    return {
        "line": line,
        "order": file.order,
        "cases": file.cases,
        "forms": form_lines(file),
        "papers": file.papers,
        "main": [step for step in steps if step.is_main],
        "others": [step for step in steps if not step.is_main],
        "carry": _carry(actor, file, at),
        "is_free": policies.is_free_for(actor, file.order),
        "is_stopped": file.is_stopped(at),
        "may_print_blank": file.state in (OrderState.ASKED, OrderState.PAUSED),
        "given": given,
    }


def _steps(actor: Actor, file: OrderFile, given: Given, at: datetime) -> Iterator[FieldStep]:
    for verb in verbs_from(file.state):
        if verb not in LABELS or not policies.may_do(actor, file, verb, at=at):
            continue
        if verb is OrderVerb.START and file.kind is AidKind.PROXY:
            continue  # the case itself starts it
        if verb is OrderVerb.DELIVER and not may_deliver(file.kind, file.cases_done):
            continue
        yield _step(
            file, *LABELS[verb], given, _form(file, verb), LEADS.get(verb, ""), verb in MAIN
        )
    if file.kind is AidKind.HELP and policies.may_link(actor, file, at=at):
        yield _step(file, "case", "挂窗口收的办件", given, CaseForm(auto_id="case-%s"), "", False)


def _papers(actor: Actor, file: OrderFile, given: Given) -> Iterator[FieldStep]:
    """取材料、还材料: beside the steps of the order."""
    if may_take(actor, file):
        blank: forms.Form = TakeForm(file=file, auto_id="papers-%s")
        yield _step(file, "papers", "取走材料，记下来", given, blank, "", False)
    mine = [one for one in file.papers_out if one.holder_id == actor.user_id]
    if mine and OrderVerb.DELIVER not in verbs_from(file.state):
        blank = SignForm(auto_id="papers-return-%s")
        yield _step(file, "papers-return", "材料还给本人", given, blank, "", False)


def _step(
    file: OrderFile, noun: str, label: str, given: Given, blank: forms.Form, lead: str, main: bool
) -> FieldStep:
    url = reverse(f"field:order-{noun}", args=[file.order.pk])
    return FieldStep(noun, label, url, given.get(noun, blank), lead, main, noun in given)


def _form(file: OrderFile, verb: OrderVerb) -> forms.Form:
    auto = f"{LABELS[verb][0]}-%s"
    if verb is OrderVerb.ENTRUST:
        return entrust_form(file)
    if verb is OrderVerb.DELIVER or (verb is OrderVerb.RESUME and file.kind is AidKind.PROXY):
        return SignForm(auto_id=auto)
    kinds: dict[OrderVerb, type[forms.Form]] = {
        OrderVerb.PAUSE: ReasonForm,
        OrderVerb.END: EndForm,
    }
    return kinds.get(verb, BareForm)(auto_id=auto)


def entrust_form(file: OrderFile, data: Any = None, files: Any = None) -> EntrustForm:
    """签委托的表: with what was told at the asking."""
    order = file.order
    return EntrustForm(
        data,
        files,
        presence=version_now(file).presence_required,
        told=order.phone,
        initial={"kind": order.kind, "name": order.name.clear(), "accepts": True},
        auto_id="signing-%s",
    )


def _carry(actor: Actor, file: OrderFile, at: datetime) -> str:
    """交申请的地址: while a case can be opened for the resident; blank otherwise."""
    order: AgentOrder = file.order
    if file.kind is AidKind.HELP or not policies.may_link(actor, file, at=at) or file.cases:
        return ""
    if not cases.may_carry(actor, version_now(file)):
        return ""
    return f"{reverse('field:new')}?item={order.item.code}&order={order.pk}"
