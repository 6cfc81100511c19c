"""抽查: which refusals the county draws for a check.

The first of a township in a month is always drawn, of the others one in five. The draw is made
from a keyed digest, so it can be repeated but not foreseen by whoever refuses.
"""

ONE_IN = 5


def is_drawn(digest: bytes, *, is_first: bool) -> bool:
    """抽到: tell whether the refusal of this digest is drawn."""
    return is_first or int.from_bytes(digest[:8], "big") % ONE_IN == 0
