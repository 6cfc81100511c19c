"""手里的材料: taken from residents, handed to the centre by list, counted when they come back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bianmin.assistance import custody, custody_policies, queries
from bianmin.assistance.commands import custody as commands
from bianmin.papers.codes import qr
from bianmin.rules.custody import FOUND_LABELS, Found
from bianmin.rules.roles import RoleKind
from bianmin.web.field.forms.orders import SignForm
from bianmin.web.field.forms.papers import TakeForm
from bianmin.web.field.page import page
from bianmin.web.field.posts import posts_of
from bianmin.web.field.views.orders import finish
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.paper_forms import ChosenForm, SettleForm
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

MOST_SHEETS = 20


@staff(RoleKind.AGENT)
@require_GET
def papers(request: Request) -> HttpResponse:
    return _show(request)


@staff(RoleKind.AGENT)
@require_POST
def taking(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    form = TakeForm(request.POST, file=file, auto_id="papers-%s")

    def run() -> None:
        commands.take_papers(file, form.taken(), **act(request))

    return finish(request, file, "papers", form, run, "记下了，谁拿着、哪天还都看得到")


@staff(RoleKind.AGENT)
@require_POST
def returning(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    form = SignForm(request.POST, request.FILES, auto_id="papers-return-%s")
    mine = [one.pk for one in file.papers if one.holder_id == request.actor.user_id]

    def run() -> None:
        commands.return_papers(file, mine, proof=form.proof(), **act(request))

    return finish(request, file, "papers-return", form, run, "还给本人了")


@staff(RoleKind.AGENT)
@require_POST
def sheets(request: Request) -> HttpResponse:
    form = ChosenForm(request.POST, papers=custody.held_by(request.actor))
    center = posts_of(request.actor)[0].center
    made = attempt(
        form, lambda: commands.make_sheet(form.cleaned_data["papers"], center, **act(request))
    )
    if made is None:
        return _show(request, form=form)
    messages.success(request, "移交单开好了，到窗口让他们扫一下")
    return redirect("field:sheet", made.number)


@staff(RoleKind.AGENT)
@require_GET
def sheet(request: Request, sheet: str) -> HttpResponse:
    return _show_sheet(request, custody.sheet_for(request.actor, sheet))


@staff(RoleKind.AGENT)
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
        return _show_sheet(request, found, form=form)
    messages.success(request, "点收好了")
    return redirect("field:sheet", sheet)


@staff(RoleKind.AGENT)
@require_POST
def withdrawal(request: Request, sheet: str) -> HttpResponse:
    commands.withdraw_sheet(custody.sheet_for(request.actor, sheet), **act(request))
    messages.success(request, "撤了，材料还在您手里")
    return redirect("field:papers")


def _show(request: Request, *, form: ChosenForm | None = None) -> HttpResponse:
    mine = custody.held_by(request.actor)
    listed = custody.on_lists(mine)
    seen = custody.sheets_for(request.actor)
    context = {
        "mine": mine,
        "listed": [one for one in mine if one.pk in listed],
        "form": form or ChosenForm(papers=[one for one in mine if one.pk not in listed]),
        "open": seen.filter(settled_at__isnull=True)[:MOST_SHEETS],
        "over": seen.filter(settled_at__isnull=False)[:MOST_SHEETS],
        "today": request.at.date(),
    }
    return page(request, "field/papers.html", context, status=422 if form else 200)


def _show_sheet(
    request: Request, found: custody.Sheet, *, form: SettleForm | None = None
) -> HttpResponse:
    may_settle = bool(custody_policies.may_settle(request.actor, found))
    context = {
        "sheet": found.row,
        "lines": [(line, FOUND_LABELS[Found(line.found)]) for line in found.lines],
        "is_open": found.is_open,
        "code": qr(found.row.number) if found.is_open and not may_settle else "",
        "form": form or (SettleForm(sheet=found) if may_settle else None),
        "may_withdraw": bool(custody_policies.may_withdraw(request.actor, found)),
    }
    return page(request, "field/sheet.html", context, status=422 if form else 200)
