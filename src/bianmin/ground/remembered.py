"""记住: small reference data kept by each process for a few seconds."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")

SECONDS = 5.0
_all: list[Remembered[object]] = []


class Remembered(Generic[T]):
    """记住: a small answer, asked for again when it is older than a few seconds.

    Whoever writes the data calls `forget` after the commit, so that its own process is never
    late; the others are late by `seconds` at most.
    """

    def __init__(self, load: Callable[[], T], *, seconds: float = SECONDS) -> None:
        self._load = load
        self._seconds = seconds
        self._kept: tuple[float, T] | None = None
        _all.append(self)  # type: ignore[arg-type]

    def __call__(self) -> T:
        kept = self._kept
        if kept is not None and monotonic() < kept[0]:
            return kept[1]
        answer = self._load()
        self._kept = (monotonic() + self._seconds, answer)
        return answer

    def forget(self) -> None:
        """Ask again the next time."""
        self._kept = None


def forget_all() -> None:
    """Forget everything: between two tests, whose databases differ."""
    for remembered in _all:
        remembered.forget()
