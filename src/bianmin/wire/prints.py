"""取文书: a printed document of a case as an answer; it names people, so it leaves a trace."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from bianmin.audit.commands import record
from bianmin.cases import queries
from bianmin.cases.models import Case
from bianmin.papers.documents import document_of, document_pdf
from bianmin.rules.documents import TITLES, NoticeKind
from bianmin.wire.requests import Request


def document_of_case(request: Request, case: Case, pk: int, *, copies: int) -> HttpResponse:
    """Return one document of a case that the caller may print; raise NotFound for any other."""
    dossier = queries.dossier(case)
    notice = document_of(dossier, pk)
    content = document_pdf(dossier, notice, copies=copies)
    record(
        f"case:{case.pk}",
        "print_document",
        unit=case.unit,
        by=request.actor,
        at=request.at,
        document=notice.number,
    )
    name = quote(f"{TITLES[NoticeKind(notice.kind)]} {notice.number}.pdf")
    return HttpResponse(
        content,
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": f"inline; filename*=UTF-8''{name}",
        },
    )
