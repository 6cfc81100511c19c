"""按说法找: the index of what can be asked for, kept in the process while nothing is published."""

from __future__ import annotations

from django.db.models import Count, Max

from bianmin.catalogue import search, words
from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.catalogue.queries import active

_kept: tuple[tuple[int, ...], search.Index] | None = None


def found(wanted: str, *, most: int = 20) -> list[ServiceItem]:
    """Items that answer a citizen's own words, best first, at most `most`."""
    ids = search.rank(wanted, _index())[:most]
    by_id = {item.pk: item for item in active().filter(pk__in=ids)}
    return [by_id[i] for i in ids if i in by_id]


def _index() -> search.Index:
    global _kept
    state = _state()
    if _kept is None or _kept[0] != state:
        rows = active().values_list("pk", "search_text", "popularity")
        entries = (search.Entry(pk, tuple(text.split("\n")), liked) for pk, text, liked in rows)
        _kept = (state, search.build(entries, words.table(*words.shipped())))
    return _kept[1]


def _state() -> tuple[int, ...]:
    """What changes when anything that can be found does."""
    published = ItemVersion.objects.aggregate(newest=Max("id"), count=Count("id"))
    return (published["newest"] or 0, published["count"])
