"""A supervisor of an embedded database and of two children that are quick to start.

python -m tests.ops.small_supervisor HOME [with-parent]
"""

from __future__ import annotations

import sys
from pathlib import Path

from bianmin.ops.refusal import Refused, Stopped
from bianmin.ops.supervisor import Child, supervising
from tests.ops.places import Place

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
WITH_A_CHILD = "import subprocess; subprocess.run(['sleep', '600'])"


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def main(home: Path, *, with_parent: bool, stubborn: bool) -> None:
    place = Place(home)
    program = STUBBORN if stubborn else WITH_A_CHILD
    with supervising(home, place.secrets, with_parent=with_parent, say=say) as supervisor:
        supervisor.start_database(place.cluster)
        supervisor.start(
            [
                Child("甲", (sys.executable, "-c", program)),
                Child("乙", ("sleep", "600")),
            ]
        )
        say("ready")
        supervisor.watch(until=lambda: False)


if __name__ == "__main__":
    try:
        main(
            Path(sys.argv[1]),
            with_parent="with-parent" in sys.argv,
            stubborn="stubborn" in sys.argv,
        )
    except Stopped:
        say("stopped")
    except Refused as refused:
        raise SystemExit(str(refused)) from None
