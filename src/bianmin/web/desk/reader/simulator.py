"""读卡器模拟器: a card reader of its own process, with a card that one puts on and takes off.

Run as ``python -m bianmin.web.desk.reader.simulator --port 18600``. `PUT /card` lays a card on it,
`DELETE /card` takes it off, `POST /faults?mode=dead` lets it hang without an answer, `ok` heals it.
"""

from __future__ import annotations

import argparse
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

NO_CARD = "没有读到卡，请把身份证放正再读"
HANGS_SECONDS = 20
LARGEST = 4096


class Reader:
    """读卡器: the card that lies on it, and whether it answers."""

    def __init__(self) -> None:
        self.card: dict[str, str] | None = None
        self.is_dead = False


class Handler(BaseHTTPRequestHandler):
    """One request; every page may ask, as with the vendors' bridges."""

    reader: Reader

    def do_GET(self) -> None:
        if self.reader.is_dead:
            time.sleep(HANGS_SECONDS)
        elif self.path != "/card":
            self._answer(404, {"reason": "没有这个地址"})
        elif self.reader.card is None:
            self._answer(404, {"reason": NO_CARD})
        else:
            self._answer(200, self.reader.card)

    def do_PUT(self) -> None:
        size = min(int(self.headers.get("Content-Length", 0)), LARGEST)
        given = json.loads(self.rfile.read(size) or b"{}")
        self.reader.card = {key: str(given.get(key, "")) for key in ("name", "id_number")}
        self._answer(200, self.reader.card)

    def do_DELETE(self) -> None:
        self.reader.card = None
        self._answer(200, {})

    def do_POST(self) -> None:
        mode = parse_qs(urlsplit(self.path).query).get("mode", ["ok"])[0]
        self.reader.is_dead = mode == "dead"
        self._answer(200, {"mode": mode})

    def do_OPTIONS(self) -> None:
        self._answer(200, {})

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a card's number is nobody's business."""

    def _answer(self, status: int, body: dict[str, str]) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Private-Network", "true")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def serve(port: int) -> ThreadingHTTPServer:
    """Return a reader that listens on this port (0: any) of this machine alone."""
    handler = type("BoundHandler", (Handler,), {"reader": Reader()})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main() -> None:
    parser = argparse.ArgumentParser(description="读卡器模拟器")
    parser.add_argument("--port", type=int, default=18600)
    serve(parser.parse_args().port).serve_forever()


if __name__ == "__main__":
    main()
