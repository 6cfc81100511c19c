"""演示队伍: who was trained and passed, who stands where, and how the last day began.

Learning comes first, then the posts of those who passed, then the days on them.
"""

from __future__ import annotations

from datetime import datetime
from random import Random

from bianmin.ops.demo.rows import Mint
from bianmin.ops.demo.workforce.crew import crew_of
from bianmin.ops.demo.workforce.days import live
from bianmin.ops.demo.workforce.learning import teach
from bianmin.ops.demo.workforce.posts import man


def muster(seed: int, opened: datetime, until: datetime) -> int:
    """Train, authorise, post and plan everybody of the demonstration; return the posts manned."""
    random, mint = Random(f"workforce {seed}"), Mint()
    crew = teach(crew_of(), opened, until, random, mint)
    manned = man(crew, opened, until, random)
    live(crew, until, random, mint)
    return manned
