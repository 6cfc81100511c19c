"""Whose tries are counted together."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the visitor's address; a proxy is believed only when it is named in the settings."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if direct in settings.BIANMIN_PROXIES:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        return forwarded or direct
    return direct
