"""答复单: what the window gave, and the answer when there is one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bianmin.cases.cards import card_behind
from bianmin.rules.cards import TITLES, CardKind
from bianmin.rules.errors import NotFound
from bianmin.wire import access
from bianmin.wire.requests import Request


@access.capability("whoever holds the 128-bit secret of the card's link reads the card")
@require_safe
def card(request: Request, secret: str) -> HttpResponse:
    found = card_behind(secret)
    if found is None:
        raise NotFound("链接不完整或已失效，请看纸上的二维码")
    context = {
        "card": found,
        "title": TITLES[CardKind(found.kind)],
        "matter": found.matter.clear(),
        "lines": found.lines.clear(),
        "answer": found.answer.clear(),
    }
    return render(request, "public/card.html", context)
