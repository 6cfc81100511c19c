"""已提交: what this session has just handed in, so that its confirmation can be shown again."""

from __future__ import annotations

from bianmin.ground.crypto import CannotOpen, open_bytes, seal_bytes
from bianmin.wire.requests import Request

KEPT = "sent"
"""The session's key: draft → number, and the sealed query code of the newest case."""


def remember(request: Request, draft: int, number: str, code: str = "") -> None:
    """Note what became of a draft; the query code is sealed, as the session lies in a table."""
    sealed = seal_bytes("query_code", code.encode(), number).hex()
    request.session[KEPT] = {"draft": str(draft), "number": number, "code": sealed}


def number_of(request: Request, draft: int) -> str:
    """Return the number of the case that a draft has just become, or blank."""
    kept = request.session.get(KEPT, {})
    return str(kept["number"]) if kept.get("draft") == str(draft) else ""


def code_of(request: Request, number: str) -> str:
    """Return the query code of the case just handed in, or blank: it also came by SMS."""
    kept = request.session.get(KEPT, {})
    if kept.get("number") != number:
        return ""
    try:
        return open_bytes("query_code", bytes.fromhex(kept["code"]), number).decode()
    except CannotOpen:  # sealed by a key that is gone
        return ""
