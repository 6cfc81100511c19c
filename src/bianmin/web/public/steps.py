"""申请的步骤: the pages of a draft in order, which of them are done, and which comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from bianmin.cases.drafted import form_of, wrong_in
from bianmin.cases.models import Draft
from bianmin.catalogue.answers import wrong_answers
from bianmin.rules.forms import asked, settled, topics
from bianmin.web.frame.papers import photographed

PAPERS_A_PAGE = 3
SEEN = "seen"
"""The draft's note of the pages of papers that were gone through."""


@dataclass(frozen=True)
class Step:
    """一步: one page with one topic."""

    page: str  # name of its address
    number: int
    title: str
    is_done: bool
    url: str


@dataclass(frozen=True)
class Place:
    """走到哪: a step among the others."""

    steps: tuple[Step, ...]
    at: int

    @property
    def step(self) -> Step:
        return self.steps[self.at]

    @property
    def back(self) -> str:
        return self.steps[self.at - 1].url if self.at else ""

    @property
    def onward(self) -> str:
        """Return the next page; the last is the check."""
        return self.steps[min(self.at + 1, len(self.steps) - 1)].url


def steps_of(draft: Draft, *, is_known: bool, whom: bool | None = None) -> tuple[Step, ...]:
    """Return the steps of a draft; who is known already is not asked again who they are.

    `whom` says whether it is settled for whom they apply; None: only for themselves.
    """
    answers = draft.answers.clear()
    seen = draft.applicant.clear().get(SEEN, [])
    form = form_of(draft)
    wanted, wrong = set(asked(form, answers)), wrong_answers(form, settled(form, answers))
    wrong |= wrong_in(draft)
    found = [] if whom is None else [_step(draft, "whom", 0, "替谁办", is_done=whom)]
    found += [
        _step(draft, "topic", n, title, is_done=wrong.keys().isdisjoint(names))
        for n, (title, names) in enumerate(topics(form), 1)
        if not wanted.isdisjoint(names)
    ]
    found += [
        _step(draft, "papers", n, "拍材料", is_done=n in seen)
        for n in range(1, len(pages_of_papers(draft)) + 1)
    ]
    if not is_known:
        found.append(_step(draft, "identity", 0, "您是谁", is_done=False))
    return (*found, _step(draft, "check", 0, "核对一遍", is_done=False))


def place_of(steps: tuple[Step, ...], page: str, number: int = 0) -> Place | None:
    """Return where a page stands among the steps; None when there is no such page."""
    found = (n for n, step in enumerate(steps) if (step.page, step.number) == (page, number))
    at = next(found, None)
    return None if at is None else Place(steps, at)


def next_step(steps: Sequence[Step]) -> Step:
    """Return the first page that is not done; at last the check."""
    return next((step for step in steps if not step.is_done), steps[-1])


def pages_of_papers(draft: Draft) -> list[list[Mapping[str, Any]]]:
    """Return the materials to photograph, a few on each page."""
    wanted = photographed(draft)
    return [wanted[n : n + PAPERS_A_PAGE] for n in range(0, len(wanted), PAPERS_A_PAGE)]


def _step(draft: Draft, page: str, number: int, title: str, *, is_done: bool) -> Step:
    where = [draft.unit, draft.pk, *([number] if number else [])]
    return Step(page, number, title, is_done, reverse(f"public:{page}", args=where))
