"""What a request carries after it has passed the floor: server time and actor."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from bianmin.accounts.actor import Actor
    from bianmin.accounts.models import User


class Request(HttpRequest):
    """A request as views see it; only typing, never instantiated."""

    at: datetime
    actor: Actor
    user: User
    htmx: HtmxDetails
    request_id: str
    keep_writes: bool  # set by a view whose refusal must be counted (a wrong code)
