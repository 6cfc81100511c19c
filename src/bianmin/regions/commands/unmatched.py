"""待挂接: list the places that are gone without a successor, each with a guess for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from bianmin.regions.commands.known import Key
from bianmin.regions.models import Region, RegionLink, Unmatched


class Guesses:
    """猜测: the one open place that has the same code now, or the same stem of a name nearby."""

    def __init__(self, regions: Mapping[int, Region], keys: Iterable[Key]) -> None:
        self.by_code: dict[str, set[int]] = defaultdict(set)
        self.codes: dict[int, set[str]] = defaultdict(set)
        self.near: dict[tuple[int | None, str, str], set[int]] = defaultdict(set)
        self.far: dict[tuple[int, str, str], set[int]] = defaultdict(set)
        for region in regions.values():
            if region.valid_to is None:
                self.near[region.parent_id, region.level, region.short_name].add(region.pk)
                self.far[region.unit, region.level, region.short_name].add(region.pk)
        for key in keys:
            self.codes[key.region].add(key.code)
            if regions[key.region].valid_to is None:
                self.by_code[key.code].add(key.region)

    def __call__(self, region: Region) -> int | None:
        chances = (
            set[int]().union(*(self.by_code.get(code, ()) for code in self.codes[region.pk])),
            self.near.get((region.parent_id, region.level, region.short_name), set()),
            self.far.get((region.unit, region.level, region.short_name), set()),
        )
        return next((min(found) for found in chances if len(found) == 1), None)


def list_anew(regions: Mapping[int, Region], keys: Iterable[Key]) -> None:
    """列出: what is gone; strike what is open again."""
    still_open = [pk for pk, region in regions.items() if region.valid_to is None]
    Unmatched.objects.filter(resolved_at__isnull=True, region_id__in=still_open).delete()
    done = set(Unmatched.objects.values_list("region_id", flat=True))
    done |= set(RegionLink.objects.values_list("predecessor_id", flat=True))
    guess = Guesses(regions, keys)
    Unmatched.objects.bulk_create(
        (
            Unmatched(
                region_id=pk,
                since=date.fromordinal(region.valid_to.toordinal() + 1),
                suggestion_id=guess(region),
            )
            for pk, region in regions.items()
            if region.valid_to is not None and pk not in done
        ),
        batch_size=2_000,
    )


def waiting() -> int:
    """待挂接数: how many wait for a person."""
    return Unmatched.objects.filter(resolved_at__isnull=True).count()
