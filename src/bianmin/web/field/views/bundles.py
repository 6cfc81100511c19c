"""代办一链: several items for one resident, and the page of the whole."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from bianmin.accounts.actor import Actor
from bianmin.cases.bundles import Chain, bundle_at_work
from bianmin.cases.commands.drafts import begin_carried_bundle
from bianmin.cases.policies import may_carry
from bianmin.catalogue import bundles as catalogue
from bianmin.catalogue.bundles import Part, plain_name, together
from bianmin.catalogue.models import BundleVersion
from bianmin.rules.chains import FEWEST, WHOLE_LABELS, Whole
from bianmin.rules.errors import Conflict, NotFound
from bianmin.rules.roles import RoleKind
from bianmin.web.field.page import page
from bianmin.web.field.posts import posts_of
from bianmin.web.frame.acting import act
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.chain_line import line_of
from bianmin.web.frame.items_form import ItemsForm
from bianmin.web.frame.lamp import lamp
from bianmin.wire.access import staff
from bianmin.wire.requests import Request

PAUSED = "暂停办理"


@staff(RoleKind.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def new_bundle(request: Request, code: str) -> HttpResponse:
    """选要代办的: which items of the bundle, each that this agent may carry."""
    posts = posts_of(request.actor)
    version = catalogue.version_of(code)
    if version is None:
        raise Http404
    if version.bundle.is_withdrawn:
        raise Conflict("这个一链办理已经停用，请逐件代办")
    offered, elsewhere = _offered(request.actor, version)
    form = ItemsForm(request.POST if request.method == "POST" else None, parts=offered)
    unit = posts[0].center.unit
    draft = attempt(
        form, lambda: begin_carried_bundle(version, form.chosen(), unit=unit, **act(request))
    )
    if draft is not None:
        return redirect("field:person", draft.pk)
    context = {
        "bundle": version.bundle,
        "name": plain_name(version),
        "form": form,
        "rows": form.rows(),
        "elsewhere": elsewhere,
        "can_begin": len(offered) >= FEWEST,
    }
    return page(request, "field/new_bundle.html", context, status=422 if form.errors else 200)


@staff(RoleKind.AGENT)
@require_GET
def bundle(request: Request, number: str) -> HttpResponse:
    """一链办件: the cases of it that this agent carries, on one line."""
    chain = _carried(request.actor, number)
    today = localdate(request.at)
    context = {
        "bundle": chain.bundle,
        "name": plain_name(chain.bundle.version),
        "words": WHOLE_LABELS[Whole(chain.bundle.state)],
        "line": line_of(chain.links),
        "rows": [(link, lamp(link.case, today)) for link in chain.links],
    }
    return page(request, "field/bundle.html", context)


def _offered(actor: Actor, version: BundleVersion) -> tuple[list[Part], list[tuple[Part, str]]]:
    """What this agent may carry of it, and the rest with the reason."""
    offered, elsewhere = [], []
    for part in together(version.content).parts:
        may = may_carry(actor, part.version)
        if part.is_open and may:
            offered.append(part)
        else:
            elsewhere.append((part, may.reason if part.is_open else PAUSED))
    return offered, elsewhere


def _carried(actor: Actor, number: str) -> Chain:
    chain = bundle_at_work(actor, number)
    links = [link for link in chain.links if link.case.agent_id == actor.person_id] if chain else []
    if chain is None or not links:
        raise NotFound("没有这个一链办理，或者不是您代办的")
    return replace(chain, links=tuple(links))
