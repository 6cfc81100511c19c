"""委托: recorded at a window with both cards and the signed paper; looked up and ended there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bianmin.accounts import mandates as queries
from bianmin.accounts.commands import end_mandate, keep_paper, record_mandate, register_side
from bianmin.accounts.models import Mandate
from bianmin.audit.commands import record
from bianmin.rules.errors import NotFound
from bianmin.rules.mandates import RELATIONS, WAYS, End, Relation, Side, Way
from bianmin.web.desk.forms.mandates import EndForm, FindForm, RecordForm
from bianmin.web.desk.page import page
from bianmin.web.desk.posts import post_of
from bianmin.web.desk.roles import AT_WINDOW
from bianmin.web.desk.views.shown import act
from bianmin.web.frame import mandate_words
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request


@staff(*AT_WINDOW)
@require_GET
def mandates(request: Request) -> HttpResponse:
    return _show(request)


@staff(*AT_WINDOW)
@require_POST
def records(request: Request) -> HttpResponse:
    """登记: both sides, what was signed, and the paper."""
    form = RecordForm(request.POST, request.FILES)
    made = attempt(form, lambda: _record(request, form))
    if made is None:
        return _show(request, form=form)
    messages.success(request, f"登记好了，从现在起{mandate_words.granted(made, request.at)}")
    return redirect("desk:mandates")


@staff(*AT_WINDOW)
@require_POST
def look_up(request: Request) -> HttpResponse:
    """查: the mandates of whoever stands here with their card; the look-up leaves a trace."""
    find = FindForm(request.POST, prefix="find")
    if not find.is_valid():
        return _show(request, find=find)
    found = _found(request, find)
    for one in found:
        unit = one.site.unit if one.site else 0
        record(f"mandate:{one.pk}", "look_up", unit=unit, by=request.actor, at=request.at)
    return _show(request, find=find, found=[_line(one) for one in found])


@staff(*AT_WINDOW)
@require_POST
def ending(request: Request) -> HttpResponse:
    """停止: of whoever stands here with their card, whichever side they are."""
    find = FindForm(request.POST, prefix="find")
    if not find.is_valid():
        return _show(request, find=find)
    found = {str(one.pk): one for one in _found(request, find)}
    mandate = found.get(request.POST.get("mandate", ""))
    if mandate is None:
        raise NotFound("这个人没有这份委托，或者它已经停了，请重新查")
    form = EndForm(request.POST, prefix=f"m{mandate.pk}")
    if attempt(form, lambda: _end(request, mandate, form)) is None:
        return _show(request, find=find, found=[_line(mandate, form)])
    messages.success(request, mandate_words.ENDED)
    return redirect("desk:mandates")


def _record(request: Request, form: RecordForm) -> Mandate:
    given = act(request)
    principal = register_side("principal", **form.side("principal"), **given)
    holder = register_side("holder", **form.side("holder"), **given)
    site, document = post_of(request.actor).site, form.cleaned_data["document"]
    wanted = form.wanted("", "")
    made = record_mandate(site, principal, holder, wanted, document=document, **given)
    for photo in form.cleaned_data["paper"]:
        keep_paper(made, photo, **given)
    return made


def _end(request: Request, mandate: Mandate, form: EndForm) -> Mandate:
    end, reason = End(form.cleaned_data["end"]), form.cleaned_data["reason"]
    return end_mandate(mandate, side=Side.WINDOW, end=end, reason=reason, **act(request))


def _found(request: Request, find: FindForm) -> list[Mandate]:
    return list(queries.live_of(find.cleaned_data["id_number"], at=request.at))


def _line(mandate: Mandate, form: EndForm | None = None) -> dict[str, Any]:
    return {
        "mandate": mandate,
        "relation": RELATIONS[Relation(mandate.relation)],
        "way": WAYS[Way(mandate.way)],
        "form": form or EndForm(prefix=f"m{mandate.pk}"),
    }


def _show(
    request: Request,
    *,
    form: RecordForm | None = None,
    find: FindForm | None = None,
    found: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    context = {
        "form": form or RecordForm(),
        "find": find or FindForm(prefix="find"),
        "found": found,
        "tried": form is not None,
    }
    tried: list[forms.Form] = [one for one in (form, find) if one is not None]
    tried += [line["form"] for line in found or ()]
    wrong = any(one.is_bound and one.errors for one in tried)
    return page(request, "desk/mandates.html", context, status=422 if wrong else 200)
