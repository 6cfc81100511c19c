"""排队等候: the scope's queues in figures, and the mean wait of each part."""

from __future__ import annotations

from collections.abc import Mapping

from bianmin.reports.waits import BY_KEY, INDICATORS, Counts, Indicator


def figures(counts: Counts) -> list[tuple[str, str, str]]:
    """Return each figure's name, value in words and definition; nothing where nobody queued."""
    if not counts["taken"] and not counts["no_shows"]:
        return []
    return [(one.name, _words(one, counts), one.definition) for one in INDICATORS]


def mean_waits(by_part: Mapping[int, Counts]) -> dict[int, str]:
    """平均等候: in words, by the key of the part."""
    return {key: _words(BY_KEY["mean_wait"], counts) for key, counts in by_part.items()}


def _words(one: Indicator, counts: Counts) -> str:
    value = one.of(counts)
    if value is None:
        return "—"
    return f"{value:.1f} {one.unit}" if one.unit == "分钟" else f"{value:,.0f} {one.unit}"
