"""群众页的公共部分: the visitor's place and the nearest helper, on every citizen page.

Both are looked up only when a template asks for them, so that other surfaces pay nothing.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from bianmin.web.public.nearest import helper_of
from bianmin.web.public.place import place_of


def here(request: HttpRequest) -> dict[str, Any]:
    if not hasattr(request, "at"):
        return {}
    return {
        "place": SimpleLazyObject(lambda: place_of(request)),
        "helper": SimpleLazyObject(lambda: helper_of(request)),
    }
