"""What a page weighs over the wire: itself, its styles and scripts, and how often it asks."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.http import HttpResponse

_ASKED = re.compile(r'<(?!link rel="icon")[^>]*(?:href|src)="/static/([^"#]+)')


@dataclass(frozen=True)
class Weight:
    """份量: bytes, gzipped, and the number of requests on a first visit."""

    html: int
    css: int
    js: int
    images: int
    requests: int

    def beyond(self, budget: Weight) -> list[str]:
        """Return in what this is heavier than the budget."""
        return [name for name, most in vars(budget).items() if vars(self)[name] > most]


def weigh(page: HttpResponse) -> Weight:
    """Return what a browser fetches for this page when it has nothing kept."""
    asked = sorted(set(_ASKED.findall(page.content.decode())))
    sizes = {name: len(gzip.compress(_bytes(name))) for name in asked}

    def total(*ends: str) -> int:
        return sum(size for name, size in sizes.items() if name.endswith(ends))

    return Weight(
        html=len(gzip.compress(page.content)),
        css=total(".css"),
        js=total(".js"),
        images=total(".svg", ".png", ".jpg"),
        requests=1 + len(asked),
    )


def _bytes(name: str) -> bytes:
    found = find(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name))
    assert isinstance(found, str), f"{name} is not there"
    return Path(found).read_bytes()
