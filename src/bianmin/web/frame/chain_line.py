"""一条进度: the items of a bundle on one line, for whoever looks at the whole."""

from __future__ import annotations

from collections.abc import Iterable

from bianmin.cases.bundles import Link
from bianmin.rules.chains import Outcome

WORDS = {Outcome.GRANTED: "done", Outcome.OPEN: "now"}


def line_of(links: Iterable[Link]) -> list[dict[str, str]]:
    """一条进度: the items in play, in their order; those that came to nothing stand elsewhere."""
    return [
        {
            "label": link.case.item.plain_name,
            "state": "todo" if link.is_waiting else WORDS[link.outcome],
        }
        for link in links
        if link.outcome in WORDS
    ]
