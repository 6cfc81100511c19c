"""The key that every write must bring, as the contract says it."""

from __future__ import annotations

from typing import Any

KEYED: dict[str, Any] = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "客户端生成的编号；重发同一编号得到第一次的答复",
            "schema": {"type": "string", "minLength": 8, "maxLength": 200, "pattern": "^[!-~]+$"},
        }
    ]
}
