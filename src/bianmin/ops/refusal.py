"""拒绝与停止: one sentence for the operator instead of a traceback."""

from __future__ import annotations


class Refused(RuntimeError):
    """拒绝: operations cannot go on; the message is one sentence that says what to do."""


class Stopped(BaseException):
    """停止: a signal, or the end of the program that started us, asks us to stop."""
