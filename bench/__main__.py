"""`make bench NAME="intake desk"`: benchmarks that print ratios, measured in one run.

Each module beside this one has `run(*, cases) -> None`, which prints its table.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import pkgutil
import subprocess

import django

import bench


def machine() -> str:
    """What the figures were measured on: they say little without it."""
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, commit {asked.stdout.strip()}"


def main() -> None:
    known = sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if m.name[0] != "_")
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*known, []], help=", ".join(known))
    parser.add_argument("--cases", type=int, default=1_000_000)
    options = parser.parse_args()
    django.setup()
    logging.getLogger("bianmin").setLevel(logging.WARNING)
    for name in options.names or known:
        print(f"\n== {name}, {options.cases:,} cases, {machine()}", flush=True)
        importlib.import_module(f"bench.{name}").run(cases=options.cases)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main()
