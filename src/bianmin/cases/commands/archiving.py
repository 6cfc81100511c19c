"""归档: the delivered case is put away with the list of what its file holds."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.cases.commands.moving import move
from bianmin.cases.deliveries import contents_of, stored_entries
from bianmin.cases.models import ArchiveList, Case
from bianmin.cases.queries import dossier
from bianmin.rules.archive import check_pages, kept_words
from bianmin.rules.lifecycle import Action


@transaction.atomic
def archive_case(case: Case, *, pages: int | None = None, by: Actor, at: datetime) -> Case:
    """归档: keep the list as the file stands now; `pages` are those of the bound paper."""
    counted = check_pages(pages)
    move(case, Action.ARCHIVE, by=by, at=at)
    ArchiveList.objects.bulk_create(
        [
            ArchiveList(
                unit=case.unit,
                case=case,
                entries=stored_entries(contents_of(dossier(case))),
                kept=kept_words(),
                pages=counted,
                archived_at=at,
                archived_by=by.user_id,
            )
        ]
    )
    return case
