"""What the tests of operations start from: a home that the database's account may reach."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bianmin.ops.postgres import Cluster

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
def running_cluster(home: Path) -> Iterator[Cluster]:
    place = Place(home)
    place.cluster.start()
    try:
        yield place.cluster
    finally:
        place.cluster.stop()
