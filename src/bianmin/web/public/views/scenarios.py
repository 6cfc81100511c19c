from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from bianmin.accounts.models import Person
from bianmin.catalogue import queries
from bianmin.catalogue.commands.checklists import send_checklist
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.scenarios import leaf_in, told_at, tree_in
from bianmin.papers.checklists import checklist_pdf
from bianmin.rules.masking import Audience
from bianmin.rules.scenarios import Leaf, road_to
from bianmin.web.frame.acting import act
from bianmin.web.frame.hours import hours_words
from bianmin.web.public.asking import APPLY, apply_url, asking_of, list_url, questions_url
from bianmin.web.public.guides import guide_of
from bianmin.web.public.nearest import nearby_of
from bianmin.web.public.place import unit_of
from bianmin.web.public.shelf import plain_area
from bianmin.web.public.views.guide import HIGHEST_NUMBER, code_of
from bianmin.wire import access
from bianmin.wire.prints import printed
from bianmin.wire.requests import Request

PUBLISHED = "the questions and lists of a published guide are public"


@access.public(PUBLISHED)
@require_safe
def questions(request: Request, code: str) -> HttpResponse:
    """引导提问: the next question, or the list that the answers lead to."""
    version = queries.version_of(code)
    if version is None:
        raise Http404
    asking = asking_of(version, request.GET)
    if asking is None:
        return redirect("public:item", code)
    if asking.walked.leaf is not None:
        to = apply_url if asking.then == APPLY else list_url
        return redirect(to(version, asking.walked.leaf))
    status = 422 if asking.is_unanswered else 200
    return render(request, "public/question.html", asking.context(), status=status)


@access.public(PUBLISHED)
@require_safe
def checklist(request: Request, code: str, number: int, leaf: str) -> HttpResponse:
    """我的清单: what exactly one scenario asks for; readable for ever with its version."""
    version, found = _leaf(code, number, leaf)
    item = version.item
    ways = queries.ways_of([item], unit_of(request))[item.pk]
    nearby, here = nearby_of(request), list_url(version, found)
    tree = tree_in(version)
    address = request.build_absolute_uri(here)
    in_force = item.current_id == version.pk and item.status == "active"
    context = {
        "tab": "apply",
        "guide": guide_of(version, ways, told_at(version, found.key)),
        "version": version,
        "item": item,
        "leaf": found,
        "steps": road_to(tree, found.key) if tree else (),
        "area_name": plain_area(item.area),
        "ways": ways,
        "nearby": nearby,
        "station_hours": hours_words(nearby.station, request.at) if nearby.station else "",
        "center_hours": hours_words(nearby.center, request.at) if nearby.center else "",
        "is_current": item.current_id == version.pk,
        "in_force": in_force,
        "apply_url": apply_url(version, found) if in_force and ways.online else "",
        "again_url": questions_url(version),
        "print_url": reverse("public:checklist_print", args=[code, number, found.key]),
        "qr": code_of(address),
        "phone": _own_phone(request),
        "sign_in_url": f"{reverse('entrance:sign_in')}?{urlencode({'next': here})}",
    }
    return render(request, "public/checklist.html", context)


@access.public(PUBLISHED)
@require_safe
def checklist_print(request: Request, code: str, number: int, leaf: str) -> HttpResponse:
    """打印清单: the same list as one sheet of paper."""
    version, found = _leaf(code, number, leaf)
    title = f"{version.item.plain_name} {found.name} 材料清单"
    return printed(checklist_pdf(version, found), title, is_public=True)


@access.citizen
@require_POST
def checklist_sending(request: Request, code: str, number: int, leaf: str) -> HttpResponse:
    """发到手机: to the phone that signed in with its code, and to no other."""
    version, found = _leaf(code, number, leaf)
    person = Person.objects.filter(pk=request.actor.person_id or 0).first()
    if person is None:
        raise Http404
    send_checklist(version, found, person, **act(request))
    messages.success(request, f"已发到 {person.phone.masked(Audience.WINDOW)}，几分钟内收到")
    return redirect(list_url(version, found))


@access.public("a short address in a message leads to a public list")
@require_safe
def short(request: Request, version: int, leaf: str) -> HttpResponse:
    """短地址: what the message carries."""
    found = ItemVersion.objects.filter(pk=version).select_related("item").first()
    there = leaf_in(found, leaf) if found else None
    if found is None or there is None:
        raise Http404
    return redirect(list_url(found, there))


def _leaf(code: str, number: int, leaf: str) -> tuple[ItemVersion, Leaf]:
    version = queries.kept_version(code, number) if number <= HIGHEST_NUMBER else None
    found = leaf_in(version, leaf) if version else None
    if version is None or found is None:
        raise Http404
    return version, found


def _own_phone(request: Request) -> str:
    """The visitor's own phone, masked; blank while nobody has signed in."""
    person = Person.objects.filter(pk=request.actor.person_id or 0).first()
    return person.phone.masked(Audience.WINDOW) if person and person.phone else ""
