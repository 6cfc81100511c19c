"""省库导入: a file checked against its source, applied or dropped; items taken over; files out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import policies
from bianmin.catalogue import sources as queries
from bianmin.catalogue.commands import sources as commands
from bianmin.catalogue.models import ItemSource, ServiceItem, SourceBatch, SourceItem
from bianmin.catalogue.tables import KINDS, write_table
from bianmin.rules.errors import NotFound
from bianmin.rules.item_codes import FORMATS, CodeFormat
from bianmin.rules.item_sets import COLUMNS
from bianmin.web.console.forms.catalogue.sources import (
    TYPES,
    BindForm,
    SourceFileForm,
    SourceFindForm,
    SourceForm,
    TakeForm,
)
from bianmin.web.console.page import page
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 50
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
STATES = {"checked": "核对过，等导入", "applied": "已导入", "dropped": "没有导入"}
OPERATIONS = {"I": ("add", "新增"), "U": ("change", "修改"), "D": ("cancel", "不再有")}


@staff(*policies.CITY)
@require_GET
def sources(request: Request) -> HttpResponse:
    return _list(request)


@staff(*policies.CITY)
@require_POST
def addition(request: Request) -> HttpResponse:
    form = SourceForm(request.POST)
    source = attempt(form, lambda: commands.add_source(**form.cleaned_data, **act(request)))
    if source is None:
        return _list(request, form)
    messages.success(request, "已登记来源，请上传文件核对")
    return redirect("console:source", source.pk)


@staff(*policies.CITY)
@require_GET
def source(request: Request, pk: int) -> HttpResponse:
    return _show(request, get_object_or_404(ItemSource, pk=pk))


@staff(*policies.CITY)
@require_POST
def check(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(ItemSource, pk=pk)
    form = SourceFileForm(request.POST, request.FILES)
    batch = attempt(form, lambda: _checked(request, shown, form))
    if batch is None:
        return _show(request, shown, file_form=form)
    return redirect("console:source-batch", pk, batch.number)


@staff(*policies.CITY)
@require_GET
def batch(request: Request, pk: int, number: int) -> HttpResponse:
    shown = _batch(pk, number)
    report = shown.report
    context = {
        "source": shown.source,
        "batch": shown,
        "state": STATES[shown.state],
        "report": report,
        "figures": [
            ("文件里", report["rows"]),
            ("新增", report["added"]),
            ("修改", report["changed"]),
            ("不再有", report["gone"]),
            ("没有变化", report["unchanged"]),
        ],
        "changes": [(*OPERATIONS[change["operation"]], change) for change in report["changes"]],
    }
    return page(request, "console/catalogue/source_batch.html", context)


@staff(*policies.CITY)
@require_POST
def application(request: Request, pk: int, number: int) -> HttpResponse:
    done = commands.apply_batch(_batch(pk, number), **act(request))
    report = done.report
    said = f"新增 {report['added']}、修改 {report['changed']}、不再有 {report['gone']}"
    messages.success(request, f"已导入：{said}")
    return redirect("console:source", pk)


@staff(*policies.CITY)
@require_POST
def dropping(request: Request, pk: int, number: int) -> HttpResponse:
    commands.drop_batch(_batch(pk, number), **act(request))
    messages.success(request, "这个文件没有导入")
    return redirect("console:source", pk)


@staff(*policies.CITY)
@require_GET
def export(request: Request, pk: int, kind: str) -> HttpResponse:
    shown = get_object_or_404(ItemSource, pk=pk)
    if kind not in KINDS:
        raise NotFound("没有这种文件")
    response = HttpResponse(write_table(queries.table_of(shown), kind), content_type=MEDIA[kind])
    response["Content-Disposition"] = content_disposition_header(True, f"{shown.name}.{kind}") or ""
    return response


@staff(*policies.CITY)
@require_GET
def row(request: Request, pk: int, item: int) -> HttpResponse:
    return _row_page(request, _row(pk, item))


@staff(*policies.CITY)
@require_POST
def taking(request: Request, pk: int, item: int) -> HttpResponse:
    shown = _row(pk, item)
    form = TakeForm(request.POST)
    draft = attempt(form, lambda: commands.take_item(shown, **form.cleaned_data, **act(request)))
    if draft is None:
        return _row_page(request, shown, take_form=form)
    messages.success(request, "已纳入，请把指南写完，由两个人发布")
    return redirect("console:draft", draft.pk)


@staff(*policies.CITY)
@require_POST
def binding(request: Request, pk: int, item: int) -> HttpResponse:
    shown = _row(pk, item)
    form = BindForm(request.POST)
    if attempt(form, lambda: _bound(request, shown, form)) is None:
        return _row_page(request, shown, bind_form=form)
    messages.success(request, "已挂接，来源有变化时会提醒")
    return redirect("console:source-row", pk, item)


@staff(*policies.CITY)
@require_POST
def following(request: Request, pk: int, item: int) -> HttpResponse:
    commands.follow_item(_row(pk, item), **act(request))
    messages.success(request, "已记下：这次变化已经跟进")
    return redirect("console:source", pk)


def _checked(request: Request, shown: ItemSource, form: SourceFileForm) -> SourceBatch:
    upload = form.cleaned_data["file"]
    return commands.check_file(
        shown,
        file_name=upload.name,
        content=upload.read(),
        is_increment=form.cleaned_data["is_increment"],
        **act(request),
    )


def _bound(request: Request, shown: SourceItem, form: BindForm) -> SourceItem:
    item = ServiceItem.objects.filter(code=form.cleaned_data["code"].strip()).first()
    if item is None:
        raise NotFound("目录里没有这个编码的事项")
    return commands.bind_item(shown, item, **act(request))


def _batch(pk: int, number: int) -> SourceBatch:
    return get_object_or_404(
        SourceBatch.objects.select_related("source").defer("table"), source=pk, number=number
    )


def _row(pk: int, item: int) -> SourceItem:
    return get_object_or_404(
        SourceItem.objects.select_related("source", "item"), pk=item, source=pk
    )


def _list(request: Request, form: SourceForm | None = None) -> HttpResponse:
    rows = [
        (
            each.source,
            FORMATS[CodeFormat(each.source.code_format)],
            each.items,
            each.waiting,
            each.newest,
        )
        for each in queries.overview()
    ]
    context = {"rows": rows, "form": form or SourceForm()}
    return page(request, "console/catalogue/sources.html", context, status=422 if form else 200)


def _show(
    request: Request, shown: ItemSource, file_form: SourceFileForm | None = None
) -> HttpResponse:
    form = SourceFindForm(request.GET)
    words, item_type, show = form.chosen()
    rows = queries.found(shown, words, item_type=item_type, show=show)
    found = Paginator(rows.defer("values"), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "source": shown,
        "format": FORMATS[CodeFormat(shown.code_format)],
        "form": form,
        "page": found,
        "rows": [(each, TYPES.get(each.item_type, "—")) for each in found],
        "waiting": queries.waiting(shown).count(),
        "kinds": KINDS.items(),
        "file_form": file_form or SourceFileForm(),
        "newest": queries.newest_batch(shown),
        "batches": [
            (each, STATES[each.state])
            for each in shown.batches.defer("table").order_by("-number")[:10]
        ],
        "clear_url": request.path,
    }
    status = 422 if file_form else 200
    return page(request, "console/catalogue/source.html", context, status=status)


def _row_page(request: Request, shown: SourceItem, **forms: Any) -> HttpResponse:
    changed = shown.seen_at is not None and (
        shown.changed_at > shown.seen_at or bool(shown.gone_at and shown.gone_at > shown.seen_at)
    )
    context = {
        "row": shown,
        "source": shown.source,
        "facts": [
            (column, COLUMNS.get(column, column), shown.values.get(column, ""))
            for column in shown.source.columns
        ],
        "is_changed": changed,
        "take_form": TakeForm(),
        "bind_form": BindForm(),
    }
    status = 422 if forms else 200
    return page(request, "console/catalogue/source_row.html", context | forms, status=status)
