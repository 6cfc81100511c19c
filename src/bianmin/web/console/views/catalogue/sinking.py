"""下沉建议: what should go down to the villages, with its sum; answered with a reason."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.catalogue import policies
from bianmin.catalogue.commands import sinking as commands
from bianmin.catalogue.models import ServiceItem, SinkingAnswer
from bianmin.reports.sinking import Proposal, proposal_for, proposals
from bianmin.rules.lists import MODES
from bianmin.rules.sinking import ENOUGH, ENOUGH_SIMPLE, ENOUGH_WANTED
from bianmin.web.console.forms.catalogue.lists import SinkingForm
from bianmin.web.console.page import page
from bianmin.web.console.views.catalogue.reach import unit_or_refuse
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PER_PAGE = 20
SHOWS = (("new", "建议下沉"), ("done", "已答复"), ("not", "不建议"))


@staff(*policies.WATCHING)
@require_GET
def advice(request: Request, unit: int) -> HttpResponse:
    return _show(request, unit)


@staff(*policies.COUNTY)
@require_POST
def acceptance(request: Request, unit: int, pk: int) -> HttpResponse:
    return _answer(request, unit, pk, commands.accept_sinking, "村目录已改为{}")


@staff(*policies.COUNTY)
@require_POST
def refusal(request: Request, unit: int, pk: int) -> HttpResponse:
    return _answer(request, unit, pk, commands.decline_sinking, "已记下理由，一年内不再建议")


def _answer(
    request: Request, unit: int, pk: int, command: Callable[..., SinkingAnswer], said: str
) -> HttpResponse:
    unit_or_refuse(request.actor, unit)
    item = get_object_or_404(ServiceItem, pk=pk, status="active")
    now = proposal_for(unit, item, localdate(request.at))
    form = SinkingForm(request.POST, prefix=f"s{pk}")
    done = attempt(
        form, lambda: command(item, now.advice, unit=unit, **form.cleaned_data, **act(request))
    )
    if done is None:
        return _show(request, unit, wrong=(pk, form))
    mode = MODES[now.advice.mode] if now.advice.mode else ""
    messages.success(request, f"{item.plain_name}：{said.format(mode)}")
    return redirect("console:sinking", unit)


def _show(
    request: Request, unit: int, wrong: tuple[int, SinkingForm] | None = None
) -> HttpResponse:
    region = unit_or_refuse(request.actor, unit)
    groups = _groups(proposals(unit, localdate(request.at)))
    show = request.GET.get("show", "new")
    chosen = groups.get(show, groups["new"])
    shown = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "county": region,
        "show": show if show in groups else "new",
        "shows": [(key, words, len(groups[key])) for key, words in SHOWS],
        "page": shown,
        "rows": [(p, _mode_words(p), _form(p, wrong)) for p in shown],
        "may_edit": policies.may_edit_list(request.actor, unit),
        "enough": ENOUGH,
        "enough_simple": ENOUGH_SIMPLE,
        "enough_wanted": ENOUGH_WANTED,
        "wrong_form": wrong[1] if wrong else None,
    }
    return page(request, "console/catalogue/sinking.html", context, status=422 if wrong else 200)


def _groups(found: list[Proposal]) -> dict[str, list[Proposal]]:
    groups: dict[str, list[Proposal]] = {"new": [], "done": [], "not": []}
    for proposal in found:
        if proposal.advice.mode and not proposal.is_put_off:
            groups["new"].append(proposal)
        elif proposal.answer is not None:
            groups["done"].append(proposal)
        else:
            groups["not"].append(proposal)
    return groups


def _mode_words(proposal: Proposal) -> str:
    return MODES[proposal.advice.mode] if proposal.advice.mode else ""


def _form(proposal: Proposal, wrong: tuple[int, SinkingForm] | None) -> SinkingForm:
    pk = proposal.item.pk
    if wrong and wrong[0] == pk:
        return wrong[1]
    return SinkingForm(prefix=f"s{pk}", initial={"points": proposal.advice.points})
