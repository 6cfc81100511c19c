"""代办的草稿: what an agent has entered so far, sealed, and how it becomes an application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.assistance.file import OrderFile
from bianmin.cases.application import Application
from bianmin.cases.commands.drafts import draft_of
from bianmin.cases.drafted import form_of
from bianmin.cases.models import Draft
from bianmin.regions.models import Region
from bianmin.rules.errors import NotFound
from bianmin.rules.forms import asked, settled, topics
from bianmin.rules.masking import Audience, Kind, mask
from bianmin.web.field.forms.applying import PersonForm
from bianmin.web.field.posts import Post, post_for, villages
from bianmin.web.frame.acting import act
from bianmin.web.frame.answers_shown import shown_answers
from bianmin.web.frame.papers import papers
from bianmin.wire.requests import Request

ONE_PAGE = 12
"""So many fields an agent's phone asks on one page; a longer form is asked topic by topic."""
PAGE = "page"
ORDER = "order"
"""In what a draft keeps of the person: the order that it is filled in for."""
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
    return PersonForm(
        kept_person(draft), villages=villages(posts), has_order=order_in(draft) is not None
    )


def order_in(draft: Draft) -> int | None:
    """Return the id of the order that the draft is filled in for, if any."""
    kept = draft.applicant.clear().get(ORDER)
    return kept if isinstance(kept, int) else None


def client_of(file: OrderFile) -> dict[str, Any]:
    """Return what an order knows of its resident, as the person's page asks it."""
    order, person = file.order, file.order.principal
    assert person is not None  # entrusted
    return {
        "name": person.name.clear(),
        "id_number": person.id_number.clear(),
        "phone": order.phone.clear() or person.phone.clear(),
        "place": order.village_id,
        "consent": "on",
        ORDER: order.pk,
    }


def person_shown(draft: Draft, form: PersonForm) -> dict[str, str]:
    """Return who it is for, to be read over; of an order only so much as its page shows."""
    given = form.cleaned_data
    if order_in(draft) is None:
        return {name: given[name] for name in ("name", "id_number", "phone")}
    return {
        "name": given["name"],
        "id_number": mask(Kind.ID_NUMBER, given["id_number"], Audience.WINDOW),
        "phone": mask(Kind.PHONE, given["phone"], Audience.WINDOW),
    }


def application(
    draft: Draft, posts: list[Post], applicant: Person, place: int, *, agent: Actor
) -> Application:
    """Return the application that the draft has become; of a bundle what its cases share."""
    village = Region.objects.select_related("parent").get(pk=place)
    post = post_for(posts, village)
    return Application(
        version=draft.version,
        scenario=draft.scenario,
        applicant=applicant,
        village=village,
        site=post.center,
        intake_site=post.site,
        answers=settled(form_of(draft), draft.answers.clear()),
        contact_phone=draft.applicant.clear()["phone"],
        materials={paper.key: "received" for paper in papers(draft) if paper.is_taken},
        agent=Person.objects.get(pk=agent.person_id or 0),
    )


def shown(draft: Draft) -> list[tuple[str, str]]:
    """Return the answers of the draft in words, those that apply."""
    form = form_of(draft)
    return shown_answers(form, settled(form, draft.answers.clear()))


@dataclass(frozen=True)
class Page:
    """申请表的一页: which topic it asks (None: the whole form), and where it leads."""

    topic: int | None
    title: str
    back: str
    onward: str
    percent: int


def page_of(draft: Draft, told: Mapping[str, str]) -> Page:
    """Return the page of the form that an address names, or the first."""
    person, photos = (reverse(f"field:{name}", args=[draft.pk]) for name in ("person", "photos"))
    form = form_of(draft)
    if len(form.get("properties", {})) <= ONE_PAGE:
        return Page(None, "问清情况", person, photos, 50)
    wanted = set(asked(form, settled(form, draft.answers.clear())))
    pages = [(n, t) for n, (t, names) in enumerate(topics(form)) if not wanted.isdisjoint(names)]
    numbers = [n for n, _ in pages]
    named = told.get(PAGE, "")
    at = numbers.index(int(named)) if named.isdigit() and int(named) in numbers else 0
    here = reverse("field:answers", args=[draft.pk])
    return Page(
        topic=numbers[at],
        title=pages[at][1],
        back=f"{here}?{PAGE}={numbers[at - 1]}" if at else person,
        onward=f"{here}?{PAGE}={numbers[at + 1]}" if at + 1 < len(pages) else photos,
        percent=25 + 50 * at // len(pages),
    )
