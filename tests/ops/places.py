"""What the tests of operations start from: a home that the database's account may reach."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bianmin.config.env import ENV
from bianmin.ops.postgres import MAJOR, Cluster
from tests.server import locked

TRIAL_SECRET = "trial-secret-not-for-production"


@dataclass(frozen=True)
class Place:
    """A deployment in a folder of its own."""

    home: Path
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = ""
    profile: str = "trial"
    secret: str = TRIAL_SECRET
    sms_url: str = ""

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.home, self.secrets)


@contextmanager
def empty_home(*, mode: int = 0o711, below: str = "") -> Iterator[Path]:
    """Yield a new folder below /var/tmp (pytest's own are private), and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bm-ops-", dir="/var/tmp"))
    os.chmod(folder, mode)
    try:
        yield folder / below if below else folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def used_home() -> Iterator[Path]:
    """Yield a new folder with the database of an earlier first start: making one takes seconds."""
    kept = ENV.home / f"first-start-{MAJOR}"
    with locked("first-start"):
        if not kept.exists():
            _keep_a_first_start(kept)
    with empty_home() as home:
        _copy(kept, home)
        yield home


def _keep_a_first_start(kept: Path) -> None:
    draft = kept.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    with empty_home() as home:
        with running_cluster(home) as cluster:
            pass
        cluster.log.unlink()  # what a test reads there is of its own server
        _copy(home, draft)
    draft.rename(kept)


def _copy(source: Path, target: Path) -> None:
    """With the owners: PostgreSQL takes no folder that is not its own."""
    target.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", f"{source}/.", target], check=True)


@contextmanager
def running_cluster(home: Path) -> Iterator[Cluster]:
    place = Place(home)
    place.cluster.start()
    try:
        yield place.cluster
    finally:
        place.cluster.stop()
