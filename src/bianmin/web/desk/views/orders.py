"""代办单: registered by telephone and at the site, given to agents, looked after, followed up."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from bianmin.assistance import queries
from bianmin.assistance.commands import asking, closing, entrusting
from bianmin.assistance.commands.writing import reveal_phone
from bianmin.assistance.facts import Month, facts_of
from bianmin.assistance.file import OrderFile
from bianmin.assistance.policies import LOOKS
from bianmin.rules.assistance import AT_SITE
from bianmin.rules.masking import Audience
from bianmin.rules.order_facts import counts
from bianmin.web.desk import orders as shown
from bianmin.web.desk.forms.orders import AgentForm, EndForm, HeardForm, ReasonForm, RegisterForm
from bianmin.web.desk.page import page
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.orders import lines
from bianmin.wire.access import staff
from bianmin.wire.prints import form_of_order
from bianmin.wire.requests import Request

PER_PAGE = 30
SHOWS = (("running", "在办的"), ("late", "超期的"), ("follow", "要归档、回访的"), ("all", "登记簿"))


@staff(*LOOKS)
@require_GET
def orders(request: Request) -> HttpResponse:
    return _show_list(request)


@staff(*AT_SITE)
@require_POST
def registration(request: Request) -> HttpResponse:
    form = _register_form(request)
    made = attempt(
        form,
        lambda: asking.register_order(form.asked(), channel=form.channel_told(), **act(request)),
    )
    if made is None:
        return _show_list(request, form=form)
    who = made.agent.display_name if made.agent else "还没有代办员，请派单"
    messages.success(request, f"已登记，{made.number}，{made.site.name}，{who}")
    return redirect("desk:order", made.pk)


@staff(*LOOKS)
@require_GET
def facts(request: Request) -> HttpResponse:
    """补助依据: what agents handed over in a month, and what of it does not count."""
    month = Month.parse(request.GET.get("month", ""), localdate(request.at))
    agents = facts_of(queries.visible_to(request.actor), month)
    pairs = [(one.agent, *pair) for one in agents for pair in one.facts]
    left = [(order, agent, fact, counts(fact)) for agent, order, fact in pairs if not counts(fact)]
    context = {"month": month, "agents": agents, "left": left}
    return page(request, "desk/order_facts.html", context)


@staff(*LOOKS)
@require_GET
def order(request: Request, order: int) -> HttpResponse:
    return _show(request, queries.file_for(request.actor, order))


@staff(*AT_SITE)
@require_POST
def assignment(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    agents = queries.agents_for(file.order, at=request.at)
    form = AgentForm(request.POST, agents=agents, auto_id="assignment-%s")

    def run() -> None:
        asking.assign(file, form.chosen(), **act(request))

    return _done(request, file, "assignment", form, run, "派好了，短信已告诉代办员")


@staff(*AT_SITE)
@require_POST
def pause(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    form = ReasonForm(request.POST, auto_id="pause-%s")

    def run() -> None:
        entrusting.pause_order(file, reason=form.cleaned_data["reason"], **act(request))

    return _done(request, file, "pause", form, run, "中止了，已告诉本人")


@staff(*AT_SITE)
@require_POST
def ending(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    form = EndForm(request.POST, auto_id="ending-%s")

    def run() -> None:
        closing.end_order(file, **form.told(), **act(request))

    return _done(request, file, "ending", form, run, "终止了，已告诉本人")


@staff(*AT_SITE)
@require_POST
def archive(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    closing.archive_order(file, **act(request))
    messages.success(request, "归档了，请回访本人")
    return redirect("desk:order", order)


@staff(*LOOKS)
@require_POST
def follow_up(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    form = HeardForm(request.POST, auto_id="follow-up-%s")

    def run() -> None:
        closing.follow_up(file, **form.told(), **act(request))

    return _done(request, file, "follow-up", form, run, "回访记下了")


@staff(*LOOKS)
@require_POST
def call(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    return _show(request, file, phone=reveal_phone(file.order, **act(request)))


@staff(*LOOKS)
@require_GET
def print_form(request: Request, order: int, form: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    return form_of_order(request, file, file.form(form))


def _done(
    request: Request,
    file: OrderFile,
    noun: str,
    form: forms.Form,
    run: Callable[[], None],
    told: str,
) -> HttpResponse:
    """Run it; a fault shows the page again with everything typed."""
    attempt(form, run)
    if form.errors:
        return _show(request, file, {noun: form})
    messages.success(request, told)
    return redirect("desk:order", file.order.pk)


def _show(
    request: Request, file: OrderFile, given: shown.Given | None = None, *, phone: str | None = None
) -> HttpResponse:
    (line,) = lines([file.order], request.at)
    context = shown.sheet(request.actor, file, given or {}, request.at, line)
    context |= {"given": given, "phone": phone, "audience": Audience.WINDOW.value}
    return page(request, "desk/order.html", context, status=422 if given else 200)


def _register_form(request: Request) -> RegisterForm:
    data = request.POST if request.method == "POST" else None
    return RegisterForm(data, places=shown.places_of(request.actor), auto_id="reg-%s")


def _show_list(request: Request, *, form: RegisterForm | None = None) -> HttpResponse:
    seen, today = queries.visible_to(request.actor), localdate(request.at)
    kept = {
        "running": queries.running(seen),
        "late": queries.late(seen, today),
        "follow": queries.to_follow(seen),
        "all": seen.order_by("-asked_at", "-id"),
    }
    show = request.GET.get("show", "")
    chosen = show if show in kept else "running"
    paged = Paginator(kept[chosen], PER_PAGE).get_page(request.GET.get("page"))
    registers = request.actor.has(*AT_SITE)
    context = {
        "tabs": [(key, label, kept[key].count(), key == chosen) for key, label in SHOWS],
        "lines": lines(paged, request.at),
        "page": paged,
        "form": form or (_register_form(request) if registers else None),
        "is_wrong": form is not None,
        "audience": Audience.WINDOW.value,
    }
    return page(request, "desk/orders.html", context, status=422 if form else 200)
