"""按说法找: the index of what can be asked for, kept in the process while nothing is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Max, QuerySet

from bianmin.catalogue import search, words
from bianmin.catalogue.models import EmptySearch, ItemVersion, SearchWord, ServiceItem
from bianmin.catalogue.queries import active
from bianmin.ground.remembered import UntilChanged


def found(wanted: str, *, most: int = 20) -> list[ServiceItem]:
    """Items that answer a citizen's own words, best first, at most `most`."""
    return _items(search.rank(wanted, _index())[:most])


def guesses(wanted: str, *, most: int) -> list[ServiceItem]:
    """Items that might be meant by words that find nothing, for an editor to choose from."""
    return _items(search.rank(wanted, _index(), least=0.0)[:most])


def added_words() -> QuerySet[SearchWord]:
    """What editors added to the shipped words, the newest first."""
    return SearchWord.objects.select_related("item").order_by("-added_at", "-id")


def missed_searches() -> QuerySet[EmptySearch]:
    """What was looked for in vain and is not settled, the most missed first."""
    return EmptySearch.objects.filter(is_settled=False).order_by("-times", "-last_at")


def _items(ids: Iterable[int]) -> list[ServiceItem]:
    chosen = list(ids)
    by_id = {item.pk: item for item in active().filter(pk__in=chosen)}
    return [by_id[i] for i in chosen if i in by_id]


def _built() -> search.Index:
    pairs, fillers = words.shipped()
    meanings, named = dict(pairs), defaultdict[int, list[str]](list)
    for word, item, means, is_off in SearchWord.objects.values_list(
        "word", "item", "means", "is_off"
    ):
        if item is not None:
            named[item].append(word)
        elif is_off:
            meanings.pop(word, None)
        else:
            meanings[word] = means
    rows = active().values_list("pk", "search_text", "popularity")
    entries = (search.Entry(pk, (*text.split("\n"), *named[pk]), liked) for pk, text, liked in rows)
    return search.build(entries, words.table(meanings.items(), fillers))


def _state() -> tuple[object, ...]:
    """What changes when anything that can be found does."""
    published = ItemVersion.objects.aggregate(newest=Max("id"), count=Count("id"))
    added = SearchWord.objects.aggregate(newest=Max("added_at"), count=Count("id"))
    newest: datetime | None = added["newest"]
    return (published["newest"], published["count"], newest, added["count"])


_index = UntilChanged(_built, _state)
