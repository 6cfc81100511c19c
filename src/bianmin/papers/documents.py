"""文书印本: one notice of a case as a PDF, with a copy for the applicant and one for the file.

The words of each kind stand in a template of its own. What is printed names people in full, so
nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from bianmin.accounts.models import User
from bianmin.cases.commands.intake import QUERY_CODE
from bianmin.cases.commands.refusals import CATEGORIES
from bianmin.cases.models import Case, Notice
from bianmin.cases.queries import Dossier
from bianmin.papers.codes import qr
from bianmin.papers.frame import look
from bianmin.papers.guides import SUPERVISION, Paper, paper_of
from bianmin.papers.printing import Try, print_pdf
from bianmin.regions.queries import unit_name
from bianmin.rules.delivery import LABELS, Mode
from bianmin.rules.documents import AGAINST, SLIPS, TITLES, NoticeKind, remedies
from bianmin.rules.errors import NotFound
from bianmin.rules.limits import Limit
from bianmin.rules.numbers import spaced
from bianmin.rules.pauses import PAUSE_LABELS, PauseKind

SIZES = (15.0, 14.0, 13.0, 12.0, 11.0)  # points, tried until each copy has one page
SIGNED = frozenset(
    {NoticeKind.RECEIPT, NoticeKind.DELIVERED, NoticeKind.DEFERRED, NoticeKind.COMMITTED}
)
"""双方签字的: besides the slips."""
PROMISES = frozenset({NoticeKind.DEFERRED, NoticeKind.COMMITTED})
ERASED = "（个人信息已按期删除）"


@dataclass(frozen=True)
class Copy:
    """一联: for whom a copy is, and where its code leads."""

    label: str
    qr: str
    is_filed: bool


def documents_of(dossier: Dossier) -> list[tuple[str, Notice]]:
    """文书清单: every notice of a case with its title, oldest first."""
    return [(TITLES[NoticeKind(notice.kind)], notice) for notice in dossier.notices]


def document_pdf(dossier: Dossier, notice: Notice, *, copies: int) -> bytes:
    """印文书: one notice of the case; of two copies the second is the file's, with signatures."""
    html = document_html(dossier, notice, copies=copies)
    tries: list[Try] = [(size, copies) for size in SIZES]
    return print_pdf(html, tries=[*tries, (SIZES[-1], 0)]).content


def document_html(dossier: Dossier, notice: Notice, *, copies: int) -> str:
    """版面: the notice as the HTML that is printed."""
    kind = NoticeKind(notice.kind)
    context = {
        **_common(dossier, notice, kind),
        **_particular(dossier, notice, kind),
        **look("document.css"),
        "body": f"papers/documents/{kind.value}.html",
        "copies": _copies(dossier.case)[:copies],
    }
    return render_to_string("papers/document.html", context)


def _copies(case: Case) -> list[Copy]:
    """The applicant's code opens the case as the applicant; the file's only asks for the number."""
    own = f"{settings.BIANMIN_ADDRESS}/t/{case.tracking.clear()}/"
    asked = f"{settings.BIANMIN_ADDRESS}/track/?number={case.number}"
    return [Copy("第一联　交申请人", qr(own), False), Copy("第二联　存档", qr(asked), True)]


def _common(dossier: Dossier, notice: Notice, kind: NoticeKind) -> dict[str, Any]:
    case, told = dossier.case, dossier.case.version.guide
    county = unit_name(case.unit)
    name = case.applicant.name.clear()
    is_receipt = kind is NoticeKind.RECEIPT
    return {
        "title": TITLES[kind],
        "number": notice.number,
        "office": f"{county}{(case.intake_site if is_receipt else case.site).name}",
        "applicant": name or ERASED,
        "item": str(told.get("name", case.item.name)),
        "case_number": spaced(case.number),
        "submitted": _day(case.submitted_at),
        "day": _day(notice.issued_at),
        "clerk": name_of(notice.issued_by),
        "phone": case.site.phone,
        "supervise": str(told.get("phone", {}).get("supervise", SUPERVISION)),
        "fee": str(told.get("fee", {}).get("text", "")),
        "is_slip": kind in SLIPS,
        "is_signed": kind in SLIPS or kind in SIGNED,
        "signer": "签收人" if kind is NoticeKind.DELIVERED else "申请人",
        "remedies": remedies(county) if kind in AGAINST else "",
        "is_trial": settings.BIANMIN_TRIAL,
    }


def _particular(dossier: Dossier, notice: Notice, kind: NoticeKind) -> dict[str, Any]:
    """What only some kinds say; rows that an act wrote carry the very moment of its notice."""
    case, lines = dossier.case, notice.lines.clear()
    at = notice.issued_at
    pause = next((p for p in dossier.pauses if p.started_at == at), None)
    filing = next((f for f in dossier.refusals if f.decided_at == at and f.approved), None)
    said = {line["key"]: line["what"] for line in lines if kind not in SLIPS}
    return {
        "gaps": lines if kind in SLIPS or kind in PROMISES else [],
        "query_code": said.get(QUERY_CODE, ""),
        "reason": said.get("reason", ""),
        "answer_by": _date(notice.answer_by),
        "tell_by": _date(case.tell_by),
        "received": _day(case.received_at or case.submitted_at),
        "received_time": case.received_at or case.submitted_at,
        "papers": _handed_in(dossier, at),
        "from_day": _date(case.clock_from),
        "promised": str(Limit.parse(case.version.promised_limit)),
        "due": _date(case.promise_due),
        "extension": case.extension_workdays,
        "pause": pause,
        "pause_kind": PAUSE_LABELS[PauseKind(pause.kind)] if pause else "",
        "filing": filing,
        "filing_reason": filing.reason.clear() if filing else "",
        "filing_category": CATEGORIES[filing.category] if filing else "",
        "decision": dossier.decision,
        "decision_reason": dossier.decision.reason.clear() if dossier.decision else "",
        "result": str(case.version.guide.get("result", {}).get("name", "")),
        "delivery": dossier.delivery,
        **_delivered(dossier),
    }


def _delivered(dossier: Dossier) -> dict[str, Any]:
    """送达: as it was; on the slip that goes along with the result, blank where one signs."""
    given = dossier.delivery
    sent = next(reversed(dossier.dispatches), None)
    mode = given.mode if given else (sent.mode if sent else "")
    day = (given.received_on or localdate(given.delivered_at)) if given else None
    return {
        "mode": LABELS[Mode(mode)] if mode else "",
        "carrier": f"{sent.carrier} {sent.post_number}" if sent and sent.post_number else "",
        "brought_by": name_of(sent.taken_by) if sent else "",
        "receiver": given.receiver.clear() if given else "",
        "mandate": given.mandate.clear() if given else "",
        "received_on": _date(day) if day else "",
        "opened_at": given.delivered_at if given and given.mode == Mode.ELECTRONIC else None,
    }


def _handed_in(dossier: Dossier, at: datetime) -> list[Paper]:
    """The papers that had been handed in by then, as the guide describes them."""
    asked = {m["key"]: m for m in dossier.case.version.guide.get("materials", ())}
    return [
        paper_of(asked.get(row.key, {"name": row.name}))
        for row in dossier.materials
        if row.received_at is not None and row.received_at <= at
    ]


def name_of(user_id: int | None) -> str:
    """Return the name of an account, blank for none."""
    if user_id is None:
        return ""
    names = User.objects.filter(pk=user_id).values_list("display_name", flat=True)
    return next(iter(names), "")


def _day(at: datetime) -> str:
    return _date(localdate(at))


def _date(day: date | None) -> str:
    return f"{day:%Y年%-m月%-d日}" if day else "待公布"


def document_of(dossier: Dossier, pk: int) -> Notice:
    """取文书: one notice of this very case; NotFound for any other."""
    for notice in dossier.notices:
        if notice.pk == pk:
            return notice
    raise NotFound("没有这份文书")
