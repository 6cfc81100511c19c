"""代办单: taken in the village, signed at the kitchen table, carried, handed over, put away."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bianmin.assistance import queries
from bianmin.assistance.commands import asking, closing, entrusting, working
from bianmin.assistance.commands.writing import reveal_phone
from bianmin.assistance.file import OrderFile
from bianmin.catalogue.finding import found
from bianmin.catalogue.queries import active, version_of
from bianmin.rules.assistance import AidKind, EndCause
from bianmin.rules.errors import Invalid
from bianmin.rules.roles import RoleKind
from bianmin.web.field import orders as shown
from bianmin.web.field.forms.orders import (
    AskForm,
    BareForm,
    CaseForm,
    EndForm,
    ReasonForm,
    SignForm,
)
from bianmin.web.field.page import page
from bianmin.web.field.posts import posts_of, villages
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.orders import lines
from bianmin.wire.access import staff
from bianmin.wire.prints import form_of_order
from bianmin.wire.requests import Request

SHOWN_ITEMS = 20


@staff(RoleKind.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """接单: which matter, then who wants it."""
    version = version_of(request.GET.get("item", "")[:80])
    if version is None:
        words = request.GET.get("words", "")[:40]
        rows = found(words, most=SHOWN_ITEMS) if words else list(active()[:SHOWN_ITEMS])
        return page(request, "field/order_items.html", {"words": words, "items": rows})
    posts = posts_of(request.actor)
    form = AskForm(request.POST or None, villages=villages(posts))
    made = attempt(
        form,
        lambda: asking.take_at_home(form.asked(version), request.user, **act(request)),
    )
    if made is not None:
        messages.success(request, "记下了，请本人签委托")
        return redirect("field:order", made.pk)
    context = {"version": version, "form": form}
    return page(request, "field/order_new.html", context, status=422 if form.errors else 200)


@staff(RoleKind.AGENT)
@require_GET
def order(request: Request, order: int) -> HttpResponse:
    return _show(request, queries.file_for(request.actor, order))


@staff(RoleKind.AGENT)
@require_POST
def taking(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    asking.assign(file, request.user, **act(request))
    messages.success(request, "这张单子归您办了")
    return redirect("field:order", order)


@staff(RoleKind.AGENT)
@require_POST
def signing(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    form = shown.entrust_form(file, request.POST, request.FILES)

    def run() -> None:
        kind, given = AidKind(form.cleaned_data["kind"]), act(request)
        done = entrusting.entrust_order(file, form.client(), kind=kind, proof=form.proof(), **given)
        if form.cleaned_data["accepts"]:
            entrusting.accept_order(done, **given)

    return finish(request, file, "signing", form, run, "委托签好了")


@staff(RoleKind.AGENT)
@require_POST
def acceptance(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    entrusting.accept_order(file, **act(request))
    messages.success(request, "受理了，受理单可以打印给本人")
    return redirect("field:order", order)


@staff(RoleKind.AGENT)
@require_POST
def start(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    working.start_help(file, **act(request))
    messages.success(request, "记下了，办好了请本人签收")
    return redirect("field:order", order)


@staff(RoleKind.AGENT)
@require_POST
def case(request: Request, order: int) -> HttpResponse:
    file, form = queries.file_for(request.actor, order), CaseForm(request.POST, auto_id="case-%s")

    def run() -> None:
        number = form.cleaned_data["number"]
        rows = queries.cases_of_principal(file.order, number)
        one = rows.select_related("item").first()
        if one is None:
            sentence = "本人没有这个编号的办件，请对照收件凭证"
            raise Invalid(sentence, {"number": sentence})
        working.link_case(file, one, **act(request))

    return finish(request, file, "case", form, run, "办件挂上了")


@staff(RoleKind.AGENT)
@require_POST
def pause(request: Request, order: int) -> HttpResponse:
    file, form = (
        queries.file_for(request.actor, order),
        ReasonForm(request.POST, auto_id="pause-%s"),
    )

    def run() -> None:
        entrusting.pause_order(file, reason=form.cleaned_data["reason"], **act(request))

    return finish(request, file, "pause", form, run, "先停办了，中止单可以打印给本人")


@staff(RoleKind.AGENT)
@require_POST
def resumption(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    signs = file.kind is AidKind.PROXY
    kind = SignForm if signs else BareForm
    form = kind(request.POST, request.FILES, auto_id="resumption-%s")

    def run() -> None:
        proof = {"proof": form.proof()} if isinstance(form, SignForm) else {}
        entrusting.resume_order(file, **proof, **act(request))

    return finish(request, file, "resumption", form, run, "接着办了")


@staff(RoleKind.AGENT)
@require_POST
def delivery(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    form = SignForm(request.POST, request.FILES, auto_id="delivery-%s")

    def run() -> None:
        closing.deliver_order(file, proof=form.proof(), **act(request))

    return finish(request, file, "delivery", form, run, "送到了，办结单可以打印给本人")


@staff(RoleKind.AGENT)
@require_POST
def archive(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    closing.archive_order(file, **act(request))
    messages.success(request, "归档了，站点会回访本人")
    return redirect("field:today")


@staff(RoleKind.AGENT)
@require_POST
def ending(request: Request, order: int) -> HttpResponse:
    file, form = queries.file_for(request.actor, order), EndForm(request.POST, auto_id="ending-%s")

    def run() -> None:
        given = form.cleaned_data
        closing.end_order(
            file, cause=EndCause(given["cause"]), words=given["words"], **act(request)
        )

    return finish(request, file, "ending", form, run, "终止了，已告诉本人")


@staff(RoleKind.AGENT)
@require_POST
def call(request: Request, order: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    phone = reveal_phone(file.order, **act(request))
    return page(request, "field/order_call.html", {"order": file.order, "phone": phone})


@staff(RoleKind.AGENT)
@require_GET
def print_form(request: Request, order: int, form: int) -> HttpResponse:
    file = queries.file_for(request.actor, order)
    return form_of_order(request, file, file.form(form))


@staff(RoleKind.AGENT)
@require_GET
def blank(request: Request, order: int) -> HttpResponse:
    return form_of_order(request, queries.file_for(request.actor, order), None)


def finish(
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
        return _show(request, file, **{noun: form})
    messages.success(request, told)
    return redirect("field:order", file.order.pk)


def _show(request: Request, file: OrderFile, **given: forms.Form) -> HttpResponse:
    (line,) = lines([file.order], request.at)
    context = shown.sheet(request.actor, file, given, request.at, line)
    return page(request, "field/order.html", context, status=422 if given else 200)
