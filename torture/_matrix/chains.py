"""Bundles with cases: in every township one, of a resident of its own."""

from __future__ import annotations

from dataclasses import replace

from tests import make
from tests.make import MONDAY_9AM

from bianmin.accounts.actor import Actor
from bianmin.cases.commands.bundles import submit_bundle
from bianmin.catalogue import bundles
from torture._matrix.lists import BUNDLE, SPLIT
from torture._matrix.planting import Home, Mark, Planted, a_resident

WHOLE = "bundle"
"""What the whole and all its cases are called among the things of a township."""


def plant_chains(planted: Planted) -> None:
    """One bundle in every township, with a case for each of its two items."""
    for home in planted.homes.values():
        _submit(planted, home)


def _submit(planted: Planted, home: Home) -> None:
    version = bundles.version_of(BUNDLE)
    assert version is not None
    who = a_resident(planted, home, WHOLE)
    answers = make.ANSWERS | {"note": planted.mark(home, "answers", WHOLE)}
    parts = {part.step.code: part.version for part in bundles.together(version.content).parts}
    asked = [
        replace(
            make.application(home.town.center, home.town.village, applicant=who, of=part),
            answers=answers,
            scenario="second" if code == SPLIT else "",
            materials={"id_card": "received"},
        )
        for code, part in parts.items()
    ]
    by = Actor(None, who.pk, "申请人", (), "web")
    sent = submit_bundle(version, asked, channel="online", by=by, at=MONDAY_9AM)
    home.tracking[WHOLE] = sent.tracking
    home.cases[WHOLE] = next(iter(sent.cases.values()))
    for secret in (sent.tracking, *(case.tracking.clear() for case in sent.cases.values())):
        planted.marks.append(Mark(secret, home.path, "tracking", of=WHOLE))
