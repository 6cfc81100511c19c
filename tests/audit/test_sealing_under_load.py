"""Writers commit late and out of order while events are being sealed; none is left out."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction
from torture.audit import Clerk

from bianmin.audit import chain, jobs, queries
from bianmin.audit.commands import record, seal_events
from bianmin.audit.models import Event, Seal

NOW = datetime(2020, 9, 25, 9, tzinfo=UTC)
CLERK = Clerk(1, 11, "王芳")


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_every_event_is_sealed_once_whenever_it_commits() -> None:
    errors: list[Exception] = []

    def write(seed: int) -> None:
        dice = random.Random(seed)
        for number in range(12):
            with transaction.atomic():
                for line in range(dice.randrange(1, 4)):
                    record(f"case:{number}", "accept", unit=1, by=CLERK, at=NOW, line=line)
                time.sleep(dice.random() / 20)  # commits after younger ids of other writers
                transaction.set_rollback(dice.random() < 0.2)

    def seal() -> None:
        for _ in range(15):
            seal_events(at=NOW)
            time.sleep(0.01)

    def run(work: object, *args: int) -> None:
        try:
            work(*args)  # type: ignore[operator]
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(write, seed)) for seed in range(4)]
    threads += [threading.Thread(target=run, args=(seal,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_events(at=NOW)

    assert not errors
    sealed = [e.id for seal in Seal.objects.all() for e in chain.unpack(bytes(seal.members))]
    assert sorted(sealed) == list(
        Event.objects.filter(unit=1).order_by("id").values_list("pk", flat=True)
    )
    report = queries.verify(connection)
    assert (report.is_clean, report.unsealed) == (True, 0)


@pytest.mark.django_db
def test_the_jobs_seal_what_is_due() -> None:
    record("case:1", "accept", unit=1, by=CLERK, at=NOW)
    jobs.seal_events(int(NOW.timestamp()))
    record("case:1", "deliver", unit=1, by=CLERK, at=NOW)
    jobs.seal_all_events(int(NOW.timestamp()))

    assert [seal.made_at for seal in Seal.objects.all()] == [NOW, NOW]
    assert queries.verify(connection).unsealed == 0
