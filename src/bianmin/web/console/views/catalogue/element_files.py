"""要素文件: a county's file checked, applied or dropped; the whole set and increments out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import elements as queries
from bianmin.catalogue import policies
from bianmin.catalogue.commands import elements as commands
from bianmin.catalogue.elementfile import write_elements
from bianmin.catalogue.models import ElementBatch
from bianmin.catalogue.tables import KINDS
from bianmin.rules.errors import NotFound
from bianmin.web.console.forms.catalogue.elements import ElementsFileForm
from bianmin.web.console.page import page
from bianmin.web.console.views.catalogue.elements import STATES, show_county
from bianmin.web.console.views.catalogue.reach import unit_or_refuse
from bianmin.web.console.views.catalogue.sources import MEDIA, OPERATIONS
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(*policies.COUNTY)
@require_POST
def check(request: Request, unit: int) -> HttpResponse:
    region = unit_or_refuse(request.actor, unit)
    form = ElementsFileForm(request.POST, request.FILES)
    batch = attempt(form, lambda: _checked(request, unit, form))
    if batch is None:
        return show_county(request, region, file_form=form)
    return redirect("console:elements-batch", unit, batch.number)


def _checked(request: Request, unit: int, form: ElementsFileForm) -> ElementBatch:
    upload = form.cleaned_data["file"]
    return commands.check_elements(
        unit,
        file_name=upload.name,
        content=upload.read(),
        code_format=form.cleaned_data["code_format"],
        is_increment=form.cleaned_data["is_increment"],
        **act(request),
    )


@staff(*policies.WATCHING)
@require_GET
def batch(request: Request, unit: int, number: int) -> HttpResponse:
    region = unit_or_refuse(request.actor, unit)
    shown = _batch(unit, number)
    report = shown.report
    figures = [("新增", "added"), ("修改", "changed"), ("不再有", "gone")]
    if not shown.is_outgoing:
        figures = [
            ("文件里", "rows"),
            *figures,
            ("没有变化", "unchanged"),
            ("变后完整", "complete"),
        ]
    context = {
        "county": region,
        "batch": shown,
        "state": STATES[shown.state],
        "report": report,
        "figures": [(words, report[name]) for words, name in figures],
        "changes": [
            (*OPERATIONS[change["operation"]], change) for change in report.get("changes", ())
        ],
        "may_edit": policies.may_edit_list(request.actor, unit),
    }
    return page(request, "console/catalogue/elements_batch.html", context)


@staff(*policies.COUNTY)
@require_POST
def application(request: Request, unit: int, number: int) -> HttpResponse:
    unit_or_refuse(request.actor, unit)
    done = commands.apply_elements(_batch(unit, number), **act(request))
    report = done.report
    said = f"新增 {report['added']}、修改 {report['changed']}、不再有 {report['gone']}"
    messages.success(request, f"已导入：{said}")
    return redirect("console:elements-county", unit)


@staff(*policies.COUNTY)
@require_POST
def dropping(request: Request, unit: int, number: int) -> HttpResponse:
    unit_or_refuse(request.actor, unit)
    commands.drop_elements(_batch(unit, number), **act(request))
    messages.success(request, "这个文件没有导入")
    return redirect("console:elements-county", unit)


@staff(*policies.COUNTY)
@require_POST
def handing_out(request: Request, unit: int) -> HttpResponse:
    unit_or_refuse(request.actor, unit)
    done = commands.hand_out(unit, **act(request))
    messages.success(request, f"第 {done.number} 批增量已做好，请下载报送")
    return redirect("console:elements-batch", unit, done.number)


@staff(*policies.WATCHING)
@require_GET
def export(request: Request, unit: int, kind: str) -> HttpResponse:
    region = unit_or_refuse(request.actor, unit)
    _check_kind(kind)
    return _file(queries.whole_rows(unit), kind, f"{region.name}上网实施要素")


@staff(*policies.WATCHING)
@require_GET
def batch_export(request: Request, unit: int, number: int, kind: str) -> HttpResponse:
    region = unit_or_refuse(request.actor, unit)
    shown = get_object_or_404(ElementBatch, unit=unit, number=number, state="handed")
    _check_kind(kind)
    handed: list[dict[str, str]] = (shown.table or {}).get("rows", [])
    rows: list[tuple[dict[str, str], Mapping[str, Any]]] = [(row, {}) for row in handed]
    return _file(rows, kind, f"{region.name}上网实施要素第{number}批")


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise NotFound("没有这种文件")


def _file(
    rows: list[tuple[dict[str, str], Mapping[str, Any]]], kind: str, name: str
) -> HttpResponse:
    response = HttpResponse(write_elements(rows, kind), content_type=MEDIA[kind])
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}") or ""
    return response


def _batch(unit: int, number: int) -> ElementBatch:
    return get_object_or_404(ElementBatch.objects.defer("table"), unit=unit, number=number)
