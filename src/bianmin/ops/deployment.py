"""部署: what operations read of a deployment's settings (`config.env.Env` fulfils it)."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, cast


class Deployment(Protocol):
    """部署: the part of the environment that starting, stopping and preparing depend on."""

    @property
    def home(self) -> Path: ...
    @property
    def secrets(self) -> Path: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def database_url(self) -> str: ...
    @property
    def profile(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def sms_url(self) -> str: ...


def current() -> Deployment:
    """部署: return the one that the environment describes, read once by the settings."""
    from django.conf import settings

    return cast(Deployment, settings.ENV)
