"""叫号: the panel of the window, and one address for every verb of a ticket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bianmin.counter.commands import calling, ending
from bianmin.counter.commands.tickets import put_ahead, take_ticket
from bianmin.counter.models import QueueTicket
from bianmin.counter.queries import line
from bianmin.rules.errors import Conflict
from bianmin.web.desk import queue as desk
from bianmin.web.desk.forms.queue import (
    EndForm,
    PlainForm,
    PriorityForm,
    SettleForm,
    TransferForm,
    WindowForm,
)
from bianmin.web.desk.page import page
from bianmin.web.desk.roles import AT_WINDOW, QUEUE
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.queueing import TakeForm
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

NOBODY = "现在没有人等候"


@staff(*QUEUE)
@require_GET
def queue(request: Request) -> HttpResponse:
    return _page(request)


@staff(*AT_WINDOW)
@require_GET
def panel(request: Request) -> HttpResponse:
    """叫号面板: by itself, for the desk to show beside its work."""
    return _panel(request)


@staff(*AT_WINDOW)
@require_POST
def call(request: Request) -> HttpResponse:
    """叫下一位: after the one at the window has ended, with what came of it."""
    window = desk.window_of(request)
    current = desk.panel(request).current
    form = EndForm(request.POST) if current else PlainForm(request.POST)

    def end_and_call() -> QueueTicket | None:
        if current is not None and isinstance(form, EndForm):
            calling.end_ticket(current.ticket, **form.given(), **act(request))
        return calling.call_next(window, **act(request))

    return _after(request, form, end_and_call, lambda called: "" if called else NOBODY)


@staff(*AT_WINDOW)
@require_POST
def window(request: Request) -> HttpResponse:
    form = WindowForm(request.POST, windows=line.windows_of(desk.site_of(request.actor)))
    if form.is_valid():
        request.session[desk.WINDOW] = form.cleaned_data["window"].pk
    return _answer(request, form)


@staff(*AT_WINDOW)
@require_POST
def tickets(request: Request) -> HttpResponse:
    """窗口代取: for who cannot use the kiosk; priority is by the card in hand."""
    site, form = desk.site_of(request.actor), TakeForm(request.POST, prefix="take")
    return _after(
        request,
        form,
        lambda: take_ticket(site, **form.cleaned_data, channel="desk", **act(request)),
        lambda taken: f"已取 {taken[0].number} 号",
    )


@staff(*AT_WINDOW)
@require_POST
def recall(request: Request, ticket: int) -> HttpResponse:
    return _plain(request, ticket, calling.recall)


@staff(*AT_WINDOW)
@require_POST
def service(request: Request, ticket: int) -> HttpResponse:
    return _plain(request, ticket, calling.begin_service)


@staff(*AT_WINDOW)
@require_POST
def missed(request: Request, ticket: int) -> HttpResponse:
    return _plain(request, ticket, calling.note_missed)


@staff(*AT_WINDOW)
@require_POST
def return_(request: Request, ticket: int) -> HttpResponse:
    return _plain(request, ticket, calling.return_to_line)


@staff(*AT_WINDOW)
@require_POST
def transfer(request: Request, ticket: int) -> HttpResponse:
    found = desk.ticket_of(request, ticket)
    form = TransferForm(request.POST, others=list(line.windows_of(found.site)))
    return _after(
        request,
        form,
        lambda: calling.transfer(found, form.chosen(), **act(request)),
        lambda moved: f"{moved.number} 已转走",
    )


@staff(*AT_WINDOW)
@require_POST
def end(request: Request, ticket: int) -> HttpResponse:
    found, form = desk.ticket_of(request, ticket), EndForm(request.POST)
    return _after(request, form, lambda: calling.end_ticket(found, **form.given(), **act(request)))


@staff(*AT_WINDOW)
@require_POST
def priority(request: Request, ticket: int) -> HttpResponse:
    found = desk.ticket_of(request, ticket)
    form = PriorityForm(request.POST, prefix=f"p{ticket}")
    return _after(
        request,
        form,
        lambda: put_ahead(found, **form.cleaned_data, **act(request)),
        lambda ahead: f"{ahead.number} 已优先",
    )


@staff(*QUEUE)
@require_POST
def settlement(request: Request, ticket: int) -> HttpResponse:
    found = desk.ticket_of(request, ticket)
    form = SettleForm(request.POST, prefix=f"s{ticket}")
    settled = attempt(
        form,
        lambda: [ending.settle_ticket(found, **form.cleaned_data, **act(request))],
        also=(Conflict,),
    )
    if settled is None:
        return _page(request, tried=form, status=422)
    messages.success(request, f"{found.number} 已核实")
    return redirect("desk:queue")


def _plain(request: Request, ticket: int, verb: Callable[..., QueueTicket]) -> HttpResponse:
    found, form = desk.ticket_of(request, ticket), PlainForm(request.POST)
    return _after(request, form, lambda: verb(found, **act(request)))


def _after(
    request: Request,
    form: forms.Form,
    verb: Callable[[], Any],
    say: Callable[[Any], str] = lambda done: "",
) -> HttpResponse:
    """Run the verb; a refusal stands above the panel, and what was typed stays in it."""
    done = attempt(form, lambda: [verb()], also=(Conflict,))
    said = say(done[0]) if done else ""
    if said and not request.htmx:
        messages.success(request, said)
    return _answer(request, form, said)


def _answer(request: Request, form: forms.Form, said: str = "") -> HttpResponse:
    status = 422 if form.errors else 200
    if request.htmx:
        return _panel(request, tried=form, said=said, status=status)
    if form.errors:
        return _page(request, tried=form, status=status)
    return redirect("desk:queue")


def _panel(
    request: Request, *, tried: forms.Form | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    context = _of_panel(request, tried) | {"said": said, "alone": True}
    return render(request, "desk/queue_panel.html", context, status=status)


def _page(request: Request, *, tried: forms.Form | None = None, status: int = 200) -> HttpResponse:
    context = _of_panel(request, tried)
    shown = context["panel"]
    sites = line.sites_of(request.actor)
    context |= {
        "lines": [(one, _form(tried, PriorityForm, f"p{one.ticket.pk}")) for one in shown.waiting],
        "unended": [
            (one, _form(tried, SettleForm, f"s{one.pk}"))
            for one in line.without_outcome(sites)[: desk.SHOWN * 4]
        ],
        "take_form": tried if isinstance(tried, TakeForm) else TakeForm(prefix="take"),
        "may_settle": not shown.window,
    }
    return page(request, "desk/queue.html", context, status=status)


def _of_panel(request: Request, tried: forms.Form | None) -> dict[str, Any]:
    shown = desk.panel(request)
    number = shown.case_number
    first = {"outcome": "case" if number else "", "case_number": number}
    return {
        "panel": shown,
        "tried": tried,
        "end_form": tried if isinstance(tried, EndForm) else EndForm(initial=first),
        "transfer_form": TransferForm(others=shown.others),
        "window_form": WindowForm(
            windows=line.windows_of(shown.site), initial={"window": shown.window}
        ),
    }


def _form(
    tried: forms.Form | None, kind: type[PriorityForm] | type[SettleForm], prefix: str
) -> forms.Form:
    if isinstance(tried, kind) and tried.prefix == prefix:
        return tried
    return kind(prefix=prefix)
