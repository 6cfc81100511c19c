"""Deployment settings: environment variables, read once into one frozen value.

Every variable of the published contract stands here and nowhere else. All complaints are
collected and told at once, each as one sentence.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

TRIAL_SECRET = "trial-secret-not-for-production"


class BadEnvironment(SystemExit):
    """The environment is unusable; the message lists every reason."""


@dataclass(frozen=True)
class Env:
    """What one deployment may choose. Addresses of outside services are URLs without a slash."""

    home: Path
    port: int = 8000
    host: str = "127.0.0.1"
    database_url: str = ""
    profile: str = "trial"  # trial | production
    secret: str = TRIAL_SECRET
    allowed_hosts: tuple[str, ...] = ("*",)
    address: str = ""  # where people reach the product; links in messages begin with it
    sms_url: str = ""
    sms_key: str = ""  # signs what is sent to the SMS gateway
    card_reader: str = ""  # the card reader's service at each window, as its browser reaches it
    proxies: tuple[str, ...] = ()  # addresses whose X-Forwarded-For is believed
    crypto_profile: str = "intl"  # intl | sm
    city: str = "聊城"
    debug: bool = False
    secrets: Path = field(default=Path())

    @property
    def is_production(self) -> bool:
        return self.profile == "production"

    @property
    def reader(self) -> str:
        """Return where a window's card reader answers; in a trial, the simulator's usual place."""
        return self.card_reader or ("" if self.is_production else "http://127.0.0.1:18600")

    @property
    def sms_gateway(self) -> str:
        """Return where messages go; in a trial without a gateway, the simulator beside us."""
        simulator = "" if self.is_production else f"http://127.0.0.1:{self.port + 1}"
        return self.sms_url or simulator


def _port(text: str, complaints: list[str]) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    complaints.append(f"PORT 应为 1 到 65535 的整数，现在是“{text}”")
    return 0


def default_home(environ: Mapping[str, str]) -> Path:
    """Return where data lives when BIANMIN_HOME is not set: a folder only its user may enter."""
    if os.geteuid() == 0:
        return Path("/var/lib/bianmin")
    base = environ.get("XDG_DATA_HOME") or str(Path("~/.local/share").expanduser())
    return Path(base) / "bianmin"


def read(environ: Mapping[str, str] = os.environ) -> Env:
    """Return the deployment's settings; raise BadEnvironment naming every fault at once."""
    complaints: list[str] = []
    profile = environ.get("BIANMIN_PROFILE", "trial")
    if profile not in ("trial", "production"):
        complaints.append(f"BIANMIN_PROFILE 只能是 trial 或 production，现在是“{profile}”")
    secret = environ.get("BIANMIN_SECRET", "")
    if profile == "production" and secret in ("", TRIAL_SECRET):
        complaints.append("正式运行必须设置 BIANMIN_SECRET（随机长字符串），不能用默认密钥")
    hosts = tuple(h for h in environ.get("BIANMIN_HOSTS", "").split(",") if h)
    if profile == "production" and not hosts:
        complaints.append("正式运行必须设置 BIANMIN_HOSTS（本系统的域名，逗号分隔）")
    crypto = environ.get("BIANMIN_CRYPTO", "intl")
    if crypto not in ("intl", "sm"):
        complaints.append(f"BIANMIN_CRYPTO 只能是 intl 或 sm，现在是“{crypto}”")
    if environ.get("SMS_URL") and profile == "production" and not environ.get("SMS_KEY"):
        complaints.append("设置了 SMS_URL 就必须设置 SMS_KEY（短信网关的签名密钥）")
    home = Path(environ.get("BIANMIN_HOME") or default_home(environ)).expanduser().absolute()
    port = _port(environ.get("PORT", "8000"), complaints)
    if complaints:
        raise BadEnvironment("\n".join(complaints))
    return Env(
        home=home,
        port=port,
        host=environ.get("HOST", "127.0.0.1"),
        database_url=environ.get("DATABASE_URL", ""),
        profile=profile,
        secret=secret or TRIAL_SECRET,
        allowed_hosts=hosts or ("*",),
        proxies=tuple(p for p in environ.get("BIANMIN_PROXIES", "").split(",") if p),
        address=environ.get("BIANMIN_ADDRESS", "").rstrip("/") or f"http://127.0.0.1:{port}",
        sms_url=environ.get("SMS_URL", "").rstrip("/"),
        sms_key=environ.get("SMS_KEY", ""),
        card_reader=environ.get("BIANMIN_CARD_READER", "").rstrip("/"),
        crypto_profile=crypto,
        city=environ.get("BIANMIN_CITY", "聊城"),
        debug=environ.get("BIANMIN_DEBUG", "") == "1",
        secrets=home / "secrets",
    )


ENV = read()
