from datetime import UTC, datetime, timedelta

from bianmin.rules.retention import RETENTIONS, Record, erase_before

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_every_kind_of_record_has_a_period_and_a_ground() -> None:
    assert set(RETENTIONS) == set(Record)
    assert all(retention.ground for retention in RETENTIONS.values())


def test_logs_are_kept_six_months_at_least() -> None:
    keeps = RETENTIONS[Record.MESSAGE].keeps
    assert keeps is not None and keeps >= timedelta(days=183)


def test_events_are_never_erased() -> None:
    assert erase_before(Record.EVENT, NOW) is None


def test_what_is_older_than_its_period_is_erased() -> None:
    assert erase_before(Record.SIGN_IN_CODE, NOW) == NOW - timedelta(days=2)
