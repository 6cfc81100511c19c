"""整片排班: draft every post's weeks below a region, see what is wrong, publish together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from bianmin.regions.models import Region
from bianmin.rules.errors import Conflict
from bianmin.web.console.forms.workforce.posts import SEASONS, DraftAllForm, PublishForm
from bianmin.web.console.page import page
from bianmin.web.console.views.workforce import reach
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce import policies
from bianmin.workforce.commands.rotas import draft_rotas, publish_rotas
from bianmin.workforce.models import Rota
from bianmin.workforce.queries import rotas as queries
from bianmin.workforce.queries.faults import wrong

PER_PAGE = 50


@staff(*policies.SEES_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def rotas(request: Request, region: int) -> HttpResponse:
    here = reach.region_of(request, region)
    form = DraftAllForm(request.POST or None)
    if request.method == "POST":
        drafted = attempt(
            form, lambda: draft_rotas(here, **form.cleaned_data, **act(request)), also=(Conflict,)
        )
        if drafted is not None:
            messages.success(request, f"排了 {len(drafted)} 个岗位")
            return redirect("console:rotas", here.pk)
    return _show(request, here, form)


@staff(*policies.RUNS_SITES)
@require_POST
def publication(request: Request, region: int) -> HttpResponse:
    here = reach.region_of(request, region)
    form = PublishForm(request.POST)
    drafts = _drafts(here)
    if form.is_valid() and form.cleaned_data["which"] == "good":
        faults = wrong(drafts, at=request.at)
        drafts = [rota for rota in drafts if rota.pk not in faults]
    if not drafts:
        raise Conflict("没有可以公布的值班表")
    count = publish_rotas(drafts, **act(request))
    messages.success(request, f"公布了 {count} 张值班表")
    return redirect("console:rotas", here.pk)


def _drafts(region: Region) -> list[Rota]:
    return list(queries.drafts(queries.below(region)))


def _show(request: Request, region: Region, form: DraftAllForm) -> HttpResponse:
    drafts = _drafts(region)
    faults = wrong(drafts, at=request.at)
    drafts.sort(key=lambda rota: rota.pk not in faults)
    shown = Paginator(drafts, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "region": region,
        "crumbs": reach.crumbs(region, request.actor),
        "page": shown,
        "rows": [(one, dict(SEASONS)[one.season], faults.get(one.pk, ())) for one in shown],
        "total": len(drafts),
        "faulty": len(faults),
        "good": len(drafts) - len(faults),
        "form": form,
        "may_run": policies.may_run(request.actor, region),
    }
    status = 422 if form.errors else 200
    return page(request, "console/workforce/rotas.html", context, status=status)
