"""事实: what an event may say about an act: plain JSON that comes back as it went in, and no
personal data. A fact that breaks this is a mistake in the program and is refused loudly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from bianmin.ground.sealed import SealedDocument
from bianmin.rules.identity import id_check_digit
from bianmin.rules.masking import HIDDEN, Sealed

_ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?<![A-Za-z_]:)"  # our own long ids stand behind a word: "case:123…"
    r"[1-8]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])")


def plain(value: Any) -> Any:
    """Return the fact as JSON holds it; raise TypeError or ValueError for what must not be one."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _impersonal(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {_impersonal(_text(key)): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in (value if isinstance(value, list | tuple) else sorted(value))]
    if isinstance(value, Sealed | SealedDocument):
        raise TypeError("a sealed value is no fact of an event")
    raise TypeError(f"a fact of an event is plain JSON, not {type(value).__name__}")


def hide_personal(text: str) -> str:
    """Return what a person typed with identity and mobile numbers taken out."""
    text = _ID_NUMBER.sub(lambda m: HIDDEN if _is_id_number(m[0]) else m[0], text)
    return _MOBILE.sub(HIDDEN, text)


def _impersonal(text: str) -> str:
    if hide_personal(text) != text:
        raise ValueError("a fact of an event holds an identity or mobile number")
    return text


def _text(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError("the keys of a fact are text")
    return str(key)


def _is_id_number(text: str) -> bool:
    return id_check_digit(text[:17]) == text[17].upper()
