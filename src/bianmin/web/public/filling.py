"""填写: what every page of a draft shows, and where it leads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bianmin.cases.drafted import name_of
from bianmin.cases.models import Draft
from bianmin.rules.errors import NotFound
from bianmin.web.public.renewing import changes_for
from bianmin.web.public.standing_in import asks_whom
from bianmin.web.public.steps import Place, Step, next_step, place_of, steps_of
from bianmin.wire.requests import Request

LATER = "later"
CHANGE = "change"


def is_known(request: Request) -> bool:
    """Say whether we know who is at this browser, by name and number."""
    return request.actor.user_id is not None and bool(request.user.person.id_number)


def steps_here(request: Request, draft: Draft) -> tuple[Step, ...]:
    """Return the steps of a draft for whoever is at this browser."""
    return steps_of(draft, is_known=is_known(request), whom=asks_whom(request, draft))


def position(request: Request, draft: Draft, page: str, number: int = 0) -> Place:
    """Return where this page stands among the draft's steps; NotFound beyond them."""
    found = place_of(steps_here(request, draft), page, number)
    if found is None:
        raise NotFound("没有这一页，请从上一页继续")
    return found


def then_later(request: Request) -> bool:
    """保存，下次再填: the page is left as it is."""
    return request.method == "POST" and request.POST.get("then") == LATER


def onward(request: Request, draft: Draft, place: Place) -> HttpResponse:
    """Go to the next page; from a correction back to the check; or leave for today."""
    if then_later(request):
        return redirect("public:saved", draft.unit, draft.pk)
    if CHANGE in request.GET:
        return redirect(next_step(steps_here(request, draft)).url)
    here = place.step  # what was just said may have brought in pages, or taken some out
    return redirect(position(request, draft, here.page, here.number).onward)


def ask(
    request: Request, draft: Draft, place: Place, form: forms.Form, **more: Any
) -> HttpResponse:
    """Show a page of the draft."""
    context = {
        "draft": draft,
        "form": form,
        "heading": place.step.title,
        "label": name_of(draft),
        "step": place.at + 1,
        "step_total": len(place.steps),
        "back_url": _back(request, draft, place),
        "submit_label": "保存修改" if CHANGE in request.GET else "下一步",
        "changes": changes_for(draft),
        "tab": "apply",
    }
    template = f"public/{place.step.page}.html"
    return render(request, template, context | more, status=422 if form.is_bound else 200)


def _back(request: Request, draft: Draft, place: Place) -> str:
    if CHANGE in request.GET:
        return place.steps[-1].url
    return place.back or start_of(draft)


def start_of(draft: Draft) -> str:
    """开始页: where such an application begins."""
    if draft.bundle is not None:
        return reverse("public:bundle_application", args=[draft.bundle.bundle.code])
    return reverse("public:apply", args=[draft.version.item.code])
