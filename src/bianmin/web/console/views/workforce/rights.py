"""授权、离任、调动: what one may take, and the moment in which one may no longer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from bianmin.accounts.models import Grant
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site
from bianmin.web.console.forms.workforce import people as forms
from bianmin.web.console.views.workforce import dossier, reach
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request
from bianmin.workforce import policies
from bianmin.workforce.commands import certificates, granting, leaving
from bianmin.workforce.models import Certificate
from bianmin.workforce.queries import people, watches


@staff(*policies.RUNS_SITES)
@require_POST
def grants(request: Request, member: int, site: int) -> HttpResponse:
    user = people.member(member)
    here = reach.site_of(request, site)
    wanted = ["" if code == "all" else code for code in request.POST.getlist("items")]
    given = granting.authorise(user, here, wanted, **act(request))
    messages.success(request, f"已授权 {len(given)} 项，现在就能受理")
    return redirect("console:person", user.pk)


@staff(*policies.RUNS_SITES)
@require_POST
def grant_end(request: Request, member: int, right: int) -> HttpResponse:
    user = people.member(member)
    rows = Grant.objects.select_related("site__region", "user")
    found = get_object_or_404(rows, pk=right, user=user)
    form = forms.WithdrawForm(request.POST)
    if not form.is_valid():
        return dossier.show(request, user, withdraw_form=form)
    granting.withdraw(found, **form.cleaned_data, **act(request))
    messages.success(request, "已收回，从这一秒起不能受理")
    return redirect("console:person", user.pk)


@staff(*policies.RUNS_TRAINING)
@require_POST
def revocation(request: Request, member: int, paper: int) -> HttpResponse:
    user = people.member(member)
    found = get_object_or_404(
        Certificate.objects.select_related("user"), unit__in=watches.everywhere(), pk=paper,
        user=user,
    )  # fmt: skip
    form = forms.WithdrawForm(request.POST)
    if not form.is_valid():
        return dossier.show(request, user, withdraw_form=form)
    certificates.revoke_certificate(found, **form.cleaned_data, **act(request))
    messages.success(request, "合格证已撤销，靠它的授权同时收回")
    return redirect("console:person", user.pk)


@staff(*policies.RUNS_SITES)
@require_POST
def departure(request: Request, member: int) -> HttpResponse:
    user = people.member(member)
    region = dossier.region_of(user, request.at)
    form = dossier.departure_form(request, user, region, request.POST)
    left = attempt(
        form,
        lambda: leaving.depart(
            user,
            form.successor(),
            why=form.cleaned_data["why"],
            reason=form.cleaned_data["reason"],
            **act(request),
        ),
        also=(Conflict,),
    )
    if left is None:
        return dossier.show(request, user, departure_form=form)
    messages.success(request, "已离任，权限同时收回，在办的件已移交")
    return redirect("console:person", user.pk)


@staff(*policies.RUNS_SITES)
@require_POST
def transfer(request: Request, member: int) -> HttpResponse:
    user = people.member(member)
    region = dossier.region_of(user, request.at)
    form = dossier.transfer_form(request, user, region, request.POST)
    moved = attempt(
        form,
        lambda: leaving.transfer(
            user,
            form.successor(),
            to=_site(request, form.cleaned_data["to"]),
            kind=RoleKind(form.cleaned_data["kind"]),
            reason=form.cleaned_data["reason"],
            **act(request),
        ),
        also=(Conflict,),
    )
    if moved is None:
        return dossier.show(request, user, transfer_form=form)
    messages.success(request, "已调动，新站点的授权要另给")
    return redirect("console:person", user.pk)


def _site(request: Request, name: str) -> Site:
    """Return the open site of this name in the actor's part of the tree."""
    named = Site.objects.filter(name=name.strip(), status="open").select_related("region")
    within = [s for s in named if policies.may_run(request.actor, s.region)]
    if len(within) != 1:
        raise Invalid("没有找到这个站点", {"to": "请写您管的站点的全名"})
    return within[0]
