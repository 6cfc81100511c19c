"""取用文件: a stored file as an answer: marked with its purpose, saved and never run."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.timezone import localdate

from bianmin.audit.commands import record
from bianmin.cases.models import Case
from bianmin.files import serving
from bianmin.files.models import StoredFile
from bianmin.files.queries import content_of
from bianmin.rules.errors import NotFound
from bianmin.wire.requests import Request


def file_of_case(
    request: Request, case: Case, pk: int, *, viewer: str, inline: bool = False
) -> HttpResponse:
    """Return a copy of one file of a case that the caller may see; the reading leaves a trace.

    `inline`: a picture is shown in the page that asks for it.

    Raise NotFound for a file of another case, and what `content_of` raises while it is checked.
    """
    file = StoredFile.objects.filter(unit=case.unit, owner=f"case:{case.pk}", pk=pk).first()
    if file is None:
        raise NotFound("没有这个文件，或者它已删除")
    mark = serving.Mark(
        item=case.item.plain_name,
        number=case.number,
        day=f"{localdate(request.at):%Y-%m-%d}",
        viewer=viewer,
    )
    content = serving.watermarked(content_of(file), file.media_type, mark)
    record(
        f"case:{case.pk}",
        "view_file",
        unit=case.unit,
        by=request.actor,
        at=request.at,
        file=file.pk,
    )
    name = file.display_name.clear() if file.display_name else "file"
    return HttpResponse(
        content, headers=dict(serving.headers(file.media_type, name, inline=inline))
    )
