"""一链交上去: the draft of a bundle becomes a case for each item, each with its papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.cases.application import Application
from bianmin.cases.commands.bundles import SubmittedBundle, submit_bundle
from bianmin.cases.commands.delivering import choose_delivery
from bianmin.cases.commands.drafts import discard_draft
from bianmin.cases.drafted import answers_of, materials_of, parts_of
from bianmin.cases.models import Draft
from bianmin.cases.routing import route
from bianmin.catalogue.bundles import Part
from bianmin.files.commands import copy_file, erase_files, hand_over_some
from bianmin.rules.errors import NotFound
from bianmin.rules.form_kinds import UPLOADED
from bianmin.rules.forms import Form, in_order, kind_of
from bianmin.web.frame.papers import files, owner_of, papers

Answers = dict[str, dict[str, Any]]


@transaction.atomic
def hand_in_bundle(
    draft: Draft, applicant: Person, *, delivery: Mapping[str, str], by: Actor, at: datetime
) -> SubmittedBundle:
    """提交: the draft ends, the cases begin; a paper that several want was handed in once.

    `delivery` says how every result shall come: `mode` and `address`.
    """
    if draft.village is None or draft.bundle is None:
        raise NotFound("这份草稿没有选地方，请重新填写")
    parts, answers = parts_of(draft), answers_of(draft)
    taken, wanted = _papers(draft), _uploads(parts, answers)
    for code, keys in taken.items():
        wanted[code] = [*wanted.get(code, ()), *(pk for pks in keys.values() for pk in pks)]
    own = _shared_out(draft, wanted, by=by, at=at)
    center, intake_site = route(draft.village)
    discard_draft(draft)
    handed = [
        Application(
            version=part.version,
            scenario=part.step.leaf,
            applicant=applicant,
            village=draft.village,
            site=center,
            intake_site=intake_site,
            answers=_with_own(part, answers[part.step.code], own[part.step.code]),
            contact_phone=applicant.phone.clear(),
            materials=dict.fromkeys(taken.get(part.step.code, {}), "received"),
        )
        for part in parts
    ]
    submitted = submit_bundle(draft.bundle, handed, channel="online", by=by, at=at)
    for code, case in submitted.cases.items():
        to, moved = f"case:{case.pk}", list(own[code].values())
        hand_over_some(draft.unit, owner_of(draft), moved, to=to, by=by, at=at)
        choose_delivery(case, **delivery, by=by, at=at)
    erase_files(draft.unit, owner_of(draft), by=by, at=at, reason="没有用上")
    return submitted


def _papers(draft: Draft) -> dict[str, dict[str, tuple[int, ...]]]:
    """Item → its own key of each paper that was photographed → the photographs."""
    photos = {paper.key: paper.photos for paper in papers(draft) if paper.is_taken}
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for material in materials_of(draft):
        if material["key"] in photos:
            for code, key in material["sources"]:
                found.setdefault(code, {})[key] = photos[material["key"]]
    return found


def _uploads(parts: tuple[Part, ...], answers: Answers) -> dict[str, list[int]]:
    """Item → the files that its answers name."""
    return {
        part.step.code: [
            int(pk)
            for name in _files_asked(part.asked.form)
            for pk in answers[part.step.code].get(name, ())
            if str(pk).isdigit()
        ]
        for part in parts
    }


def _shared_out(
    draft: Draft, wanted: Mapping[str, list[int]], *, by: Actor, at: datetime
) -> dict[str, dict[int, int]]:
    """Give each item its own file of what it wants: the first the file itself, others a copy."""
    there = {file.pk: file for file in files(draft)}
    own: dict[str, dict[int, int]] = {}
    given: set[int] = set()
    for code, pks in wanted.items():
        own[code] = {}
        for pk in dict.fromkeys(pks):
            if pk not in there:
                continue
            if pk in given and there[pk].state == "refused":
                continue  # its content is gone; the first item's page says so
            again = pk in given
            own[code][pk] = copy_file(there[pk], by=by, at=at).pk if again else pk
            given.add(pk)
    return own


def _with_own(part: Part, answers: dict[str, Any], own: Mapping[int, int]) -> dict[str, Any]:
    renamed = {
        name: [str(own.get(int(pk), pk)) if str(pk).isdigit() else pk for pk in answers[name]]
        for name in _files_asked(part.asked.form)
        if name in answers
    }
    return answers | renamed


def _files_asked(form: Form) -> list[str]:
    return [name for name, rule in in_order(form) if kind_of(rule) in UPLOADED]
