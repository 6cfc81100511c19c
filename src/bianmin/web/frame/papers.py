"""材料照片: the papers of a draft, which of them have been photographed, and the photographs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bianmin.accounts.actor import Actor
from bianmin.cases.commands.drafts import save_draft
from bianmin.cases.drafted import materials_of
from bianmin.cases.models import Draft
from bianmin.files.commands import erase_file, take_upload
from bianmin.files.models import StoredFile
from bianmin.files.queries import files_of
from bianmin.rules.errors import Invalid, NotFound

PHOTOS = "photos"
NECESSARY = 1
"""必要: handed in by everybody; 2 is wanted in some cases only, 3 may follow later (容缺后补)."""


@dataclass(frozen=True)
class Paper:
    """一份材料: what the guide asks for, and the photographs of it."""

    key: str
    name: str
    hint: str
    is_shared: bool
    is_necessary: bool
    photos: tuple[int, ...]

    @property
    def is_taken(self) -> bool:
        return bool(self.photos)


def owner_of(draft: Draft) -> str:
    return f"draft:{draft.pk}"


def papers(draft: Draft) -> list[Paper]:
    """Return the papers of the item, each with the photographs of it."""
    taken = _taken(draft)
    return [
        Paper(
            material["key"],
            material.get("plain_name") or material["name"],
            material.get("note", ""),
            bool(material.get("shared")),
            int(material.get("need", NECESSARY)) == NECESSARY,
            tuple(int(pk) for pk in taken.get(material["key"], ())),
        )
        for material in materials_of(draft)
    ]


def photographed(draft: Draft) -> list[Mapping[str, Any]]:
    """Return the materials that need a photograph: all but those the state keeps itself."""
    return [m for m in materials_of(draft) if not m.get("shared")]


def keep_photos(
    draft: Draft, photos: Iterable[tuple[str, Any]], *, by: Actor, at: datetime
) -> Draft:
    """Take each photograph as a file of the draft, and note of which paper it is."""
    names = {paper.key: paper.name for paper in papers(draft)}
    taken = dict(_taken(draft))
    for key, photo in photos:
        file = take_upload(
            photo, unit=draft.unit, owner=owner_of(draft), display_name=names[key], by=by, at=at
        )
        taken[key] = [*taken.get(key, []), str(file.pk)]
    return save_draft(draft, by=by, at=at, applicant={PHOTOS: taken})


def keep_each(
    draft: Draft, photos: Iterable[tuple[str, Any]], *, by: Actor, at: datetime
) -> tuple[Draft, dict[str, str]]:
    """Keep every photograph that is well; return what is wrong with the others, by paper."""
    wrong: dict[str, str] = {}
    for key, photo in photos:
        try:
            draft = keep_photos(draft, [(key, photo)], by=by, at=at)
        except Invalid as fault:
            wrong[key] = str(fault)
    return draft, wrong


def remove_photo(draft: Draft, pk: int, *, by: Actor, at: datetime) -> Draft:
    """Destroy one photograph of a draft, as the person asked."""
    file = StoredFile.objects.filter(unit=draft.unit, owner=owner_of(draft), pk=pk).first()
    if file is None:
        raise NotFound("没有这张照片，或者它已删除")
    erase_file(file, by=by, at=at, reason="本人删除")
    taken = _taken(draft)
    left = {key: [one for one in pks if one != str(pk)] for key, pks in taken.items()}
    return save_draft(draft, by=by, at=at, applicant={PHOTOS: left})


def files(draft: Draft) -> Sequence[StoredFile]:
    return list(files_of(draft.unit, owner_of(draft)))


def _taken(draft: Draft) -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = draft.applicant.clear().get(PHOTOS, {})
    return found
