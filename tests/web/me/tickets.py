"""The ticket that scanning a code gives, as its page holds it."""

from __future__ import annotations

import re

from django.http import HttpResponse


def ticket_in(page: HttpResponse) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]
