from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from bianmin.web.desk.roles import HANDLING
from bianmin.web.desk.views.shown import case_of
from bianmin.wire.access import staff
from bianmin.wire.prints import application_form_of_case, document_of_case
from bianmin.wire.requests import Request

COPIES = 2
"""两联: one for the applicant, one for the file."""


@staff(*HANDLING)
@require_GET
def document(request: Request, number: str, notice: int) -> HttpResponse:
    return document_of_case(request, case_of(request, number), notice, copies=COPIES)


@staff(*HANDLING)
@require_GET
def application_form(request: Request, number: str) -> HttpResponse:
    return application_form_of_case(request, case_of(request, number))
