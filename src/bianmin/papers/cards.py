"""答复单印本: a card as a PDF, with a copy for whoever came and one for the file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from bianmin.accounts.queries import names_of
from bianmin.cases.models import Card
from bianmin.papers.codes import qr
from bianmin.papers.documents import SIZES, Copy
from bianmin.papers.frame import look
from bianmin.papers.guides import SUPERVISION
from bianmin.papers.printing import print_pdf
from bianmin.regions.queries import unit_name
from bianmin.rules.cards import TITLES, CardKind

COPIES = 2


def card_pdf(card: Card) -> bytes:
    """印答复单: two copies in one file."""
    tries = [*((size, COPIES) for size in SIZES), (SIZES[-1], 0)]
    return print_pdf(card_html(card), tries=tries).content


def card_html(card: Card) -> str:
    """版面: the card as the HTML that is printed."""
    kind = CardKind(card.kind)
    context = {**_said(card), **look("document.css"), "body": f"papers/documents/{kind.value}.html"}
    return render_to_string("papers/document.html", context)


def _said(card: Card) -> dict[str, Any]:
    kind, told = CardKind(card.kind), card.version.guide if card.version else {}
    link = qr(f"{settings.BIANMIN_ADDRESS}/cards/{card.secret.clear()}/")
    filed = qr(f"{settings.BIANMIN_ADDRESS}/")
    return {
        "title": TITLES[kind],
        "number": card.number,
        "office": f"{unit_name(card.unit)}{card.site.name}",
        "applicant": card.visitor.clear() or "来访群众",
        "item": card.matter.clear() or "（内容已按期删除）",
        "gaps": card.lines.clear(),
        "way": next(iter(card.lines.clear()), {}),
        "answer_by": _date(card.answer_by),
        "answer": card.answer.clear(),
        "day": _date(localdate(card.issued_at)),
        "clerk": names_of([card.issued_by]).get(card.issued_by, ""),
        "phone": card.site.phone,
        "supervise": str(told.get("phone", {}).get("supervise", SUPERVISION)),
        "is_slip": True,
        "is_signed": True,
        "is_card": True,
        "case_number": "",
        "is_trial": settings.BIANMIN_TRIAL,
        "copies": [Copy("第一联　交来访人", link, False), Copy("第二联　存档", filed, True)],
    }


def _date(day: date | None) -> str:
    return f"{day:%Y年%-m月%-d日}" if day else "待公布"
