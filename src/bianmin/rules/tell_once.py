"""一次告知: what could have been seen the first time may not be asked for later.

A second slip may speak again of what an earlier one named, because what came for it does not do,
and of papers that came only since. Everything else could have been seen the first time
(行政许可法 §32: 一次告知申请人需要补正的全部内容).
"""

from collections.abc import Collection, Iterable

OTHER = "other"
"""其他: a line in free words; two of them are never the same."""


def late_asks(
    asked: Iterable[str], *, told: Collection[str], come_since: Collection[str]
) -> tuple[str, ...]:
    """晚提的: the keys of a slip that an earlier slip should have named; none for a first slip."""
    if not told:
        return ()
    known = (set(told) | set(come_since)) - {OTHER}
    return tuple(key for key in asked if key not in known)
