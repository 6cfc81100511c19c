"""凭证: what is shown once after an application was taken: its query code and its link."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from bianmin.cases.application import Submitted
from bianmin.cases.commands.bundles import SubmittedBundle
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
    _keep(request, taken.case.number, taken.query_code, f"/t/{taken.tracking}/")


def keep_whole(request: Request, taken: SubmittedBundle) -> None:
    """Keep the link of a bundle; the codes of its cases stand on their receipts."""
    _keep(request, taken.bundle.number, "", f"/y/{taken.tracking}/")


def take(request: Request, number: str) -> Secrets | None:
    """Return the secrets of this number once, and forget them."""
    kept = request.session.pop(KEPT, "")
    if not kept:
        return None
    known, code, link = json.loads(crypto.open_bytes(KEPT, base64.b64decode(kept)))
    return Secrets(code, link) if known == number else None


def _keep(request: Request, *secrets: str) -> None:
    sealed = crypto.seal_bytes(KEPT, json.dumps(secrets).encode())
    request.session[KEPT] = base64.b64encode(sealed).decode()
