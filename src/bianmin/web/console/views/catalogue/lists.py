"""进驻目录 K2: the township list and the village list of a county, changed many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import directory, lists, policies
from bianmin.catalogue.commands import lists as commands
from bianmin.catalogue.models import DirectoryEntry, Offering, Omission, ServiceItem
from bianmin.regions.models import Region
from bianmin.rules.lists import DELEGATIONS, TIERS, Tier
from bianmin.web.console.forms.catalogue.lists import DROP, EntriesForm, ListFilterForm
from bianmin.web.console.page import page
from bianmin.web.console.views.catalogue.reach import own_units, unit_or_refuse
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 50
BULK = 100
DELEGATION_WORDS = {kind.value: words for kind, words in DELEGATIONS.items()}


@staff(*policies.WATCHING)
@require_GET
def start(request: Request) -> HttpResponse:
    """Lead to one's own county, or show all of them with what they owe."""
    mine = own_units(request.actor)
    if len(mine) == 1:
        return redirect("console:list", mine[0].unit)
    names = {region.unit: region.name for region in mine}
    context = {"rows": [(row, names[row.unit]) for row in lists.overview(list(names))]}
    return page(request, "console/catalogue/units.html", context)


@staff(*policies.WATCHING)
@require_GET
def county(request: Request, unit: int) -> HttpResponse:
    return _show(request, unit_or_refuse(request.actor, unit), _tier(request.GET.get("tier")))


@staff(*policies.COUNTY)
@require_POST
def entries(request: Request, unit: int) -> HttpResponse:
    region = unit_or_refuse(request.actor, unit)
    tier = _tier(request.POST.get("tier"))
    form = EntriesForm(request.POST, tier=tier)
    done = attempt(form, lambda: _arrange(request, unit, tier, form))
    if done is None:
        return _show(request, region, tier, entries_form=form)
    messages.success(request, f"已安排 {done} 个事项")
    return redirect(f"{reverse('console:list', args=[unit])}?tier={tier.value}")


def _arrange(request: Request, unit: int, tier: Tier, form: EntriesForm) -> int:
    given = form.cleaned_data
    chosen = list(given["items"][:BULK])
    for item in chosen:
        if given["mode"] == DROP:
            commands.drop_item(
                item, unit=unit, tier=tier.value, reason=given["reason"], **act(request)
            )
        else:
            commands.enter_item(
                item,
                unit=unit,
                tier=tier.value,
                mode=given["mode"],
                delegation=given.get("delegation", ""),
                document=given.get("document", ""),
                **act(request),
            )
    return len(chosen)


def _show(request: Request, region: Region, tier: Tier, **forms: Any) -> HttpResponse:
    unit = region.unit
    counts = directory.current_areas()
    form = ListFilterForm(request.GET, areas=counts, tier=tier)
    rows = _chosen(unit, tier, form)
    sizes = {each: lists.size(unit, each.value) for each in TIERS}
    pages = Paginator(rows, PER_PAGE)
    if not any(form.chosen(name) for name in ("mode", "area", "q")):
        pages.count = sizes[tier]  # the whole list: counted once
    shown = pages.get_page(request.GET.get("page"))
    today = localdate(request.at)
    context = {
        "county": region,
        "units": own_units(request.actor),
        "tier": tier.value,
        "tiers": [(t.value, words, sizes[t]) for t, words in TIERS.items()],
        "form": form,
        "page": shown,
        "rows": _lines(unit, tier, list(shown)),
        "may_edit": policies.may_edit_list(request.actor, unit),
        "entries_form": EntriesForm(tier=tier),
        "ticked": {str(pk) for pk in request.POST.getlist("items")},
        "broken": lists.broken_count(unit),
        "tasks": lists.link_tasks(unit).count(),
        "gaps": directory.gap_count(unit),
        "adoptions": [(t, t.due_on < today) for t in directory.open_tasks(unit)],
        "clear_url": f"{request.path}?tier={tier.value}",
    }
    wrong = any(each.errors for each in forms.values())
    return page(
        request, "console/catalogue/list.html", context | forms, status=422 if wrong else 200
    )


def _chosen(unit: int, tier: Tier, form: ListFilterForm) -> QuerySet[ServiceItem]:
    """The items that this county's list has, or those it lacks."""
    rows = ServiceItem.objects.defer("search_text", "pinyin").order_by("area", "name", "id")
    listed = Offering.objects.filter(unit=unit, tier=tier.value, valid_to__isnull=True)
    mode, area, words = form.chosen("mode"), form.chosen("area"), form.chosen("q")
    if mode == "none":
        rows = rows.filter(status="active", current__isnull=False)
        rows = rows.exclude(pk__in=listed.values("item_id"))
    else:
        rows = rows.filter(
            pk__in=(listed.filter(entry_mode=mode) if mode else listed).values("item_id")
        )
    if area:
        rows = rows.filter(area=area)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__icontains=words))
    return rows


@dataclass(frozen=True)
class Line:
    """一行: an item with the city's recommendation and what this county's list says of it."""

    item: ServiceItem
    recommended: str
    entry: Offering | None
    omission: Omission | None
    fault: str

    @property
    def delegation(self) -> str:
        kind = self.entry.delegation if self.entry else ""
        return DELEGATION_WORDS[kind] if kind else ""


def _lines(unit: int, tier: Tier, shown: list[ServiceItem]) -> list[Line]:
    ids = [item.pk for item in shown]
    own = {
        row.item_id: row
        for row in Offering.objects.filter(
            unit=unit, tier=tier.value, valid_to__isnull=True, item_id__in=ids
        )
    }
    left_out = {
        row.item_id: row
        for row in Omission.objects.filter(
            unit=unit, tier=tier.value, ended_at__isnull=True, item_id__in=ids
        )
    }
    city = dict(
        DirectoryEntry.objects.filter(until__isnull=True, item_id__in=ids).values_list(
            "item_id", f"{tier.value}_mode"
        )
    )
    broken = lists.broken_links(unit, items=ids) if tier is Tier.VILLAGE else []
    faults = {link.entry.item_id: link.why for link in broken}
    return [
        Line(
            item,
            city.get(item.pk, ""),
            own.get(item.pk),
            left_out.get(item.pk),
            faults.get(item.pk, ""),
        )
        for item in shown
    ]


def _tier(asked: str | None) -> Tier:
    return Tier.VILLAGE if asked == Tier.VILLAGE.value else Tier.TOWNSHIP
