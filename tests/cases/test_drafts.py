"""What is being filled in is kept for who began it or holds its secret, and for nobody else."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bianmin.accounts.actor import ANONYMOUS
from bianmin.cases import jobs
from bianmin.cases.commands import drafts
from bianmin.cases.models import Draft
from bianmin.files.commands import take_upload
from bianmin.files.models import StoredFile
from bianmin.rules.errors import NotFound
from tests import make, world
from tests.files import samples
from tests.make import MONDAY_9AM

TEXT = "柳庄村金丝雀"


def test_a_stranger_with_the_secret_goes_on_where_he_stopped(
    cast: world.World, town: world.Township
) -> None:
    draft, secret = drafts.begin_draft(
        cast.version, town.village, unit=1, by=ANONYMOUS, at=MONDAY_9AM
    )
    drafts.save_draft(draft, answers={"band": "80-89"}, by=ANONYMOUS, at=MONDAY_9AM)
    drafts.save_draft(
        draft,
        answers={"note": TEXT},
        applicant={"name": TEXT},
        by=ANONYMOUS,
        at=MONDAY_9AM + timedelta(days=29),
    )

    again = drafts.draft_of(1, draft.pk, secret, by=ANONYMOUS, at=MONDAY_9AM + timedelta(days=58))

    assert again.answers.clear() == {"band": "80-89", "note": TEXT}
    assert again.applicant.clear() == {"name": TEXT}
    assert again.version.item.pk == cast.version.item.pk


@pytest.mark.parametrize("how", ["wrong secret", "no secret", "other unit", "too late", "other"])
def test_nobody_else_opens_it(cast: world.World, town: world.Township, how: str) -> None:
    assert town.resident is not None
    own = make.actor(town.resident)
    other = make.actor(make.user())
    draft, secret = drafts.begin_draft(cast.version, town.village, unit=1, by=own, at=MONDAY_9AM)
    unit = 2 if how == "other unit" else 1
    given = {"wrong secret": "0" * 32, "no secret": "", "other": ""}.get(how, secret)
    at = MONDAY_9AM + timedelta(days=30 if how == "too late" else 0)

    with pytest.raises(NotFound, match="已经过期或已提交"):
        drafts.draft_of(unit, draft.pk, given, by=other if how == "other" else ANONYMOUS, at=at)


def test_its_owner_needs_no_secret_and_it_is_gone_when_discarded(
    cast: world.World, town: world.Township
) -> None:
    assert town.resident is not None
    own = make.actor(town.resident)
    draft, _ = drafts.begin_draft(cast.version, town.village, unit=1, by=own, at=MONDAY_9AM)
    assert drafts.draft_of(1, draft.pk, "", by=own, at=MONDAY_9AM) == draft
    drafts.discard_draft(draft)
    with pytest.raises(NotFound):
        drafts.draft_of(1, draft.pk, "", by=own, at=MONDAY_9AM)
    with pytest.raises(NotFound):
        drafts.discard_draft(draft)  # as the second of two submissions would


def test_an_answer_left_empty_this_time_is_forgotten(
    cast: world.World, town: world.Township
) -> None:
    draft, _ = drafts.begin_draft(cast.version, None, unit=1, by=ANONYMOUS, at=MONDAY_9AM)
    both, one = {"band": "100+", "note": TEXT}, {"note": None}
    for answers in (both, one):
        drafts.save_draft(draft, answers=answers, by=ANONYMOUS, at=MONDAY_9AM)
    assert draft.answers.clear() == {"band": "100+"}


@pytest.mark.parametrize("how", ["dropped", "expired"])
def test_its_photographs_go_with_it(
    cast: world.World, town: world.Township, settings: Any, tmp_path: Path, how: str
) -> None:
    settings.BIANMIN_FILES_DIR = tmp_path
    draft, _ = drafts.begin_draft(cast.version, None, unit=1, by=ANONYMOUS, at=MONDAY_9AM)
    photo, owner = io.BytesIO(samples.jpeg()), f"draft:{draft.pk}"
    take_upload(photo, unit=1, owner=owner, display_name="证", by=ANONYMOUS, at=MONDAY_9AM)

    if how == "dropped":
        drafts.drop_draft(draft, by=ANONYMOUS, at=MONDAY_9AM)
    else:
        drafts.forget_expired(1, at=MONDAY_9AM + timedelta(days=31))

    assert not Draft.objects.filter(unit=1).exists()
    assert StoredFile.objects.get(unit=1).state == "erased"


def test_a_village_chosen_later_and_an_account_made_later_are_kept(
    cast: world.World, town: world.Township
) -> None:
    assert town.resident is not None
    own = make.actor(town.resident)
    draft, _ = drafts.begin_draft(cast.version, None, unit=1, by=ANONYMOUS, at=MONDAY_9AM)
    drafts.save_draft(draft, village=town.village, by=own, at=MONDAY_9AM)
    assert (draft.village, draft.user_id) == (town.village, town.resident.pk)
    drafts.save_draft(draft, answers={"band": "100+"}, by=ANONYMOUS, at=MONDAY_9AM)
    assert (draft.village, draft.user_id) == (town.village, town.resident.pk)


def test_nothing_of_it_lies_in_clear(cast: world.World, town: world.Township) -> None:
    draft, secret = drafts.begin_draft(
        cast.version, town.village, unit=1, by=ANONYMOUS, at=MONDAY_9AM
    )
    drafts.save_draft(
        draft, answers={"note": TEXT}, applicant={"name": TEXT}, by=ANONYMOUS, at=MONDAY_9AM
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_draft WHERE unit = 1")
        row = b"|".join(bytes(str(value), "utf-8") for value in cursor.fetchone())
        cursor.execute("SELECT answers, applicant, secret_hash FROM cases_draft WHERE unit = 1")
        raw = b"".join(bytes(value) for value in cursor.fetchone())
    for told in (TEXT.encode(), secret.encode(), bytes.fromhex(secret)):
        assert told not in row + raw


def test_what_has_expired_is_forgotten_unit_by_unit(
    cast: world.World, town: world.Township
) -> None:
    for unit, days in ((1, 0), (1, 5), (2, 0)):
        at = MONDAY_9AM + timedelta(days=days)
        drafts.begin_draft(cast.version, town.village, unit=unit, by=ANONYMOUS, at=at)
    later = MONDAY_9AM + timedelta(days=31)
    assert drafts.forget_expired(1, at=later) == 1
    jobs.tidy(int(later.timestamp()))
    assert Draft.objects.count() == 1
