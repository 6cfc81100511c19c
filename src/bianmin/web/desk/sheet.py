"""办件页: what one case shows: where it stands, what was said, what happened, how days count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.audit.models import Event
from bianmin.cases import policies
from bianmin.cases.commands.refusals import CATEGORIES
from bianmin.cases.models import Approval, Case, RefusalFiling, Undertaking
from bianmin.cases.queries import Dossier
from bianmin.catalogue.scenarios import form_in
from bianmin.files.models import StoredFile
from bianmin.files.queries import files_of
from bianmin.papers.documents import documents_of
from bianmin.rules import clock, lifecycle
from bianmin.rules.approvals import LABELS as APPROVALS
from bianmin.rules.approvals import ApprovalKind
from bianmin.rules.documents import TITLES, NoticeKind
from bianmin.rules.lifecycle import Action
from bianmin.rules.masking import Audience
from bianmin.rules.pauses import PAUSE_LABELS
from bianmin.rules.publicity import INQUIRY_LABELS, InquiryKind
from bianmin.rules.undertakings import LABELS as UNDERTAKINGS
from bianmin.rules.undertakings import UndertakingEnd, UndertakingKind
from bianmin.web.desk import deliveries
from bianmin.web.desk.forms.moves import STATUS_WORDS
from bianmin.web.desk.links import links_of
from bianmin.web.frame.answers_shown import shown_answers
from bianmin.web.frame.lamp import lamp
from bianmin.web.frame.templatetags.frame import moment

CHANNELS: Mapping[str, str] = MappingProxyType(
    {"online": "网上申报", "counter": "窗口收件", "agent": "村代办"}
)
OTHER_ACTS: Mapping[str, str] = MappingProxyType(
    {
        "pause": "暂停计时",
        "resume": "恢复计时",
        "propose_refusal": "报负责人复核",
        "dismiss_refusal": "不同意否决，继续办理",
        "check_refusal": "县里抽查否决",
        "complete_answers": "补填内容",
        "extend": "延长期限",
        "ask_approval": "报负责人批准",
        "approve": "负责人批准",
        "decline": "负责人没有批准",
        "recount_dates": "补算日期",
        "file_taken": "收到文件",
        "file_clean": "文件检查通过",
        "file_refused": "文件不能用",
        "file_erased": "文件已删除",
        "files_handed_over": "收到代办员拍的照片",
        "view_file": "查看文件",
        "print_document": "打印文书",
        "start_publicity": "开始公示",
        "end_publicity": "公示结束",
        "object": "有人提异议",
        "hear_objection": "处理异议",
        "note_inquiry": "登记核查",
        "urge": "申请人催办",
        "begin": "前件办好，轮到这一件",
        "file_copied": "一链办理，共用一份文件",
        "promise": "申请人承诺",
        "hand_in_deferred": "补交容缺材料",
        "miss_deferral": "容缺材料到期没有补交",
        "check_commitment": "核查承诺",
        "rate": "评价",
        "choose_delivery": "选送达方式",
        "send_result": "结果送出",
        "note_return": "没送到，退回",
        "keep_signed_slip": "存签名的送达回证",
    }
)
QUIET = frozenset({"file_clean"})
"""不列出: what only the machine did."""

FILE_NOTES: Mapping[str, str] = MappingProxyType(
    {"waiting": "已收到，正在做安全检查", "clean": "检查通过，打开的每一份都带水印并留痕"}
)
STATUS_TAGS: Mapping[str, str] = MappingProxyType(
    {"received": "v", "shared": "v", "waived": "", "missing": "w", "wrong": "r"}
)


@dataclass(frozen=True)
class Happened:
    """经过: one event in words."""

    title: str
    note: str
    when: datetime


def sheet(actor: Actor, dossier: Dossier, today: date, audience: Audience) -> dict[str, Any]:
    """Return what the page of a case shows beside its moves."""
    case = dossier.case
    return {
        "case": case,
        "lamp": lamp(case, today),
        "channel": CHANNELS[case.channel],
        "is_sample": case.version.is_sample,
        "answers": answers(case, audience),
        "materials": [
            (m, STATUS_WORDS[m.status], STATUS_TAGS[m.status]) for m in dossier.materials
        ],
        "files": [_file(case, file, audience) for file in files_of(case.unit, f"case:{case.pk}")],
        "notices": [(TITLES[NoticeKind(n.kind)], n, n.lines.clear()) for n in dossier.slips],
        "documents": documents_of(dossier),
        "pauses": [(PAUSE_LABELS[clock.PauseKind(p.kind)], p) for p in dossier.pauses],
        "approvals": [_approval(actor, case, row) for row in dossier.approvals],
        "refusals": [_refusal(filing) for filing in dossier.refusals],
        "decision": dossier.decision,
        "publicities": dossier.publicities,
        "inquiries": [(INQUIRY_LABELS[InquiryKind(row.kind)], row) for row in dossier.inquiries],
        "links": links_of(dossier, today),
        "undertakings": [_promised(row, today) for row in dossier.undertakings],
        "history": history(dossier.events),
        **deliveries.shown(dossier, today),
    }


@dataclass(frozen=True)
class Paper:
    """文件一行: a file of the case and whether it can be opened."""

    name: str
    note: str
    url: str = ""


def _file(case: Case, file: StoredFile, audience: Audience) -> Paper:
    note = FILE_NOTES[file.state] if file.state != "refused" else file.refusal
    may_open = file.state == "clean" and audience is Audience.WINDOW
    url = reverse("desk:file", args=[case.number, file.pk]) if may_open else ""
    return Paper(file.display_name.masked(audience), note, url)


def answers(case: Case, audience: Audience) -> list[tuple[str, str]]:
    """Return the answers with their labels, as this audience may see them."""
    return shown_answers(form_in(case.version, case.scenario), case.answers.clear(), audience)


def history(events: Iterable[Event]) -> list[Happened]:
    """经过: what happened, newest first."""
    told = [
        Happened(label(event.action), _note(event), event.at)
        for event in events
        if event.action not in QUIET
    ]
    return told[::-1]


def label(action: str) -> str:
    """Return the Chinese word for what an event records."""
    if action in set(Action):
        return lifecycle.ACTION_LABELS[Action(action)]
    return OTHER_ACTS.get(action, action)


def _note(event: Event) -> str:
    return "：".join(part for part in (event.by_name, event.reason) if part)


@dataclass(frozen=True)
class Asked:
    """批准单一行: what was asked for, in words, and whether this actor may decide it."""

    row: Approval
    label: str
    words: tuple[str, ...]
    result: str
    may: bool


def _approval(actor: Actor, case: Case, row: Approval) -> Asked:
    facts = row.facts.clear()
    result = {True: "已批准", False: "没有批准", None: "等待批准"}[row.approved]
    may = row.decided_at is None and bool(policies.may_approve(actor, case, row))
    return Asked(row, APPROVALS[ApprovalKind(row.kind)], tuple(_asked(facts)), result, may)


def _asked(facts: Mapping[str, Any]) -> Iterator[str]:
    for gap in facts.get("gaps", ()):
        yield f"{gap['what']}：{gap['why']}；{gap['how']}"
    if "kind" in facts:
        kind = PAUSE_LABELS[clock.PauseKind(facts["kind"])]
        yield f"{kind}，{facts['basis']}，{facts['document']}"
        yield f"预计 {facts['expected_workdays']} 个工作日"
    if "workdays" in facts:
        yield f"延长 {facts['workdays']} 个工作日"
    if "claimed_at" in facts:
        yield f"实际收件 {moment(datetime.fromisoformat(facts['claimed_at']))}"


@dataclass(frozen=True)
class PromisedLine:
    """承诺一行: what was promised, in words, and how it stands."""

    row: Undertaking
    kind: str
    words: str
    tag: str


def _promised(row: Undertaking, today: date) -> PromisedLine:
    is_deferral = row.kind == UndertakingKind.DEFERRAL
    if row.end == UndertakingEnd.BROKEN:
        words, tag = "不实", "r"
    elif row.end == UndertakingEnd.KEPT:
        words, tag = ("已补交" if is_deferral else "属实"), "v"
    elif today > row.due_on:
        words, tag = ("到期没有补交" if is_deferral else "到期没有核查"), "r"
    else:
        words, tag = ("等补交" if is_deferral else "等核查"), "w"
    return PromisedLine(row, UNDERTAKINGS[UndertakingKind(row.kind)], words, tag)


def _refusal(filing: RefusalFiling) -> tuple[str, str, str, RefusalFiling]:
    result = {True: "已同意", False: "未同意", None: "等待另一人决定"}[filing.approved]
    return label(filing.action), CATEGORIES.get(filing.category, ""), result, filing
