"""限次: how often a secret may be guessed or sent, and for how long it is then refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

CODE_LASTS = timedelta(minutes=5)
CODE_TRIES = 5
CODE_GAP = timedelta(seconds=60)
STAFF_IDLE = timedelta(minutes=15)
CITIZEN_IDLE = timedelta(days=7)


@dataclass(frozen=True)
class TryLimit:
    """限次: after `most` times within `lasts` of the first, refused for `lasts` from the last."""

    kind: str
    most: int
    lasts: timedelta


CODES_A_DAY = TryLimit("code_phone", 10, timedelta(days=1))
GRANTS_A_DAY = TryLimit("grant_phone", 5, timedelta(days=1))
# Who tries a stranger's number to keep them from stopping uses up what their own address has for
# it; only many addresses together use up the phone's, which keeps it from being flooded.
REVOKES_FROM_HERE = TryLimit("revoke_here", 3, timedelta(days=1))
REVOKES_A_DAY = TryLimit("revoke_phone", 20, timedelta(days=1))
REVOKE_GAP = TryLimit("revoke_gap", 1, timedelta(seconds=60))
PREFILLS_A_DAY = TryLimit("prefill_phone", 5, timedelta(days=1))
CODES_FROM_ADDRESS = TryLimit("code_address", 30, timedelta(hours=1))
CODES_IN_ALL = TryLimit("code_all", 3000, timedelta(hours=1))
QUESTIONS_A_DAY = TryLimit("question_phone", 5, timedelta(days=1))
QUESTIONS_FROM_ADDRESS = TryLimit("question_address", 30, timedelta(hours=1))
OBJECTIONS_FROM_ADDRESS = TryLimit("objection_address", 30, timedelta(hours=1))
DISPUTES_A_DAY = TryLimit("dispute_phone", 3, timedelta(days=1))
ORDERS_A_DAY = TryLimit("order_phone", 3, timedelta(days=1))
CONSULTATIONS_A_DAY = TryLimit("consultation_phone", 3, timedelta(days=1))
TICKETS_FROM_ADDRESS = TryLimit("ticket_address", 120, timedelta(hours=1))
MANDATES_ASKED = TryLimit("mandate_asked", 5, timedelta(days=1))
WRONG_PINS = TryLimit("wrong_pin", 20, timedelta(minutes=15))
WRONG_CODES = TryLimit("wrong_code", 30, timedelta(minutes=15))
WRONG_PASSWORDS = TryLimit("wrong_password", 5, timedelta(minutes=15))
# One office often stands behind one address: five clerks may err, a machine may not.
WRONG_FROM_ADDRESS = TryLimit("wrong_address", 25, timedelta(minutes=15))
WRONG_FACTORS = TryLimit("wrong_factor", 5, timedelta(minutes=15))
