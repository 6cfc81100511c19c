"""代办的草稿: what an agent has entered so far, sealed, and how it becomes an application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.cases.application import Application
from bianmin.cases.commands.drafts import draft_of, save_draft
from bianmin.cases.models import Draft
from bianmin.catalogue.queries import required_materials
from bianmin.files.commands import take_upload
from bianmin.files.models import StoredFile
from bianmin.files.queries import files_of
from bianmin.regions.models import Region
from bianmin.rules.errors import NotFound
from bianmin.web.field.forms.applying import PersonForm
from bianmin.web.field.posts import Post, post_for, villages
from bianmin.wire.requests import Request

PHOTOS = "photos"
PERSON = ("name", "id_number", "phone", "place", "consent")


class Act(TypedDict):
    """一次办理: who acts, and when; what every command is told."""

    by: Actor
    at: datetime


def act(request: Request) -> Act:
    return Act(by=request.actor, at=request.at)


def draft_for(request: Request, posts: Sequence[Post], pk: int) -> Draft:
    """Return the agent's own draft; nobody else's opens, whoever knows its number."""
    draft = draft_of(posts[0].center.unit, pk, "", **act(request))
    if draft.user_id != request.actor.user_id:
        raise NotFound("这份草稿已经过期或已提交，请重新填写")
    return draft


def kept_person(draft: Draft) -> dict[str, Any]:
    """Return what was entered of the person, for the form that asks it."""
    kept = draft.applicant.clear()
    return {name: kept[name] for name in PERSON if name in kept}


def person_form(draft: Draft, posts: list[Post]) -> PersonForm:
    """Return the person's page as it was filled in, to be checked once more before sending."""
    return PersonForm(kept_person(draft), villages=villages(posts))


def owner_of(draft: Draft) -> str:
    return f"draft:{draft.pk}"


@dataclass(frozen=True)
class Paper:
    """一份材料: what the guide asks for, and whether it has been photographed."""

    key: str
    name: str
    hint: str
    is_shared: bool
    is_taken: bool


def papers(draft: Draft) -> list[Paper]:
    """Return the papers of the item, each with whether there is a photograph of it."""
    taken = draft.applicant.clear().get(PHOTOS, {})
    return [
        Paper(
            material["key"],
            material.get("plain_name") or material["name"],
            material.get("note", ""),
            bool(material.get("shared")),
            material["key"] in taken,
        )
        for material in required_materials(draft.version)
    ]


def photographed(draft: Draft) -> list[Mapping[str, Any]]:
    """Return the materials that need a photograph: all but those the state keeps itself."""
    return [m for m in required_materials(draft.version) if not m.get("shared")]


def keep_photos(
    draft: Draft, photos: Iterable[tuple[str, Any]], *, by: Actor, at: datetime
) -> Draft:
    """Take each photograph as a file of the draft, and note of which paper it is."""
    names = {paper.key: paper.name for paper in papers(draft)}
    taken = dict(draft.applicant.clear().get(PHOTOS, {}))
    for key, photo in photos:
        file = take_upload(
            photo, unit=draft.unit, owner=owner_of(draft), display_name=names[key], by=by, at=at
        )
        taken[key] = [*taken.get(key, []), str(file.pk)]
    return save_draft(draft, by=by, at=at, applicant={PHOTOS: taken})


def files(draft: Draft) -> Sequence[StoredFile]:
    return list(files_of(draft.unit, owner_of(draft)))


def application(
    draft: Draft, posts: list[Post], applicant: Person, place: int, *, agent: Actor
) -> Application:
    """Return the application that the draft has become."""
    village = Region.objects.select_related("parent").get(pk=place)
    post = post_for(posts, village)
    return Application(
        version=draft.version,
        applicant=applicant,
        village=village,
        site=post.center,
        intake_site=post.site,
        answers=draft.answers.clear(),
        contact_phone=draft.applicant.clear()["phone"],
        materials={paper.key: "received" for paper in papers(draft) if paper.is_taken},
        agent=Person.objects.get(pk=agent.person_id or 0),
    )
