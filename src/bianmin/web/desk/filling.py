"""照登记的填: what is known of the person joins what was typed, and changes none of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from bianmin.accounts.models import Person
from bianmin.cases.commands.prefilling import prefill_form
from bianmin.cases.prefill import Offer
from bianmin.catalogue.merged import Merged
from bianmin.catalogue.models import ItemVersion
from bianmin.catalogue.queries import version_of
from bianmin.catalogue.scenarios import form_in
from bianmin.regions.models import Region
from bianmin.rules.errors import DomainError, NotFound
from bianmin.rules.forms import Form
from bianmin.web.desk.finding import known
from bianmin.web.desk.posts import Post
from bianmin.web.frame.acting import act
from bianmin.web.frame.answers_form import LOOK, AnswersForm
from bianmin.web.frame.answers_typed import typed_answers
from bianmin.web.frame.walking import asked_of
from bianmin.wire.requests import Request

FILL = "fill"
"""The button that asks for it."""
PREFIX = "a-"


@dataclass(frozen=True)
class Filled:
    """填好的: the page as it would be sent, whose it is, where each new answer comes from."""

    data: QueryDict
    person: Person | None = None
    sources: dict[str, str] = field(default_factory=dict)
    fault: str = ""


def filled(request: Request, post: Post, merged: Merged | None = None) -> Filled:
    """Return what was typed with what is known beside it; a sentence when that may not be.

    `merged` is the form of a bundle, where it is one.
    """
    data = request.POST.copy()
    data["act"] = LOOK
    person = known(request.actor, data.get("id_number", ""))
    if person is None:
        return Filled(data, fault="没有登记过这个身份证号，请照身份证填写")
    try:
        if merged is not None:
            return _with_each(request, post, data, person, merged)
        return _with_answers(request, post, data, person)
    except DomainError as wrong:
        return Filled(data, person, fault=str(wrong))


def _with_answers(request: Request, post: Post, data: QueryDict, person: Person) -> Filled:
    version = version_of(data.get("item", ""))
    asked = asked_of(version, data) if version else None
    if version is None or asked is None or asked.is_open:
        raise NotFound("先选办什么事，再照登记的填")
    form = form_in(version, asked.scenario)
    typed_so_far = AnswersForm(form, data=data, prefix="a", at_window=True).known_so_far
    found = _known_of(request, post, data, person, version, asked.scenario, typed_so_far)
    _who(post, data, person)
    return Filled(data, person, _put(data, form, found))


def _with_each(
    request: Request, post: Post, data: QueryDict, person: Person, merged: Merged
) -> Filled:
    """一链办理: what each item knows, at the question of the merged form."""
    if not merged.parts:
        raise NotFound("先选办哪几件、是哪种情形，再照登记的填")
    form = merged.form
    typed = merged.answers(AnswersForm(form, data=data, prefix="a", at_window=True).known_so_far)
    found: dict[str, Offer] = {}
    for part in merged.parts:
        code, leaf = part.step.code, part.step.leaf
        known_here = _known_of(request, post, data, person, part.version, leaf, typed[code])
        for name, offer in known_here.items():
            found.setdefault(merged.names[code, name], offer)
    _who(post, data, person)
    return Filled(data, person, _put(data, form, found))


def _known_of(
    request: Request,
    post: Post,
    data: QueryDict,
    person: Person,
    version: ItemVersion,
    scenario: str,
    typed: Mapping[str, Any],
) -> dict[str, Offer]:
    return prefill_form(
        version,
        scenario,
        list(form_in(version, scenario).get("properties", {})),
        person,
        as_named=data.get("name", ""),
        unit=post.site.unit,
        place=_place(post, data, person),
        answers=typed,
        **act(request),
    )


def _put(data: QueryDict, form: Form, found: Mapping[str, Offer]) -> dict[str, str]:
    """Put what is known where nothing was typed; return where each comes from."""
    sources: dict[str, str] = {}
    for name, offer in found.items():
        typed = typed_answers(form, {name: offer.value}, PREFIX)
        if not any(filter(None, (one for key in typed for one in data.getlist(key)))):
            sources[name] = offer.source
            for key, values in typed.items():
                data.setlist(key, values)
    return sources


def _who(post: Post, data: QueryDict, person: Person) -> None:
    """The rest of the person's own card, where nothing was typed."""
    if not data.get("phone"):
        data["phone"] = person.phone.clear()
    if not data.get("place") and person.village_id in {place.pk for place in post.places}:
        data["place"] = str(person.village_id)


def _place(post: Post, data: QueryDict, person: Person) -> Region | None:
    chosen = data.get("place", "")
    return next((one for one in post.places if str(one.pk) == chosen), person.village)
