"""What is being filled in is kept for who began it or holds its secret, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from bianmin.accounts.actor import ANONYMOUS
from bianmin.cases import jobs
from bianmin.cases.commands import drafts
from bianmin.cases.models import Draft
from bianmin.rules.errors import NotFound
from tests import make, world
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
