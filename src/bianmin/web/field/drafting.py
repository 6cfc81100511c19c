"""代办的草稿: what an agent has entered so far, sealed, and how it becomes an application."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.cases.application import Application
from bianmin.cases.commands.drafts import draft_of
from bianmin.cases.models import Draft
from bianmin.regions.models import Region
from bianmin.rules.errors import NotFound
from bianmin.web.field.forms.applying import PersonForm
from bianmin.web.field.posts import Post, post_for, villages
from bianmin.web.frame.acting import act
from bianmin.web.frame.papers import papers
from bianmin.wire.requests import Request

PERSON = ("name", "id_number", "phone", "place", "consent")


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


def application(
    draft: Draft, posts: list[Post], applicant: Person, place: int, *, agent: Actor
) -> Application:
    """Return the application that the draft has become."""
    village = Region.objects.select_related("parent").get(pk=place)
    post = post_for(posts, village)
    return Application(
        version=draft.version,
        scenario=draft.scenario,
        applicant=applicant,
        village=village,
        site=post.center,
        intake_site=post.site,
        answers=draft.answers.clear(),
        contact_phone=draft.applicant.clear()["phone"],
        materials={paper.key: "received" for paper in papers(draft) if paper.is_taken},
        agent=Person.objects.get(pk=agent.person_id or 0),
    )
