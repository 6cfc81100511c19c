"""短信网关: the port to the company that sends our messages, over HTTP.

One message is one POST of JSON, signed with HMAC-SHA256 over its moment and body. The gateway
gets the message's own key and drops what it has had before, so sending twice is harmless.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

TIMEOUT = 5.0
LONGEST_ANSWER = 64 * 1024


class NotSent(Exception):
    """未发出: the gateway did not say that it took the message; it is sent again later."""


class Rejected(NotSent):
    """网关拒收: the gateway understood and said no; sending it again does not help."""


@dataclass(frozen=True)
class Text:
    """一条短信: to whom, the whole words, and the same as template and parameters."""

    to: str
    text: str
    template: str
    params: Mapping[str, str]
    key: str


@dataclass(frozen=True)
class Gateway:
    """短信网关: its address and the key that we sign with."""

    url: str
    key: str = ""

    def send(self, message: Text, *, at: datetime) -> str:
        """发送: hand the message over and return the gateway's number for it.

        Raise NotSent when that is not certain, Rejected when the gateway refuses the message.
        """
        body = _body(message)
        stamp = f"{at.timestamp():.3f}"
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": message.key,
            "X-Timestamp": stamp,
            "X-Signature": sign(self.key, stamp, body),
        }
        status, answer = _post(self.url, "/sms", body, headers)
        if status in (400, 403, 422):
            raise Rejected(f"网关拒收 {status}")
        if not 200 <= status < 300:
            raise NotSent(f"网关答复 {status}")
        return _provider_id(answer)


def sign(key: str, stamp: str, body: bytes) -> str:
    """签名: return what proves that this body, at this moment, comes from a holder of the key."""
    return hmac.new(key.encode(), stamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()


def _body(message: Text) -> bytes:
    fields = {
        "to": message.to,
        "text": message.text,
        "template": message.template,
        "params": dict(message.params),
        "key": message.key,
    }
    return json.dumps(fields, ensure_ascii=False).encode()


def _post(url: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(url)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if parts.scheme not in kinds or not parts.hostname:
        raise NotSent("短信网关地址应形如 https://主机")
    connection = kinds[parts.scheme](parts.hostname, parts.port, timeout=TIMEOUT)
    try:
        connection.request("POST", parts.path.rstrip("/") + path, body, dict(headers))
        response = connection.getresponse()
        return response.status, response.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise NotSent(f"网关连不上（{type(error).__name__}）") from error
    finally:
        connection.close()


def _provider_id(answer: bytes) -> str:
    """Return the number that the gateway gave; an answer without one promises nothing."""
    try:
        found = json.loads(answer)["provider_id"]
    except (ValueError, KeyError, TypeError):
        raise NotSent("网关答复看不懂") from None
    if not isinstance(found, str) or not 0 < len(found) <= 64:
        raise NotSent("网关没有给出编号")
    return found
