"""短信模拟器: a gateway of its own process that delivers into an inbox one can look at.

Run as ``python -m bianmin.messaging.simulator --port 8001``. It takes what the real adapter
sends (`POST /sms`), shows it (`/`, `/inbox.json?to=…`) and plays faults (`POST /faults`).
"""

from __future__ import annotations

import argparse
import hmac
import html
import json
import os
import time
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bianmin.messaging.inbox import MODES, Inbox
from bianmin.messaging.sms import sign

SLOW_SECONDS = 8
LARGEST_BODY = 64 * 1024
SHOWN = 200

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>短信模拟器</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<style>
body {{ font: 16px/1.7 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; color: #1f2328; background: #f6f8fa }}
article {{ background: #fff; border: 1px solid #d0d7de; border-radius: 10px;
  padding: .75rem 1rem; margin: .75rem 0; overflow-wrap: anywhere }}
header {{ color: #57606a; font-size: .875rem; display: flex; justify-content: space-between }}
h1 {{ font-size: 1.375rem }} p {{ margin: .25rem 0 }}
</style></head><body>
<h1>短信模拟器</h1>
<p>试用时，系统发出的短信都到这里，不会发给真人。共 {count} 条，最新的在最上面。当前状态：{mode}</p>
{articles}
</body></html>"""
_ARTICLE = "<article><header><b>{to}</b><time>{at}</time></header><p>{text}</p></article>"
_LABELS = {
    "ok": "正常",
    "down": "中断",
    "slow": "缓慢",
    "500": "出错",
    "lies": "谎报",
    "reject": "拒收",
}


class Handler(BaseHTTPRequestHandler):
    """短信模拟器: one request."""

    inbox: Inbox
    key: str
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/":
            self._answer(200, self._page().encode(), "text/html; charset=utf-8")
        elif address.path == "/inbox.json":
            to = parse_qs(address.query).get("to", [""])[0]
            self._json(200, [asdict(message) for message in self.inbox.messages(to)])
        elif address.path == "/counts.json":
            inbox = self.inbox
            kept = len(inbox.messages())
            self._json(200, {"kept": kept, "posts": inbox.posts, "duplicates": inbox.duplicates})
        else:
            self._json(404, {"error": "没有这个地址"})

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY))
        if self.path == "/faults":
            self._set_mode(body)
        elif self.path == "/sms":
            self._take(body)
        else:
            self._json(404, {"error": "没有这个地址"})

    def do_DELETE(self) -> None:
        self.inbox.clear()
        self._json(200, {})

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: addresses carry phone numbers."""

    def _set_mode(self, body: bytes) -> None:
        try:
            mode = json.loads(body)["mode"]
        except (ValueError, KeyError, TypeError):
            mode = None
        if mode not in MODES:
            self._json(422, {"error": f"mode 只能是 {'、'.join(MODES)}"})
            return
        self.inbox.mode = mode
        self._json(200, {"mode": mode})

    def _take(self, body: bytes) -> None:
        mode = self.inbox.mode
        if mode == "down":
            self.close_connection = True
            return
        if mode == "slow":
            time.sleep(SLOW_SECONDS)
        if mode == "500":
            self._json(500, {"error": "网关故障"})
        elif mode == "lies":
            self._json(200, {"message": "ok"})
        elif mode == "reject":
            self._json(422, {"error": "号码不存在"})
        elif not self._is_signed(body):
            self._json(403, {"error": "签名不对"})
        else:
            self._keep(body)

    def _is_signed(self, body: bytes) -> bool:
        right = sign(self.key, self.headers.get("X-Timestamp", ""), body)
        return hmac.compare_digest(right, self.headers.get("X-Signature", ""))

    def _keep(self, body: bytes) -> None:
        try:
            message = self.inbox.take(json.loads(body))
        except (ValueError, KeyError, TypeError):
            self._json(400, {"error": "看不懂"})
            return
        self._json(200, {"provider_id": message.provider_id})

    def _page(self) -> str:
        messages = self.inbox.messages()
        articles = "\n".join(
            _ARTICLE.format(to=html.escape(m.to), at=html.escape(m.at), text=html.escape(m.text))
            for m in messages[:SHOWN]
        )
        mode = _LABELS[self.inbox.mode]
        return _PAGE.format(count=len(messages), mode=mode, articles=articles)

    def _json(self, status: int, value: object) -> None:
        body = json.dumps(value, ensure_ascii=False).encode()
        self._answer(status, body, "application/json; charset=utf-8")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def serve(port: int, *, key: str = "", keep: Path | None = None) -> ThreadingHTTPServer:
    """短信模拟器: return a server, bound to the port (0: any free one) of this machine alone."""
    handler = type("BoundHandler", (Handler,), {"inbox": Inbox(keep), "key": key})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main() -> None:
    """短信模拟器: serve until told to stop."""
    parser = argparse.ArgumentParser(description="短信模拟器：收下短信并显示出来。")
    beside = int(os.environ.get("PORT", "8000")) + 1
    parser.add_argument("--port", type=int, default=beside, help="端口（默认是网页端口加一）")
    parser.add_argument("--keep", type=Path, help="把收到的短信也存进这个文件")
    chosen = parser.parse_args()
    with serve(chosen.port, key=os.environ.get("SMS_KEY", ""), keep=chosen.keep) as server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
