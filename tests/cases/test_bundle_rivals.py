"""Four who act on the items of one bundle at once: none is lost, and the whole sees them all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from bianmin.cases.bundles import bundle_behind, chain_of
from bianmin.cases.commands import closing
from bianmin.cases.commands.moving import CaseMoved
from bianmin.cases.queries import holder_of_link
from bianmin.rules.chains import Whole
from bianmin.rules.lifecycle import State
from tests import world
from tests.cases import chains
from tests.cases.chains import AFTER, BESIDE, FIRST, LAST, read
from tests.cases.paths import Path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


def test_rivals_close_the_items_of_one_bundle(db: Any) -> None:
    cast = world.build()
    path = Path(cast, cast.townships["河湾镇"])
    sent = chains.submit(path, chains.version(path))
    for code in (FIRST, BESIDE):
        for step in (path.receive, path.accept, path.start, path.grant):
            step(read(sent.cases[code]))
    start = Barrier(4)

    def withdraw(code: str) -> None:
        case = read(sent.cases[code])
        closing.withdraw_case(case, reason="不办了", by=holder_of_link(case), at=path.at)

    acts: list[Callable[[], None]] = [
        lambda: path.complete(read(sent.cases[FIRST])),
        lambda: path.complete(read(sent.cases[BESIDE])),
        lambda: withdraw(AFTER),
        lambda: withdraw(LAST),
    ]

    def alone(act: Callable[[], None]) -> None:
        try:
            start.wait()
            try:
                act()
            except CaseMoved:  # its turn came meanwhile: a second look, and again
                act()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(alone, acts))

    bundle = bundle_behind(sent.tracking)
    assert bundle is not None
    assert (bundle.state, bundle.closed_at) == (Whole.PARTLY, path.at)
    assert chain_of(bundle).whole is Whole.PARTLY
    found = {code: read(case).state for code, case in sent.cases.items()}
    assert found == {
        FIRST: State.COMPLETED, BESIDE: State.COMPLETED,
        AFTER: State.WITHDRAWN, LAST: State.WITHDRAWN,
    }  # fmt: skip
