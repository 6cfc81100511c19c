"""申请表里的照片和文件: kept as files of the draft; the answer holds their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bianmin.accounts.actor import Actor
from bianmin.cases.commands.drafts import save_draft
from bianmin.cases.models import Draft
from bianmin.files.commands import erase_file, take_upload
from bianmin.files.models import StoredFile
from bianmin.rules.errors import Invalid
from bianmin.rules.form_kinds import MOST_FILES, UPLOADED
from bianmin.rules.forms import Form, kind_of
from bianmin.web.frame.answers_form import AnswersForm
from bianmin.web.frame.papers import owner_of

DROP = "drop"
TOO_MANY = f"最多 {MOST_FILES} 份，请先删去再传"


def keep_answers(draft: Draft, form: AnswersForm, *, by: Actor, at: datetime) -> Draft:
    """保存这一页: the answers of the page, and its photographs as files of the draft.

    What is wrong with a photograph is said at its field; the others are kept.
    """
    draft = save_draft(draft, by=by, at=at, answers=form.asked())
    taken: dict[str, list[str]] = {}
    for name, label, upload in form.uploads():
        kept = taken.setdefault(name, list(draft.answers.clear().get(name, ())))
        try:
            kept.append(_take(draft, label, upload, len(kept), by=by, at=at))
        except Invalid as fault:
            form.add_error(name, str(fault))
    return save_draft(draft, by=by, at=at, answers=taken) if taken else draft


def drop_answer(draft: Draft, form: Form, name: str, *, by: Actor, at: datetime) -> Draft:
    """删去: destroy the files of one answer, as the person asked."""
    rule = form.get("properties", {}).get(name)
    if rule is None or kind_of(rule) not in UPLOADED:
        return draft
    for file in _files(draft, draft.answers.clear(), name):
        erase_file(file, by=by, at=at, reason="本人删除")
    return save_draft(draft, by=by, at=at, answers={name: None})


def _take(draft: Draft, label: str, upload: Any, already: int, *, by: Actor, at: datetime) -> str:
    if already >= MOST_FILES:
        raise Invalid(TOO_MANY)
    owner = owner_of(draft)
    file = take_upload(upload, unit=draft.unit, owner=owner, display_name=label, by=by, at=at)
    return str(file.pk)


def _files(draft: Draft, answers: Mapping[str, Any], name: str) -> list[StoredFile]:
    kept = [int(one) for one in answers.get(name, ()) if str(one).isdigit()]
    rows = StoredFile.objects.filter(unit=draft.unit, owner=owner_of(draft), pk__in=kept)
    return list(rows)
