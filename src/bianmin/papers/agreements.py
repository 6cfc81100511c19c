"""人民调解协议书印本: one copy for each party and one for the file (人民调解法 §29).

It names the parties in full, so nothing of it is kept; the code leads to a party's own page, which
opens to their telephone alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from bianmin.accounts.queries import names_of
from bianmin.disputes.docket import Docket
from bianmin.disputes.models import Party
from bianmin.papers.codes import qr
from bianmin.papers.documents import ERASED
from bianmin.papers.frame import look
from bianmin.papers.printing import print_pdf
from bianmin.regions.queries import unit_name
from bianmin.rules.errors import NotFound
from bianmin.rules.mediation import KIND_LABELS, DisputeKind

SIZES = (14.0, 13.0, 12.0, 11.0)
ORDINALS = "甲乙丙丁戊己"


@dataclass(frozen=True)
class Side:
    """一方: as the agreement names them."""

    label: str
    name: str
    id_number: str
    phone: str
    address: str


def agreement_pdf(docket: Docket) -> bytes:
    """印协议书: as many copies as parties, and the file's; each on one page where it fits."""
    copies = len(docket.parties) + 1
    tries = [*((size, copies) for size in SIZES), (SIZES[-1], 0)]
    return print_pdf(agreement_html(docket), tries=tries).content


def agreement_html(docket: Docket) -> str:
    """版面: the agreement as the HTML that is printed."""
    if docket.agreement is None or docket.agreement.is_oral:
        raise NotFound("这件调解没有协议书")
    sides = [_side(*each) for each in zip(ORDINALS, docket.parties, strict=False)]
    context = {**_said(docket), "sides": sides, "copies": _copies(sides)}
    return render_to_string("papers/agreement.html", context | look("document.css"))


def _said(docket: Docket) -> dict[str, Any]:
    drawn, dispute = docket.agreement, docket.dispute
    assert drawn is not None
    names = names_of(docket.mediating)
    return {
        "number": drawn.number,
        "office": f"{unit_name(dispute.unit)}{dispute.site.name}",
        "register": dispute.number,
        "kind": KIND_LABELS[DisputeKind(dispute.kind)],
        "facts": drawn.facts.clear() or ERASED,
        "terms": (drawn.terms.clear() or ERASED).splitlines(),
        "performance": drawn.performance.clear(),
        "perform_by": _date(drawn.perform_by),
        "mediators": [names[user] for user in sorted(docket.mediating) if user in names],
        "drawn": _date(localdate(drawn.drawn_at)),
        "signed": _date(drawn.effective_on),
        "confirm_by": _date(drawn.confirm_by),
        "phone": dispute.site.phone,
        "qr": qr(f"{settings.BIANMIN_ADDRESS}/disputes/{dispute.pk}/"),
        "is_trial": settings.BIANMIN_TRIAL,
    }


def _side(ordinal: str, party: Party) -> Side:
    return Side(
        f"{ordinal}方",
        party.name.clear() or ERASED,
        party.id_number.clear(),
        party.phone.clear(),
        party.address.clear(),
    )


def _copies(sides: list[Side]) -> list[str]:
    return [f"交{side.label}{side.name}" for side in sides] + ["存档"]


def _date(day: date | None) -> str:
    return f"{day:%Y年%-m月%-d日}" if day else ""
