"""公示、核查、催办: the village reads and speaks before a decision; the late are urged."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from bianmin.accounts.actor import ANONYMOUS, Actor
from bianmin.cases.commands import publicity as commands
from bianmin.cases.commands import review
from bianmin.cases.commands.urging import urge_case
from bianmin.cases.models import Case, Inquiry, Objection, Publicity
from bianmin.cases.publicity import similar_to
from bianmin.cases.queries import in_duty
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import Conflict, DomainError, Invalid, NotAllowed
from bianmin.rules.lifecycle import State
from bianmin.rules.publicity import InquiryKind
from bianmin.rules.roles import RoleKind
from tests import make
from tests.cases.paths import Path
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of

CLERK, REVIEWER, HEAD = RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD
WEEK = timedelta(days=7)
BOARD: dict[str, Any] = {"days": 7, "place": "柳庄村务公开栏"}
FOUND: dict[str, Any] = {
    "kind": InquiryKind.HOUSEHOLD,
    "day": date(2026, 3, 2),
    "people": "包村干部、村会计",
    "found": "两间瓦房，独居",
    "present": 2,
    "agreed": None,
    "photos": 0,
}


def in_review(path: Path, *, days: int = 0) -> Case:
    if days:
        path.cast.version = make.version(guide=make.GUIDE | {"publicity_days": days})
    return path.into(State.REVIEW)


def object_to(hung: Publicity, *, at: datetime = MONDAY_9AM) -> Objection:
    return commands.object_to(
        hung, words="他家有车", phone="", address="127.0.0.1", by=ANONYMOUS, at=at
    )


def at(path: Path, kind: RoleKind, later: timedelta) -> dict[str, Any]:
    return {"by": path.actor(kind), "at": MONDAY_9AM + later}


def test_a_decision_waits_for_the_last_day_and_for_every_objection(path: Path) -> None:
    case = in_review(path, days=7)
    reviewer = path.by(REVIEWER)
    with pytest.raises(Conflict, match="先公示"):
        review.grant_case(case, **reviewer)
    with pytest.raises(Invalid):
        commands.start_publicity(case, **BOARD | {"days": 6}, **reviewer)
    hung = commands.start_publicity(case, **BOARD, **reviewer)
    assert hung.until_on == date(2026, 3, 9)
    objection = object_to(hung)
    for act in (review.grant_case, commands.end_publicity):
        with pytest.raises(Conflict):
            act(case, **reviewer)
    over = at(path, REVIEWER, WEEK + timedelta(days=1))
    with pytest.raises(Conflict, match="异议"):
        commands.end_publicity(case, **over)
    with pytest.raises(DomainError):
        commands.hear_objection(case, objection, is_upheld=False, finding="查过", **path.by(CLERK))
    with pytest.raises(Invalid):
        commands.hear_objection(case, objection, is_upheld=False, finding=" ", **over)
    heard: dict[str, Any] = {"is_upheld": False, "finding": "车是侄子的"}
    commands.hear_objection(case, objection, **heard, **over)
    with pytest.raises(Conflict):
        commands.hear_objection(case, objection, **heard, **over)
    with pytest.raises(Conflict):
        review.grant_case(case, **over)  # not before somebody has ended it
    commands.end_publicity(case, **over)
    review.grant_case(case, **over)
    assert OutgoingMessage.objects.filter(unit=1, template="publicised").count() == 1


def test_nobody_speaks_after_the_end_and_nobody_hangs_it_twice(path: Path) -> None:
    case = in_review(path)
    hung = commands.start_publicity(case, **BOARD, **path.by(REVIEWER))
    with pytest.raises(Conflict):
        commands.start_publicity(case, **BOARD, **path.by(REVIEWER))
    with pytest.raises(Conflict):
        object_to(hung, at=MONDAY_9AM + WEEK + timedelta(days=1))
    for kind in (CLERK, HEAD, RoleKind.AGENT, RoleKind.CITIZEN):
        with pytest.raises(NotAllowed):
            commands.end_publicity(case, **path.by(kind))


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"present": 1}, "present"),
        ({"day": date(2026, 3, 3)}, "day"),
        ({"people": ""}, "people"),
        ({"found": " "}, "found"),
        ({"kind": InquiryKind.MEETING}, "agreed"),
        ({"kind": InquiryKind.MEETING, "agreed": 3}, "agreed"),
    ],
)
def test_a_visit_is_by_two_and_a_meeting_counts_its_votes(
    path: Path, told: dict[str, Any], field: str
) -> None:
    case = in_review(path)
    with pytest.raises(Invalid) as wrong:
        commands.note_inquiry(case, **FOUND | told, **path.by(REVIEWER))
    assert field in wrong.value.fields
    meeting = {"kind": InquiryKind.MEETING, "present": 9, "agreed": 8}
    commands.note_inquiry(case, **FOUND | meeting, **path.by(REVIEWER))
    assert Inquiry.objects.get(unit=1, case=case).agreed == 8


def test_the_board_masks_and_the_desk_hears(path: Path, client: Client) -> None:
    case = in_review(path)
    name = case.applicant.name.clear()
    hung = commands.start_publicity(case, **BOARD, **path.by(REVIEWER))
    client.get(f"/place/{path.town.village.pk}/")
    browser = Browser(path.town.staff[REVIEWER])
    with browser._now():
        board = client.get("/notices/").content.decode()
        assert f"{name[0]}**" in board and name not in board and case.number not in board
        page = f"/notices/{hung.pk}/"
        empty = client.post(page, {"_key": "a", "words": "", "phone": ""})
        assert empty.status_code == 422
        assert client.post(page, {"_key": "b", "words": "他家有车", "phone": ""}).status_code == 302
    objection = Objection.objects.get(unit=1)
    desk = f"/desk/cases/{case.number}/"
    assert "他家有车" in text_of(browser.get(desk))
    sent = f"{desk}objections/{objection.pk}/"
    prefix = f"o{objection.pk}-"
    wrong = browser.post(sent, **{f"{prefix}is_upheld": "no", f"{prefix}finding": ""})
    assert wrong.status_code == 422
    told = {f"{prefix}is_upheld": "no", f"{prefix}finding": "车是侄子的"}
    assert browser.post(sent, **told).status_code == 302
    assert "车是侄子的" in text_of(browser.get(desk))


def test_earlier_decisions_of_the_same_item_stand_beside(path: Path) -> None:
    granted, denied = path.into(State.GRANTED), path.into(State.DENIED)
    case = in_review(path)
    found = similar_to(in_duty(path.actor(REVIEWER)), case)
    assert {(one.case.pk, one.is_granted) for one in found} == {
        (granted.pk, True),
        (denied.pk, False),
    }


def test_the_applicant_urges_after_the_day_and_once_a_day(path: Path) -> None:
    case = in_review(path)
    for user in (path.town.staff[REVIEWER], path.town.staff[HEAD]):
        user.person.phone = f"139{user.pk % 10**8:08d}"
        user.person.save()
    mine = Actor(None, case.applicant_id, "申请人", (), "link")
    with pytest.raises(DomainError):
        urge_case(case, by=mine, at=MONDAY_9AM)
    late = MONDAY_9AM + timedelta(days=9)
    with pytest.raises(NotAllowed):
        urge_case(case, by=path.actor(CLERK), at=late)
    assert urge_case(case, by=mine, at=late) == 2
    with pytest.raises(Conflict):
        urge_case(case, by=mine, at=late + timedelta(hours=1))
    assert urge_case(case, by=mine, at=late + timedelta(days=1)) == 2
