"""封存值: personal values as the models hand them out; printing gives the mask, never the value.

A value read from the database stays encrypted until `clear()` is called.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn, Self

from bianmin.ground import crypto
from bianmin.rules.masking import HIDDEN, Kind, Sealed

JSON_KIND = "json"


class SealedValue(Sealed):
    """封存文本: one personal text, sealed or just typed in."""

    __slots__ = ("_clear", "_place", "_token")

    def __init__(
        self, kind: Kind, *, clear: str | None, token: bytes = b"", place: str = ""
    ) -> None:
        self.kind = kind
        self._clear = clear
        self._token = token
        self._place = place

    @classmethod
    def of(cls, kind: Kind, value: str | Sealed) -> Self:
        """Return the value in this shape; a sealed value of another kind is a mistake."""
        if isinstance(value, cls) and value.kind == kind:
            return value
        if isinstance(value, Sealed):
            if value.kind != kind:
                raise TypeError(f"a sealed {value.kind} is not a {kind}")
            value = value.clear()
        if not isinstance(value, str):
            raise TypeError(f"a sealed {kind} is text, not {type(value).__name__}")
        return cls(kind, clear=value)

    def clear(self) -> str:
        if self._clear is None:
            self._clear = crypto.open_bytes(self.kind.value, self._token, self._place).decode()
        return self._clear

    clear.alters_data = True  # type: ignore[attr-defined]  # templates must not call it

    def token(self, place: str) -> bytes:
        """Return the value sealed for this place with the current key; nothing stays nothing."""
        if not self:
            return b""
        if _is_current(self._token, self._place, place):
            return self._token
        return crypto.seal_bytes(self.kind.value, self.clear().encode(), place)

    def __bool__(self) -> bool:
        return bool(self._token) if self._clear is None else bool(self._clear)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sealed):
            return self.kind == other.kind and self.clear() == other.clear()
        return self.clear() == other if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.clear())


class SealedDocument:
    """封存文档: personal data in the shape of JSON. `clear()` gives a fresh copy each time."""

    __slots__ = ("_place", "_text", "_token")

    def __init__(self, *, text: str | None, token: bytes = b"", place: str = "") -> None:
        self._text = text
        self._token = token
        self._place = place

    @classmethod
    def of(cls, value: Any) -> Self:
        """Return the value in this shape, taking a copy of what was handed in."""
        if isinstance(value, cls):
            return value
        return cls(text=json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def clear(self) -> Any:
        """Return the document itself."""
        return json.loads(self._written())

    clear.alters_data = True  # type: ignore[attr-defined]  # templates must not call it

    def token(self, place: str) -> bytes:
        """Return the document sealed for this place with the current key."""
        if _is_current(self._token, self._place, place):
            return self._token
        return crypto.seal_bytes(JSON_KIND, self._written().encode(), place)

    def _written(self) -> str:
        if self._text is None:
            self._text = crypto.open_bytes(JSON_KIND, self._token, self._place).decode()
        return self._text

    def __bool__(self) -> bool:
        return bool(self.clear())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SealedDocument):
            return bool(self.clear() == other.clear())
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return HIDDEN

    def __repr__(self) -> str:
        return f"<{JSON_KIND} {HIDDEN}>"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a sealed document is not serialisable")


def _is_current(token: bytes, was: str, place: str) -> bool:
    """Say whether a sealed text may be written again as it is."""
    return bool(token) and was == place and crypto.key_id_of(token) == crypto.current_key_id()
