"""定期: when each code and each place was valid, from the vintages that show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model

from bianmin.regions.commands.growing import name_region
from bianmin.regions.commands.known import Key, Known
from bianmin.regions.models import Region, RegionCode
from bianmin.regions.runs import Run, hull, runs_of, seen_in

GOVERNING = "nbs"
"""主导的代码体系: says when a place is valid and what it is called, where it lists the place."""

Period = tuple[date, date | None]


@dataclass
class Dated:
    """定期结果: every key's periods, and the places whose validity changed."""

    runs: dict[Key, list[Run]] = field(default_factory=dict)
    closed: list[Region] = field(default_factory=list)
    reopened: list[Region] = field(default_factory=list)


def date_codes(known: Known, keys: Iterable[Key], vintage: date, system: str) -> Dated:
    """Write the code rows so that they are the periods that all vintages make."""
    vintages = known.vintages | {vintage}
    seen = {
        key: seen_in([Run(row.valid_from, row.valid_to) for row in rows], known.vintages)
        - {vintage}
        for key, rows in known.codes.items()
    }
    for key in keys:
        seen.setdefault(key, set()).add(vintage)
    dated = Dated()
    changes = _Changes()
    for key, days in seen.items():
        dated.runs[key] = runs_of(days, vintages)
        changes.between(key, known.codes.get(key, []), dated.runs[key], system)
    changes.write()
    return dated


def date_regions(regions: Mapping[int, Region], dated: Dated, system: str) -> None:
    """Let places begin, end and be called as the governing system's table says."""
    runs: dict[int, list[tuple[Run, Key]]] = defaultdict(list)
    for key, found in dated.runs.items():
        runs[key.region] += [(run, key) for run in found]
    for other in () if system == GOVERNING else _governed():
        runs.pop(other, None)
    periods: dict[Period, list[int]] = defaultdict(list)
    renamed: list[Region] = []
    for pk, its in runs.items():
        region = regions[pk]
        whole = _whole(region, [run for run, _ in its])
        if (region.valid_from, region.valid_to) != (whole.starts, whole.ends):
            _note(dated, region, whole)
            region.valid_from, region.valid_to = whole.starts, whole.ends
            periods[whole.starts, whole.ends].append(pk)
        if its and name_region(region, max(its, key=lambda one: one[0].starts)[1].name):
            renamed.append(region)
    _set_periods(Region, periods)
    fields = ["name", "short_name", "kind", "pinyin", "initials"]
    Region.objects.bulk_update(renamed, fields, batch_size=500)


class _Changes:
    """The code rows to delete, to move and to add, each in few statements."""

    def __init__(self) -> None:
        self.gone: list[int] = []
        self.moved: dict[Period, list[int]] = defaultdict(list)
        self.added: list[RegionCode] = []

    def between(self, key: Key, rows: list[RegionCode], runs: list[Run], system: str) -> None:
        """Compare the rows of one key with the periods it should have."""
        wanted = {(run.starts, run.ends) for run in runs}
        kept = {(row.valid_from, row.valid_to) for row in rows} & wanted
        spare = [row.pk for row in rows if (row.valid_from, row.valid_to) not in kept]
        for period in sorted(wanted - kept, key=lambda period: period[0]):
            if spare:
                self.moved[period].append(spare.pop(0))
            else:
                self.added.append(_code(key, system, period))
        self.gone += spare

    def write(self) -> None:
        """Write: what ends first, so that no code is valid twice at any moment."""
        RegionCode.objects.filter(pk__in=self.gone).delete()
        _set_periods(RegionCode, self.moved)
        RegionCode.objects.bulk_create(self.added, batch_size=2_000)


def _code(key: Key, system: str, period: Period) -> RegionCode:
    return RegionCode(
        region_id=key.region,
        system=system,
        code=key.code,
        name=key.name,
        valid_from=period[0],
        valid_to=period[1],
    )


def _set_periods(model: type[Model], periods: Mapping[Period, list[int]]) -> None:
    for (starts, ends), pks in sorted(periods.items(), key=lambda item: item[0][1] is None):
        model._default_manager.filter(pk__in=pks).update(valid_from=starts, valid_to=ends)


def _whole(region: Region, runs: list[Run]) -> Run:
    """The place's validity; a day for one that only a wrong table, since corrected, has shown."""
    return hull(runs) if runs else Run(region.valid_from, region.valid_from)


def _note(dated: Dated, region: Region, whole: Run) -> None:
    if region.valid_to is None and whole.ends is not None:
        dated.closed.append(region)
    elif region.valid_to is not None and whole.ends is None:
        dated.reopened.append(region)


def _governed() -> set[int]:
    rows = RegionCode.objects.filter(system=GOVERNING)
    return set(rows.values_list("region_id", flat=True))
