"""一链交上去: the draft of a bundle becomes a case for each item, each with its papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.cases.application import Application
from bianmin.cases.commands.bundles import SubmittedBundle, submit_bundle
from bianmin.cases.commands.delivering import choose_delivery
from bianmin.cases.commands.drafts import discard_draft
from bianmin.cases.drafted import merged_of
from bianmin.cases.models import Case, Draft
from bianmin.catalogue.bundles import Part
from bianmin.catalogue.merged import Answers, Merged
from bianmin.files.commands import copy_file, erase_files, hand_over_some
from bianmin.files.queries import files_of
from bianmin.rules.errors import NotFound
from bianmin.rules.form_kinds import UPLOADED
from bianmin.rules.forms import Form, in_order, kind_of
from bianmin.web.frame.papers import owner_of, papers

Own = Mapping[str, Mapping[int, int]]
"""Item → the file that was handed in → the item's own file of it."""


@transaction.atomic
def hand_in_bundle(
    draft: Draft,
    like: Application,
    *,
    delivery: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> SubmittedBundle:
    """提交: the draft ends, the cases begin; a paper that several want was handed in once.

    `like` says who applies, where and through whom; `delivery` how every result shall come: `mode`
    and `address`.
    """
    if draft.bundle is None:
        raise NotFound("这份草稿不是一链办理，请重新填写")
    merged, owner = merged_of(draft), owner_of(draft)
    answers = merged.answers(draft.answers.clear())
    taken = merged.papers_of({one.key: one.photos for one in papers(draft) if one.is_taken})
    wanted = _uploads(merged.parts, answers)
    for code, keys in taken.items():
        wanted[code] = [*wanted.get(code, ()), *(pk for pks in keys.values() for pk in pks)]
    own = share_out(draft.unit, owner, wanted, by=by, at=at)
    discard_draft(draft)
    told = {
        part.step.code: _with_own(part, answers[part.step.code], own[part.step.code])
        for part in merged.parts
    }
    asked = applications(merged, like, told, taken)
    channel = "agent" if like.agent else "online"
    submitted = submit_bundle(draft.bundle, asked, channel=channel, by=by, at=at)
    give_files(draft.unit, owner, submitted.cases, own, by=by, at=at)
    for case in submitted.cases.values():
        if delivery is not None:
            choose_delivery(case, **delivery, by=by, at=at)
    erase_files(draft.unit, owner, by=by, at=at, reason="没有用上")
    return submitted


def applications(
    merged: Merged, like: Application, answers: Answers, taken: Mapping[str, Collection[str]]
) -> list[Application]:
    """各件的申请: each item's own answers, and which of its papers came."""
    return [
        replace(
            like,
            version=part.version,
            scenario=part.step.leaf,
            answers=answers[part.step.code],
            materials=dict.fromkeys(taken.get(part.step.code, ()), "received"),
        )
        for part in merged.parts
    ]


def share_out(
    unit: int, owner: str, wanted: Mapping[str, Sequence[int]], *, by: Actor, at: datetime
) -> dict[str, dict[int, int]]:
    """各存一份: each item gets its own file of what it wants: the first the file itself, others a
    copy."""
    there = {file.pk: file for file in files_of(unit, owner)}
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


def give_files(
    unit: int, owner: str, cases: Mapping[str, Case], own: Own, *, by: Actor, at: datetime
) -> None:
    """归到各件: what was shared out belongs to the cases from now on."""
    for code, case in cases.items():
        moved = list(own.get(code, {}).values())
        hand_over_some(unit, owner, moved, to=f"case:{case.pk}", by=by, at=at)


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


def _with_own(part: Part, answers: dict[str, Any], own: Mapping[int, int]) -> dict[str, Any]:
    renamed = {
        name: [str(own.get(int(pk), pk)) if str(pk).isdigit() else pk for pk in answers[name]]
        for name in _files_asked(part.asked.form)
        if name in answers
    }
    return answers | renamed


def _files_asked(form: Form) -> list[str]:
    return [name for name, rule in in_order(form) if kind_of(rule) in UPLOADED]
