"""请代办员: asked for by whoever signs in; followed, stopped and confirmed on one's own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bianmin.assistance import policies, queries
from bianmin.assistance.commands import asking, closing
from bianmin.catalogue.queries import version_of
from bianmin.rules.errors import TooMany
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.orders import form_lines, lines
from bianmin.web.public.forms.orders import AskForm
from bianmin.web.public.place import place_of
from bianmin.wire import access
from bianmin.wire.prints import form_of_order
from bianmin.wire.requests import Request


@access.citizen
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, code: str) -> HttpResponse:
    version, place, person = version_of(code), place_of(request), request.user.person
    if version is None:
        raise Http404
    if place is None:
        return redirect(f"{reverse('public:place')}?{urlencode({'next': request.path})}")
    posted = request.POST if request.method == "POST" else None
    form = AskForm(posted, person=person)
    made = attempt(
        form,
        lambda: asking.ask_online(person, form.asked(version, place.region), **act(request)),
        also=(TooMany,),
    )
    if made is not None:
        messages.success(request, "记下了，代办员会来找您，不收费")
        return redirect("public:order", made.pk)
    host = queries.host_of(place.region, at=request.at)
    context = {
        "version": version,
        "place": place,
        "host": host,
        "form": form,
        "heading": f"请代办员办{version.item.plain_name}",
        "submit_label": "请代办员",
        "back_url": reverse("public:item", args=[code]),
        "tab": "apply",
    }
    return render(request, "public/order_ask.html", context, status=422 if posted else 200)


@access.citizen
@require_safe
def order(request: Request, order: int) -> HttpResponse:
    person = request.user.person
    file = queries.own_file(person, order)
    (line,) = lines([file.order], request.at)
    context = {
        "line": line,
        "order": file.order,
        "site": file.order.site,
        "cases": [(case, case.tracking.clear()) for case in file.cases],
        "papers": file.papers if file.order.principal_id == person.pk else (),
        "forms": form_lines(file) if file.order.principal_id == person.pk else [],
        "may_stop": bool(policies.may_stop(person, file.order)),
        "may_confirm": bool(policies.may_confirm(person, file.order)),
        "is_stopped": file.is_stopped(request.at),
        "tab": "mine",
    }
    return render(request, "public/order.html", context)


@access.citizen
@require_POST
def stopping(request: Request, order: int) -> HttpResponse:
    person = request.user.person
    closing.stop_own(queries.own_file(person, order), person, **act(request))
    messages.success(request, "停了，从现在起代办员不能再替您办")
    return redirect("public:order", order)


@access.citizen
@require_POST
def confirmation(request: Request, order: int) -> HttpResponse:
    person = request.user.person
    closing.confirm_order(queries.own_file(person, order), person, **act(request))
    messages.success(request, "谢谢，记下了")
    return redirect("public:order", order)


@access.citizen
@require_safe
def own_form(request: Request, order: int, form: int) -> HttpResponse:
    file = queries.own_file(request.user.person, order)
    if file.order.principal_id != request.actor.person_id:
        raise Http404
    return form_of_order(request, file, file.form(form))
