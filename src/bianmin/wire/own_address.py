"""本站地址: an address that a visitor brings along leads to a page of ours, or nowhere."""

from __future__ import annotations

from django.utils.http import url_has_allowed_host_and_scheme


def is_ours(target: str) -> bool:
    """Tell whether an address is a plain path on this very host."""
    return (
        target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and target.isprintable()
        and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    )
