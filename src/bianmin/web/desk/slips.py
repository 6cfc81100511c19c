"""凭证: what is shown once after a case was taken: its query code and the link to follow it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from bianmin.cases.application import Submitted
from bianmin.ground import crypto
from bianmin.wire.requests import Request

KEPT = "slip"


@dataclass(frozen=True)
class Secrets:
    """查询码与链接: known on this one page and in the SMS, nowhere else."""

    query_code: str
    link: str


def keep(request: Request, taken: Submitted) -> None:
    """Keep both secrets, sealed, for the next page of this very session."""
    words = json.dumps([taken.case.number, taken.query_code, taken.tracking])
    request.session[KEPT] = base64.b64encode(crypto.seal_bytes(KEPT, words.encode())).decode()


def take(request: Request, number: str) -> Secrets | None:
    """Return the secrets of this case once, and forget them."""
    kept = request.session.pop(KEPT, "")
    if not kept:
        return None
    known, code, tracking = json.loads(crypto.open_bytes(KEPT, base64.b64decode(kept)))
    return Secrets(code, f"/t/{tracking}/") if known == number else None
