"""Structured logs: one JSON line each, only named keys, never a message made of user input."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

KEYS = ("request_id", "method", "route", "status", "ms", "job", "queue", "unit", "count", "event")
QUIET = ("django", "django.request", "django.security", "django.server", "allauth", "fontTools")


class JsonLines(logging.Formatter):
    """Print the allowed keys; of an exception its type and frames, not its words."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        if record.name.startswith("bianmin"):
            line["message"] = record.msg
        line |= {key: getattr(record, key) for key in KEYS if hasattr(record, key)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["frames"] = [
                f"{frame.filename.rsplit('/bianmin/', 1)[-1]}:{frame.lineno}:{frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False)


def configure(_config: object) -> None:
    """Install the formatter; called by Django in place of its own logging set-up."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bianmin").setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
