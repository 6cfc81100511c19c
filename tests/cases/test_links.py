"""环节时限: each link has its own day beside the promise, which it never changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bianmin.cases import queries
from bianmin.cases.linking import is_slow
from bianmin.cases.models import Case
from bianmin.rules.lifecycle import State
from bianmin.web.desk.links import links_of
from tests import make
from tests.cases.paths import GAP, Path

pytestmark = pytest.mark.django_db
LIMITS = {"accept": 1, "review": 2, "decide": 1}


@pytest.fixture
def case(path: Path) -> Case:
    path.cast.version = make.version(guide=make.GUIDE | {"link_limits": LIMITS})
    return path.submitted()


def at(path: Path, day: int) -> None:
    path.at = path.at.replace(day=day)


def told(case: Case, today: date) -> list[tuple[str, date | None, str]]:
    return [(one.name, one.limit, one.words) for one in links_of(queries.dossier(case), today)]


def test_each_link_has_its_day_and_the_promise_stays(path: Path, case: Case) -> None:
    monday = path.at.date()
    friday = monday + timedelta(days=4)
    assert (case.link_from, case.link_due) == (monday, monday + timedelta(days=1))
    path.receive(case)
    assert case.link_due == monday + timedelta(days=1)  # the same link
    at(path, monday.day + 2)
    assert is_slow(case, path.at.date())
    path.accept(case)
    promise = case.promise_due
    assert case.link_due == friday and promise is not None and promise > friday
    assert "还没人接手" in links_of(queries.dossier(case), friday)[1].owner
    path.start(case)
    path.ask_in_review(case)
    assert case.link_due == friday and not is_slow(case, friday + timedelta(days=9))  # stopped
    at(path, friday.day)
    from bianmin.cases.commands.intake import correct_case
    from bianmin.rules.roles import RoleKind

    correct_case(case, {GAP.key: "received"}, **path.by(RoleKind.CLERK))
    assert case.link_due is not None and case.link_due > friday  # the applicant's days are theirs
    path.grant(case)
    assert (case.link_from, case.link_due) == (friday, friday + timedelta(days=3))
    path.complete(case)
    assert case.link_from is case.link_due is None
    found = told(case, friday)
    assert [words for _, _, words in found[:3]] == ["超期完成", "已完成", "已完成"]


def test_an_item_without_days_shows_the_promise(path: Path) -> None:
    case = path.into(State.REVIEW)
    assert case.link_due is None and case.link_from is not None
    accept, review, decide, _ = links_of(queries.dossier(case), path.at.date())
    assert (review.limit, review.is_own, review.words) == (case.promise_due, False, "进行中")
    assert (accept.words, decide.words) == ("已完成", "还没到")
    assert review.owner
