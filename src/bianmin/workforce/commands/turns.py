"""一件一件来: what was checked of the posts of a township still holds when it is written."""

from __future__ import annotations

from collections.abc import Iterable

from bianmin.regions.models import Region
from bianmin.workforce.models import Post
from bianmin.workforce.queries.watches import town_path


def one_at_a_time(posts: Iterable[Post]) -> None:
    """Wait until nobody else grants leave, publishes rotas or lets somebody go in these townships,
    and let others wait until this transaction is over: two leaves granted in the same second
    would each count on the other's stand-in."""
    paths = {town_path(post) for post in posts}
    towns = Region.objects.select_for_update(no_key=True).filter(path__in=paths)
    list(towns.order_by("pk").values_list("pk"))
