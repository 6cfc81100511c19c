"""代办收件: a batch of an agent's papers, counted from one code; what is here goes back by list."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bianmin.assistance import custody, custody_policies
from bianmin.assistance.commands import custody as commands
from bianmin.assistance.policies import AT_CENTER
from bianmin.rules.custody import FOUND_LABELS, Found
from bianmin.rules.masking import Audience
from bianmin.web.desk.page import page
from bianmin.web.desk.views.disputes import center_of_actor
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.paper_forms import ChosenForm, SettleForm
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

MOST_SHEETS = 50


@staff(*AT_CENTER)
@require_GET
def sheets(request: Request) -> HttpResponse:
    return _show_list(request)


@staff(*AT_CENTER)
@require_POST
def giving(request: Request) -> HttpResponse:
    form = ChosenForm(request.POST, papers=custody.held_by(request.actor))
    made = attempt(
        form,
        lambda: commands.give_back(
            form.cleaned_data["papers"], center_of_actor(request.actor), **act(request)
        ),
    )
    if made is None:
        return _show_list(request, form=form)
    messages.success(request, "移交单开好了，代办员在手机上点收")
    return redirect("desk:sheets")


@staff(*AT_CENTER)
@require_GET
def sheet(request: Request, sheet: str) -> HttpResponse:
    return _show(request, custody.sheet_for(request.actor, sheet))


@staff(*AT_CENTER)
@require_POST
def settlement(request: Request, sheet: str) -> HttpResponse:
    found = custody.sheet_for(request.actor, sheet)
    form = SettleForm(request.POST, sheet=found)
    done = attempt(
        form,
        lambda: commands.settle_sheet(
            found, form.found(), form.cleaned_data["words"], **act(request)
        ),
    )
    if done is None:
        return _show(request, found, form=form)
    messages.success(request, "点收好了，对不上的已告诉代办员")
    return redirect("desk:sheet", sheet)


@staff(*AT_CENTER)
@require_POST
def withdrawal(request: Request, sheet: str) -> HttpResponse:
    commands.withdraw_sheet(custody.sheet_for(request.actor, sheet), **act(request))
    messages.success(request, "撤了，材料还在您手里")
    return redirect("desk:sheets")


def _show_list(request: Request, *, form: ChosenForm | None = None) -> HttpResponse:
    mine = custody.held_by(request.actor)
    listed = custody.on_lists(mine)
    seen = custody.sheets_for(request.actor)
    context = {
        "open": seen.filter(settled_at__isnull=True)[:MOST_SHEETS],
        "over": seen.filter(settled_at__isnull=False)[:MOST_SHEETS],
        "mine": mine,
        "form": form or ChosenForm(papers=[one for one in mine if one.pk not in listed]),
    }
    return page(request, "desk/sheets.html", context, status=422 if form else 200)


def _show(
    request: Request, found: custody.Sheet, *, form: forms.Form | None = None
) -> HttpResponse:
    may_settle = bool(custody_policies.may_settle(request.actor, found))
    context = {
        "sheet": found.row,
        "lines": [(line, FOUND_LABELS[Found(line.found)]) for line in found.lines],
        "is_open": found.is_open,
        "form": form or (SettleForm(sheet=found) if may_settle else None),
        "may_withdraw": bool(custody_policies.may_withdraw(request.actor, found)),
        "audience": Audience.WINDOW.value,
    }
    return page(request, "desk/sheet.html", context, status=422 if form else 200)
