"""记住: small reference data kept by each process for a few seconds."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")

SECONDS = 5.0
_all: list[Remembered[object] | UntilChanged[object]] = []


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


class UntilChanged(Generic[T]):
    """记到有变: a large answer, kept while what it was made of, told by a few figures, is the
    same."""

    def __init__(self, load: Callable[[], T], figures: Callable[[], object]) -> None:
        self._load = load
        self._figures = figures
        self._kept: tuple[object, T] | None = None
        _all.append(self)  # type: ignore[arg-type]

    def __call__(self) -> T:
        now = self._figures()
        if self._kept is None or self._kept[0] != now:
            self._kept = (now, self._load())
        return self._kept[1]

    def forget(self) -> None:
        """Make it anew the next time."""
        self._kept = None


def forget_all() -> None:
    """Forget everything: between two tests, whose databases differ."""
    for remembered in _all:
        remembered.forget()
