"""受理台一屏: what stands around the sheet of one item or of a bundle, and the card reader."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.timezone import localdate

from bianmin.accounts.models import Person
from bianmin.cases.earlier import kept_papers
from bianmin.catalogue.bundles import called, holding
from bianmin.web.desk import counter, drafting
from bianmin.web.desk.brought import ways_to_come
from bianmin.web.desk.bundling import BundleSheet
from bianmin.web.desk.finding import known, recent
from bianmin.web.desk.page import page
from bianmin.web.desk.posts import Post
from bianmin.wire.middleware import CONTENT_SECURITY_POLICY
from bianmin.wire.requests import Request

SHOWN_BUNDLES = 3


def around(
    request: Request,
    post: Post,
    tab: drafting.Tab,
    sheet: counter.Sheet | BundleSheet,
    person: Person | None,
) -> dict[str, Any]:
    """Return what the desk shows beside the sheet: what there is to take in, what lies parked."""
    typed = sheet.person.data if sheet.person.is_bound else {}
    person = person or known(request.actor, typed.get("id_number", ""))
    chosen = typed.get("mandate", "")
    words, today = request.GET.get("words", "")[:40], localdate(request.at)
    items = counter.items(words, post, request.actor, today)
    named = called(words)[:SHOWN_BUNDLES] if words else []
    found = [item for item, _, _ in items]
    others = holding(found, beside=named) if words else called("")
    return {
        "post": post,
        "words": words,
        "items": items,
        "named": named,
        "bundles": others[: SHOWN_BUNDLES - len(named)],
        "tab": tab,
        "reader": settings.BIANMIN_CARD_READER,
        "brought_in": counter.brought_in(request.actor),
        "due_soon": counter.due_soon(request.actor, today),
        "known": person,
        "ways": ways_to_come(person, chosen, at=request.at) if person else (),
        "recent": recent(request.actor, person) if person else (),
        "kept": kept_papers(person.pk, post.site.unit, at=request.at) if person else (),
    }


def shown(request: Request, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """Show the desk; its page may ask the card reader on this machine."""
    answer = page(request, template, context, status=status)
    if settings.BIANMIN_CARD_READER:
        allowed = f"connect-src 'self' {settings.BIANMIN_CARD_READER}"
        answer["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; {allowed}"
    return answer
