"""草稿钥匙: the drafts this browser began, by their secrets, and who else may open one.

The secrets lie in one http-only cookie, the newest first. A draft that has an owner is shown to
its owner alone; whoever holds the secret may still send what they were typing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from bianmin.cases.commands.drafts import GONE, KEPT_DAYS, SHOWN, draft_of
from bianmin.cases.models import Draft
from bianmin.rules.errors import NotFound
from bianmin.web.frame.acting import act
from bianmin.web.public.sent import number_of
from bianmin.wire.requests import Request

COOKIE = "drafts"
MOST = 5
_KEY = re.compile(r"([0-9]{1,2})-([0-9]{1,19})-([0-9a-f]{32})")


@dataclass(frozen=True)
class DraftKey:
    """一把钥匙: which draft, and the secret that opens it."""

    unit: int
    draft: int
    secret: str

    def __str__(self) -> str:
        return f"{self.unit}-{self.draft}-{self.secret}"

    @property
    def link(self) -> str:
        """The address that goes on with the draft in any browser."""
        return reverse("public:resume", args=[self])


def read_key(text: str) -> DraftKey | None:
    """Return the key that a text is, or None."""
    found = _KEY.fullmatch(text)
    return DraftKey(int(found[1]), int(found[2]), found[3]) if found else None


def keys_of(request: Request) -> list[DraftKey]:
    """Return this browser's keys, the newest first; what is no key is passed over."""
    texts = request.COOKIES.get(COOKIE, "").split("~")
    return [key for key in map(read_key, texts[:MOST]) if key is not None]


def key_of(request: Request, unit: int, draft: int) -> DraftKey | None:
    return next((k for k in keys_of(request) if (k.unit, k.draft) == (unit, draft)), None)


def hand_key(request: Request, response: HttpResponse, key: DraftKey) -> HttpResponse:
    """Give the browser one more key."""
    others = [old for old in keys_of(request) if old.draft != key.draft]
    return _put(response, [key, *others])


def take_key(request: Request, response: HttpResponse, draft: int) -> HttpResponse:
    """Take the key of a draft that is gone from the browser."""
    return _put(response, [old for old in keys_of(request) if old.draft != draft])


def here(request: Request) -> list[Draft]:
    """没填完的: the drafts of this browser that still stand and that no account has taken."""
    opened = [_try(request, key) for key in keys_of(request)]
    return [draft for draft in opened if draft is not None]


def with_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the draft of the address for the view; one just sent leads to its confirmation."""

    @wraps(view)
    def opened(request: Request, unit: int, draft: int, **rest: object) -> HttpResponse:
        number = number_of(request, draft)
        if number:
            return redirect("public:done", number)
        found = _open(request, unit, draft)
        stranger = request.actor.user_id is None and found.user_id is not None
        if stranger and request.method != "POST":
            here = request.get_full_path()
            return redirect(f"{reverse('entrance:sign_in')}?{urlencode({'next': here})}")
        return view(request, found, **rest)

    return opened


def _open(request: Request, unit: int, draft: int) -> Draft:
    key = key_of(request, unit, draft)
    found = draft_of(unit, draft, key.secret if key else "", **act(request))
    if not _is_for(request, found):
        raise NotFound(GONE)
    return found


def _is_for(request: Request, draft: Draft) -> bool:
    """Say whether nobody else owns the draft: phones go from hand to hand in a family."""
    return draft.user_id is None or request.actor.user_id in (None, draft.user_id)


def _try(request: Request, key: DraftKey) -> Draft | None:
    found = Draft.objects.filter(unit=key.unit, pk=key.draft, expires_at__gt=request.at)
    draft = found.select_related(*SHOWN).first()
    if draft is None or draft.user_id not in (None, request.actor.user_id):
        return None
    return draft


def _put(response: HttpResponse, keys: Sequence[DraftKey]) -> HttpResponse:
    if not keys:
        response.delete_cookie(COOKIE, samesite="Lax")
        return response
    response.set_cookie(
        COOKIE,
        "~".join(str(key) for key in keys[:MOST]),
        max_age=timedelta(days=KEPT_DAYS),
        httponly=True,
        samesite="Lax",
        secure=not settings.BIANMIN_TRIAL,
    )
    return response
