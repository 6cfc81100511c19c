"""补正: what the slip asks for, line by line, and the photographs that have come for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from bianmin.accounts.actor import Actor
from bianmin.cases import policies, queries
from bianmin.cases.models import Case, CaseMaterial, Notice
from bianmin.files.commands import take_upload
from bianmin.files.names import clean_name
from bianmin.files.queries import files_of
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.verdict import require
from bianmin.web.public.forms.following import MendForm, Wanted
from bianmin.web.public.progress import slip_of

MENDS = {
    State.RETURNED: Action.RESUBMIT,
    State.CORRECTION: Action.CORRECT,
    State.REVIEW_CORRECTION: Action.CORRECT_REVIEW,
}


def slip_for(actor: Actor, case: Case, *, again: bool) -> Notice:
    """Return the slip to mend by; `again` is a whole application given back before review.

    Raise Conflict when nothing waits for the applicant, NotAllowed for whoever may not mend.
    """
    state = State(case.state)
    slip = slip_of(case, queries.dossier(case).slips)
    if slip is None or (state is State.RETURNED) != again:
        raise Conflict("这件事现在没有要补的，请看看办到哪一步了")
    require(policies.may_move(actor, case, MENDS[state]))
    return slip


def wanted(case: Case, slip: Notice) -> list[Wanted]:
    """Return the lines of a slip, each with how many photographs have come for it since."""
    papers = CaseMaterial.objects.filter(unit=case.unit, case_id=case.pk)
    keys = set(papers.values_list("key", flat=True))
    came = _came(case, slip)
    return [
        Wanted(
            f"photo-{number}",
            line["key"] if line["key"] in keys else "",
            line["what"],
            line["why"],
            line["how"],
            came[clean_name(line["what"])],
        )
        for number, line in enumerate(slip.lines.clear())
    ]


def keep_photos(case: Case, slip: Notice, form: MendForm, *, by: Actor, at: datetime) -> None:
    """Keep every photograph that is well, and say at its line what is wrong with the others."""
    for one, photo in form.photos():
        keep_photo(form, case, one, photo, by=by, at=at)
    form.wanted = wanted(case, slip)


def keep_photo(
    form: forms.Form, case: Case, one: Wanted, photo: Any, *, by: Actor, at: datetime
) -> None:
    """Keep one photograph for a case, or say at its line what is wrong with it."""
    try:
        take_upload(
            photo,
            unit=case.unit,
            owner=f"case:{case.pk}",
            display_name=one.what,
            by=by,
            at=at,
        )
    except Invalid as fault:
        _tell(form, one.field, str(fault))


def handed_in(lines: Sequence[Wanted]) -> dict[str, str]:
    """Return the papers for which photographs have come."""
    return {one.key: "received" for one in lines if one.key and one.arrived}


def _came(case: Case, slip: Notice) -> Counter[str]:
    files = files_of(case.unit, f"case:{case.pk}").filter(uploaded_at__gte=slip.issued_at)
    well = files.exclude(state="refused")
    return Counter(file.display_name.clear() for file in well)


def _tell(form: forms.Form, field: str, sentence: str) -> None:
    if field not in form.errors:
        form.add_error(field, sentence)
