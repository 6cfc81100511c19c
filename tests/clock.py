"""The tests' own today: a browser's journey begins on a Monday whose calendar is published.

Its server asks the clock, and in a year without a published calendar no case has a date. So each
journey lives from the same Monday on, whatever year it really is; the clock goes on from there.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from tests.make import MONDAY_9AM

BEGINNING = MONDAY_9AM + timedelta(hours=1)
_started = time.monotonic()


def begin() -> None:
    """Let it be Monday at ten again."""
    global _started
    _started = time.monotonic()


def now() -> datetime:
    """Return what `django.utils.timezone.now` says during a journey."""
    gone = timedelta(seconds=time.monotonic() - _started)
    return (BEGINNING + gone).astimezone(UTC)
