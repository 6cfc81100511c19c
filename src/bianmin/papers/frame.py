"""版式: styles and marks that a printed page carries in itself, since the press fetches nothing."""

from __future__ import annotations

import base64
from functools import cache
from importlib import resources

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe


def look(*styles: str) -> dict[str, SafeString | str | bool]:
    """样式: the common style, those named after it, the logo, and whether all is invented."""
    css = "\n".join(_text(name) for name in ("paper.css", *styles))
    safe = mark_safe(css)  # ours, from the package
    return {"css": safe, "logo": _logo(), "is_demo": bool(settings.BIANMIN_TRIAL)}


@cache
def _text(name: str) -> str:
    return _file(name).decode()


@cache
def _logo() -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(_file("logo.svg")).decode()


def _file(name: str) -> bytes:
    return (resources.files("bianmin.papers") / "data" / name).read_bytes()
