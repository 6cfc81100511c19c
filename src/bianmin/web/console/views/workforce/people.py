"""花名册: everybody of a region, one page each; joining, titles, photo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bianmin.accounts.models import User
from bianmin.files import serving
from bianmin.files.models import StoredFile
from bianmin.files.queries import content_of
from bianmin.regions.models import Region
from bianmin.rules.errors import Conflict, NotFound
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import require
from bianmin.web.console.forms.workforce import people as forms
from bianmin.web.console.page import page
from bianmin.web.console.views.workforce import reach
from bianmin.web.console.views.workforce.dossier import region_of, show
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce import policies
from bianmin.workforce.commands import register
from bianmin.workforce.models import Qualification
from bianmin.workforce.queries import people as queries
from bianmin.workforce.queries import staffing

PER_PAGE = 50


@staff(*policies.SEES_PEOPLE)
@require_GET
def start(request: Request) -> HttpResponse:
    return redirect("console:people", reach.home_region(request.actor))


@staff(*policies.SEES_PEOPLE)
@require_GET
def people(request: Request, region: int) -> HttpResponse:
    here = reach.region_of(request, region)
    form = forms.SearchForm(request.GET or None)
    wish = form.cleaned_data if form.is_valid() else {}
    rows = queries.register(
        here, kind=wish.get("kind", ""), words=wish.get("words", "").strip(), at=request.at
    )
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "region": here,
        "crumbs": reach.crumbs(here, request.actor),
        "form": form,
        "page": shown,
        "lines": queries.lines(list(shown), at=request.at),
        "stability": staffing.stability(here, reach.units_of(here), at=request.at),
        "bands": staffing.service_bands(here, at=request.at),
        "clear_url": request.path,
    }
    return page(request, "console/workforce/people.html", context)


@staff(*policies.SEES_PEOPLE)
@require_GET
def person(request: Request, member: int) -> HttpResponse:
    return show(request, queries.member(member))


@staff(*policies.RUNS_SITES)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, site: int) -> HttpResponse:
    here = reach.site_of(request, site)
    require(policies.may_run(request.actor, here.region))
    form = forms.JoinForm(request.POST or None, site=here)
    context: dict[str, Any] = {
        "site": here,
        "crumbs": reach.crumbs(here.region, request.actor),
        "form": form,
    }
    if request.method == "POST":
        joined = attempt(form, lambda: _join(request, form, here), also=(Conflict,))
        if joined is not None:
            context["joined"], context["password"] = joined
    status = 422 if form.errors else 200
    return page(request, "console/workforce/join.html", context, status=status)


def _join(request: Request, form: forms.JoinForm, here: Any) -> tuple[User, str]:
    given = form.cleaned_data
    return register.join(site=here, **{**given, "kind": RoleKind(given["kind"])}, **act(request))


@staff(*policies.RUNS_SITES)
@require_POST
def record(request: Request, member: int) -> HttpResponse:
    user, region = _member(request, member)
    form = forms.RecordForm(request.POST)
    kept = attempt(
        form, lambda: register.keep_record(user, region, **form.cleaned_data, **act(request))
    )
    if kept is None:
        return show(request, user, record_form=form)
    messages.success(request, "已保存")
    return redirect("console:person", user.pk)


@staff(*policies.RUNS_SITES)
@require_POST
def portrait(request: Request, member: int) -> HttpResponse:
    user, region = _member(request, member)
    form = forms.PortraitForm(request.POST, request.FILES)
    hung = attempt(
        form,
        lambda: register.hang_photo(user, region, form.cleaned_data["photo"], **act(request)),
    )
    if hung is None:
        return show(request, user, portrait_form=form)
    messages.success(request, "照片收到了，检查过就能看")
    return redirect("console:person", user.pk)


@staff(*policies.SEES_PEOPLE)
@require_GET
def photo(request: Request, member: int) -> HttpResponse:
    user, region = _member(request, member)
    kept = getattr(user, "record", None)
    if kept is None or kept.photo is None:
        raise NotFound("还没有照片")
    files = StoredFile.objects.filter(unit=region.unit, owner=f"staff:{user.pk}")
    file = get_object_or_404(files, pk=kept.photo)
    headers = dict(serving.headers(file.media_type, "photo"))
    return HttpResponse(content_of(file), headers=headers)


@staff(*policies.RUNS_SITES)
@require_POST
def qualification(request: Request, member: int) -> HttpResponse:
    user, region = _member(request, member)
    form = forms.QualificationForm(request.POST)
    added = attempt(
        form,
        lambda: register.add_qualification(user, region, **form.cleaned_data, **act(request)),
        also=(Conflict,),
    )
    if added is None:
        return show(request, user, qualification_form=form)
    messages.success(request, "已登记资格")
    return redirect("console:person", user.pk)


@staff(*policies.RUNS_SITES)
@require_POST
def qualification_removal(request: Request, member: int, title: int) -> HttpResponse:
    user, region = _member(request, member)
    found = get_object_or_404(Qualification.objects.select_related("user"), pk=title, user=user)
    register.drop_qualification(found, region, **act(request))
    messages.success(request, "已删去")
    return redirect("console:person", user.pk)


def _member(request: Request, pk: int) -> tuple[User, Region]:
    user = queries.member(pk)
    region = region_of(user, request.at)
    require(policies.may_see_people(request.actor, region))
    return user, region
