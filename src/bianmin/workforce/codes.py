"""签到码: the code on a screen, new every few seconds, and the ticket that scanning it gives.

A photograph of the screen is worth nothing a minute later. Scanning takes a moment, signing in and
pressing may take minutes: so the code is turned at once into a ticket of the person who scanned,
which is good for a little longer and for nobody else. Passing a link on in that minute to somebody
with their hand on the phone is not ruled out; the number of people on the screen tells it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

STEP = 15  # seconds
GOOD_FOR = 3  # steps, the running one included
TICKET = timedelta(minutes=3)


def code_at(secret: str, at: datetime) -> str:
    """Return the eight characters that are shown in these seconds."""
    return _mac(secret, f"code {int(at.timestamp()) // STEP}")[:8]


def is_good(secret: str, code: str, at: datetime) -> bool:
    """Return whether the code was on the screen within the last steps."""
    shown = (code_at(secret, at - timedelta(seconds=STEP * ago)) for ago in range(GOOD_FOR))
    return any(hmac.compare_digest(each.encode(), code.encode()) for each in shown)


def ticket_for(secret: str, user: int, at: datetime) -> str:
    """Return the ticket of somebody who has just scanned a good code."""
    moment = int(at.timestamp())
    return f"{moment}-{_mac(secret, f'ticket {user} {moment}')[:20]}"


def is_ticket(secret: str, ticket: str, user: int, at: datetime) -> bool:
    """Return whether this is a ticket of this person that still holds."""
    moment, _, mac = ticket.partition("-")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
        return False
    fresh = 0 <= at.timestamp() - int(moment) <= TICKET.total_seconds()
    wanted = _mac(secret, f"ticket {user} {int(moment)}")[:20]
    return fresh and hmac.compare_digest(wanted.encode(), mac.encode())


def _mac(secret: str, text: str) -> str:
    return hmac.digest(secret.encode(), text.encode(), hashlib.sha256).hex()
