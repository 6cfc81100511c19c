"""归档目录印本: what the file of a case holds, as the sheet that lies on top of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from bianmin.cases import deliveries
from bianmin.cases.models import Case
from bianmin.cases.queries import Dossier
from bianmin.papers.codes import qr
from bianmin.papers.documents import ERASED, name_of
from bianmin.papers.frame import look
from bianmin.papers.printing import print_pdf
from bianmin.regions.queries import unit_name
from bianmin.rules.archive import PARTS, Entry, kept_words, pages_of
from bianmin.rules.numbers import spaced

SIZES = (12.0, 11.0, 10.0)


@dataclass(frozen=True)
class Filed:
    """归档目录一份: its parts with their entries, the pages, and how long it is kept."""

    parts: list[tuple[str, list[Entry]]]
    pages: int | None  # of what is listed, where all are known
    paper: int | None  # of the bound paper
    kept: str
    archived_on: date | None


def filed(dossier: Dossier) -> Filed:
    """归档目录: as it was put away, or as it stands before."""
    row = dossier.archived
    entries = deliveries.filed_entries(row) if row else deliveries.contents_of(dossier)
    return Filed(
        [(PARTS[part], [e for e in entries if e.part is part]) for part in PARTS],
        pages_of(entries),
        row.pages if row else None,
        row.kept if row else kept_words(),
        localdate(row.archived_at) if row else None,
    )


def archive_list_pdf(case: Case, found: Filed) -> bytes:
    """印目录: on one page where it fits, else on as many as it needs."""
    html = archive_list_html(case, found)
    return print_pdf(html, tries=[*((size, 1) for size in SIZES), (SIZES[-1], 0)]).content


def archive_list_html(case: Case, found: Filed) -> str:
    """版面: the list as the HTML that is printed."""
    context = {
        "office": f"{unit_name(case.unit)}{case.site.name}",
        "case_number": spaced(case.number),
        "applicant": case.applicant.name.clear() or ERASED,
        "item": str(case.version.guide.get("name", case.item.name)),
        "closed": localdate(case.completed_at) if case.completed_at else None,
        "handler": name_of(case.handler_id),
        "rows": [(part, entry) for part, entries in found.parts for entry in entries],
        "filed": found,
        "qr": qr(f"{settings.BIANMIN_ADDRESS}/track/?number={case.number}"),
        **look("document.css", "archive_list.css"),
    }
    return render_to_string("papers/archive_list.html", context)
