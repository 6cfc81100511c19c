"""上网要素: completeness of items × counties, one county's work, one item's elements."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import elements as queries
from bianmin.catalogue import policies
from bianmin.catalogue.commands import elements as commands
from bianmin.catalogue.models import ItemElements, ServiceItem
from bianmin.regions.models import Region
from bianmin.regions.queries import unit_short_name
from bianmin.rules.deadlines import ELEMENTS
from bianmin.rules.item_codes import FORMATS
from bianmin.rules.lists import AREAS
from bianmin.web.console.forms.catalogue.elements import (
    ElementFindForm,
    ElementsFileForm,
    ElementsForm,
)
from bianmin.web.console.page import page
from bianmin.web.console.views.catalogue.reach import moment_of, own_units, unit_or_refuse
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 50
PER_MATRIX = 25  # lines of all counties
BATCHES = 10
STATES = {
    "checked": "核对过，等导入",
    "applied": "已导入",
    "dropped": "没有导入",
    "handed": "已报送",
}


@staff(*policies.WATCHING)
@require_GET
def start(request: Request) -> HttpResponse:
    """Lead to one's own county, or show all of them, item by item."""
    mine = own_units(request.actor)
    if len(mine) == 1:
        return redirect("console:elements-county", mine[0].unit)
    names = {region.unit: region for region in mine}
    totals = queries.progress(list(names))
    return page(
        request,
        "console/catalogue/elements.html",
        _found(request, list(names))
        | {
            "counties": [(names[each.unit], each) for each in totals],
            "deadline": ELEMENTS,
            "days_left": ELEMENTS.days_left(localdate(request.at)),
        },
    )


@staff(*policies.WATCHING)
@require_GET
def county(request: Request, unit: int) -> HttpResponse:
    return show_county(request, unit_or_refuse(request.actor, unit))


def show_county(
    request: Request, region: Region, file_form: ElementsFileForm | None = None
) -> HttpResponse:
    """One county's items with what they lack, its files and what it may do."""
    unit = region.unit
    usual = queries.usual_format(unit)
    context = _found(request, [unit], one=True) | {
        "county": region,
        "units": own_units(request.actor),
        "progress": queries.progress([unit])[0],
        "deadline": ELEMENTS,
        "days_left": ELEMENTS.days_left(localdate(request.at)),
        "may_edit": policies.may_edit_list(request.actor, unit),
        "file_form": file_form or ElementsFileForm(initial={"code_format": usual.value}),
        "waiting": queries.waiting_batch(unit),
        "batches": [(b, STATES[b.state]) for b in queries.batches(unit)[:BATCHES]],
    }
    status = 422 if file_form else 200
    return page(request, "console/catalogue/elements_county.html", context, status=status)


@staff(*policies.WATCHING)
@require_GET
def item(request: Request, unit: int, code: str) -> HttpResponse:
    region = unit_or_refuse(request.actor, unit)
    return _show(request, region, _item(unit, code))


@staff(*policies.COUNTY)
@require_POST
def completion(request: Request, unit: int, code: str) -> HttpResponse:
    region = unit_or_refuse(request.actor, unit)
    shown = _item(unit, code)
    form = ElementsForm(request.POST, values={}, initial={})

    def write() -> ItemElements:
        return commands.complete_elements(
            shown,
            unit=unit,
            values=form.values(),
            code_format=form.cleaned_data["code_format"],
            last_seen=moment_of(form.cleaned_data["last_seen"]),
            **act(request),
        )

    done = attempt(form, write)
    if done is None:
        return _show(request, region, shown, form)
    lacking = f"还缺 {done.lacking} 项" if done.lacking else "已经完整"
    messages.success(request, f"已保存，{lacking}")
    return redirect("console:elements-item", unit, code)


def _show(
    request: Request, region: Region, shown: ServiceItem, form: ElementsForm | None = None
) -> HttpResponse:
    sheet = queries.sheet_of(shown, region.unit)
    initial = {
        "code_format": sheet.code_format.value,
        "last_seen": sheet.row.changed_at.isoformat() if sheet.row else "",
    }
    context: dict[str, Any] = {
        "county": region,
        "units": own_units(request.actor),
        "item": shown,
        "sheet": sheet,
        "format": FORMATS[sheet.code_format],
        "missing": [gap for gap in sheet.gaps if not gap.is_wrong],
        "wrong": [gap for gap in sheet.gaps if gap.is_wrong],
        "may_edit": policies.may_edit_list(request.actor, region.unit),
        "form": form or ElementsForm(values=sheet.values, initial=initial),
    }
    status = 422 if form else 200
    return page(request, "console/catalogue/elements_item.html", context, status=status)


def _found(request: Request, units: list[int], *, one: bool = False) -> dict[str, Any]:
    form = ElementFindForm(request.GET, areas=AREAS, is_whole=not one)
    words, area, lacking = form.chosen()
    rows = (
        queries.shown_in(units[0], words=words, area=area, lacking=lacking)
        if one
        else queries.shown_items(words=words, area=area)
    ).select_related("current")
    rows = rows.defer("current__form", "search_text")
    found = Paginator(rows, PER_PAGE if one else PER_MATRIX).get_page(request.GET.get("page"))
    return {
        "form": form,
        "page": found,
        "lines": [
            (line.item, [(unit_short_name(cell.unit), cell) for cell in line.cells])
            for line in queries.matrix(found, units)
        ],
        "clear_url": request.path,
    }


def _item(unit: int, code: str) -> ServiceItem:
    found: ServiceItem = get_object_or_404(queries.offered_in(unit), code=code)
    return found
