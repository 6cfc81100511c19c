"""What every template knows about the deployment."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest

from bianmin.wire.requests import Request

TEXT_SIZES = ("", "l", "xl")


def deployment(request: HttpRequest) -> dict[str, Any]:
    size = request.COOKIES.get("size", "")
    return {
        "city": settings.BIANMIN_CITY,
        "demo_world": settings.BIANMIN_TRIAL,
        "text_size": size if size in TEXT_SIZES else "",
        "actor": getattr(cast(Request, request), "actor", None),
        "now": getattr(cast(Request, request), "at", None),
    }
