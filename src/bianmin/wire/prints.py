"""取印本: a case's document, a bound pack, a wall's photograph as answers.

A document names people, so it leaves a trace.
"""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import OrderForm
from bianmin.audit.commands import record
from bianmin.cases import queries
from bianmin.cases.models import Case
from bianmin.disputes.docket import Docket
from bianmin.files import serving
from bianmin.files.queries import content_of
from bianmin.papers.agreements import agreement_pdf
from bianmin.papers.application_forms import case_form_pdf
from bianmin.papers.archive_lists import archive_list_pdf, filed
from bianmin.papers.binding import path_of
from bianmin.papers.documents import document_of, document_pdf
from bianmin.papers.models import Hanging, PrintPack
from bianmin.papers.orders import order_form_pdf
from bianmin.papers.queries import photo_of
from bianmin.rules.assistance import FORM_TITLES, FormKind
from bianmin.rules.documents import TITLES, NoticeKind
from bianmin.rules.errors import Conflict, NotFound
from bianmin.wire.requests import Request


def printed(
    content: bytes, title: str, *, is_public: bool = False, is_saved: bool = False
) -> HttpResponse:
    """印好的: a PDF as an answer, looked at or (`is_saved`) kept as a file.

    Only what is public may be remembered on its way.
    """
    name, how = quote(f"{title}.pdf"), "attachment" if is_saved else "inline"
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{name}"
    if is_public:
        answer["Cache-Control"] = "public, max-age=300"
    return answer


def document_of_case(request: Request, case: Case, pk: int, *, copies: int) -> HttpResponse:
    """Return one document of a case that the caller may print; raise NotFound for any other."""
    dossier = queries.dossier(case)
    notice = document_of(dossier, pk)
    content = document_pdf(dossier, notice, copies=copies)
    _trace(request, case, notice.number)
    return printed(content, f"{TITLES[NoticeKind(notice.kind)]} {notice.number}")


def application_form_of_case(request: Request, case: Case) -> HttpResponse:
    """申请表: as it was filled in; it names people and numbers, so it leaves a trace."""
    content = case_form_pdf(case)
    _trace(request, case, "申请表")
    return printed(content, f"申请表 {case.number}")


def archive_list_of_case(request: Request, case: Case) -> HttpResponse:
    """归档目录: what the file of a case holds; it names the applicant, so it leaves a trace."""
    content = archive_list_pdf(case, filed(queries.dossier(case)))
    _trace(request, case, "归档目录")
    return printed(content, f"归档目录 {case.number}")


def agreement_of_dispute(request: Request, docket: Docket) -> HttpResponse:
    """调解协议书: it names the parties and numbers in full, so it leaves a trace."""
    content = agreement_pdf(docket)
    assert docket.agreement is not None
    record(
        f"dispute:{docket.dispute.pk}",
        "print_agreement",
        unit=docket.unit,
        by=request.actor,
        at=request.at,
        document=docket.agreement.number,
    )
    return printed(content, f"人民调解协议书 {docket.agreement.number}")


def form_of_order(request: Request, file: OrderFile, form: OrderForm | None) -> HttpResponse:
    """代办单子: it names the resident in full, so it leaves a trace; None is the blank mandate."""
    content = order_form_pdf(file, form)
    title = FORM_TITLES[FormKind(form.kind) if form else FormKind.MANDATE]
    number = form.number if form else "空白"
    record(
        f"order:{file.order.pk}",
        "print_form",
        unit=file.unit,
        by=request.actor,
        at=request.at,
        document=f"{title} {number}",
    )
    return printed(content, f"{title} {number}")


def _trace(request: Request, case: Case, document: str) -> None:
    record(
        f"case:{case.pk}",
        "print_document",
        unit=case.unit,
        by=request.actor,
        at=request.at,
        document=document,
    )


def bound_pack(pack: PrintPack) -> HttpResponse:
    """打印包: the bound file; raise Conflict while it is not made, NotFound once it was cleared."""
    if pack.state != "done":
        raise Conflict("打印包还没有做好")
    try:
        content = path_of(pack).read_bytes()
    except OSError:
        raise NotFound("这个打印包存了一个月，已经清理，请重新做一包") from None
    return printed(content, f"{pack.site.name} 打印包", is_saved=True)


def photo_of_hanging(hanging: Hanging) -> HttpResponse:
    """张贴照片: a public wall, so without a mark; raise NotFound where there is none yet."""
    file = photo_of(hanging)
    if file is None:
        raise NotFound("没有这张照片，或者它已删除")
    content = content_of(file)
    name = file.display_name.clear() if file.display_name else "photo"
    return HttpResponse(content, headers=dict(serving.headers(file.media_type, name, inline=True)))
