"""区划的问题."""

from __future__ import annotations

from functools import lru_cache

from bianmin.regions.models import Region


def all_units() -> tuple[int, ...]:
    """上报单位: the small numbers of all reporting units."""
    return tuple(sorted(unit_names()))


@lru_cache(maxsize=1)
def unit_names() -> dict[int, str]:
    return dict(Region.objects.filter(level="unit").values_list("unit", "name"))


def unit_name(unit: int) -> str:
    """单位名称: the name of a reporting unit."""
    return unit_names()[unit]
