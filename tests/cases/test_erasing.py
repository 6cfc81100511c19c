"""What is kept of a person goes when the table of retention says so; the act stays provable."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import Person
from bianmin.audit.models import Event
from bianmin.audit.queries import verify
from bianmin.cases.commands import erasing
from bianmin.cases.commands.bundles import withdraw_from_bundle
from bianmin.cases.models import BundleCase, Case, Delivery
from bianmin.files.commands import take_upload
from bianmin.files.models import StoredFile
from bianmin.rules.errors import Conflict
from bianmin.rules.lifecycle import State
from bianmin.rules.retention import RETENTIONS, Record
from bianmin.rules.roles import RoleKind
from tests.cases import chains
from tests.cases.paths import Path
from tests.files import samples
from tests.make import MONDAY_9AM as NOW

pytestmark = pytest.mark.django_db
KEPT = RETENTIONS[Record.PERSON].keeps
assert KEPT is not None
LATER = NOW + KEPT + timedelta(days=400)


@pytest.fixture(autouse=True)
def _known_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' people get their ids from the real clock, whatever year it shows."""
    monkeypatch.setattr(erasing, "first_of", lambda moment: 2**62 if moment > NOW else 0)


def delivered(path: Path, tmp_path: Any, settings: Any) -> Case:
    settings.BIANMIN_FILES_DIR = tmp_path
    case = path.into(State.DELIVERED)
    photo = io.BytesIO(samples.jpeg())
    owner = f"case:{case.pk}"
    take_upload(photo, unit=case.unit, owner=owner, display_name="证", by=SYSTEM, at=NOW)
    return case


def test_after_its_period_everything_personal_is_gone(
    path: Path, tmp_path: Any, settings: Any
) -> None:
    case = delivered(path, tmp_path, settings)
    assert case.answers.clear() or case.contact_phone
    assert case.closed_at is not None
    assert erasing.erase_expired(at=case.closed_at + KEPT - timedelta(days=1)) == 0

    while erasing.erase_expired(at=LATER):
        pass

    after = Case.objects.get(unit=case.unit, pk=case.pk)
    person = Person.objects.get(pk=case.applicant_id)
    assert not (after.contact_phone or after.answers.clear())
    assert not (person.name or person.id_number or person.phone or person.phone_hash)
    assert person.erased_at == LATER
    assert not any(row.receiver for row in Delivery.objects.filter(unit=case.unit, case=case))
    assert StoredFile.objects.get(unit=case.unit).state == "erased"
    assert (after.number, after.closed_at, after.state) == (case.number, case.closed_at, case.state)
    last = Event.objects.filter(unit=case.unit, subject=f"case:{case.pk}").order_by("id").last()
    assert last is not None
    assert (last.action, last.reason) == ("erase", erasing.OVER)
    assert verify(connection, []).is_clean


def test_what_opened_several_cases_forgets_the_phone_with_them(path: Path) -> None:
    whole = chains.submit(path, chains.version(path))
    assert whole.bundle.contact_phone
    numbers = [case.number for case in whole.cases.values()]
    withdraw_from_bundle(whole.bundle, numbers, reason="不办了", **path.by(RoleKind.CITIZEN))
    erasing.erase_with_cases(whole.bundle.applicant, by=SYSTEM, at=LATER, reason="本人要求")
    assert not BundleCase.objects.get(unit=1, pk=whole.bundle.pk).contact_phone


def test_an_open_case_keeps_its_people(path: Path) -> None:
    case = path.into(State.ACCEPTED)
    erasing.erase_expired(at=LATER)
    assert Person.objects.get(pk=case.applicant_id).erased_at is None
    with pytest.raises(Conflict, match="还有没办结的件"):
        erasing.erase_with_cases(case.applicant, by=SYSTEM, at=LATER, reason="本人要求")


def test_working_staff_are_never_emptied(path: Path) -> None:
    erasing.erase_expired(at=LATER)
    staff = Person.objects.filter(users__is_staff_member=True, users__is_active=True)
    assert staff.exists()
    assert not staff.filter(erased_at__isnull=False).exists()
