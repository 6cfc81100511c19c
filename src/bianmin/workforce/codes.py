"""签到码: the code on the screen of a training session, new every minute; a photograph of it is
worth nothing a few minutes later."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

GOOD_FOR = 3  # minutes, the running one included


def code_at(secret: str, at: datetime) -> str:
    """Return the eight characters that are shown in this minute."""
    minute = int(at.timestamp()) // 60
    return hmac.digest(secret.encode(), str(minute).encode(), hashlib.sha256).hex()[:8]


def is_good(secret: str, code: str, at: datetime) -> bool:
    """Return whether the code was shown in one of the last minutes."""
    minutes = (at.timestamp() - 60 * ago for ago in range(GOOD_FOR))
    return any(
        hmac.compare_digest(code_at(secret, datetime.fromtimestamp(moment, at.tzinfo)), code)
        for moment in minutes
    )
