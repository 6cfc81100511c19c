"""`make torture [NAME=…]`: the long fault runs at full size; results go to docs/torture.

Each module beside this one has `FULL` (its full size) and `run(*, seed, n) -> dict` with a count of
violations. Prints seed and commit, so that a failure can be repeated.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import time
from pathlib import Path

import django

import torture

RESULTS = Path(__file__).parents[1] / "docs" / "torture"


def commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "unknown"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make torture", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", "20200602")))
    parser.add_argument("--n", type=int, default=0, help="size; 0: the full one")
    options = parser.parse_args()
    known = sorted(m.name for m in pkgutil.iter_modules(torture.__path__) if m.name[0] != "_")
    failed = False
    for name in options.names or known:
        module = importlib.import_module(f"torture.{name}")
        size = options.n or module.FULL
        at_commit = commit()
        print(f"{name}: SEED={options.seed} N={size} COMMIT={at_commit}", flush=True)
        started = time.monotonic()
        result = module.run(seed=options.seed, n=size)
        result |= {
            "name": name,
            "seed": options.seed,
            "n": size,
            "commit": at_commit,
            "seconds": round(time.monotonic() - started, 1),
        }
        RESULTS.mkdir(parents=True, exist_ok=True)
        text = json.dumps(result, ensure_ascii=False, indent=2, sort_keys=True)
        (RESULTS / f"{name}.json").write_text(text + "\n")
        print(text, flush=True)
        failed |= bool(result.get("violations"))
    return int(failed)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    sys.exit(main())
