"""材料交接: nothing leaves the chain: both names at each hand-over, and what is late is chased."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bianmin.assistance import custody
from bianmin.assistance.commands import closing, entrusting, keeping
from bianmin.assistance.commands import custody as commands
from bianmin.assistance.commands.writing import NO_PROOF
from bianmin.assistance.file import OrderFile
from bianmin.assistance.models import HeldPaper, PaperMove, PaperSheet
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.assistance import EndCause
from bianmin.rules.custody import Found, Taken
from bianmin.rules.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound
from bianmin.rules.roles import RoleKind
from bianmin.workforce.parts import Move, hand_over
from tests import make
from tests.assistance.home import SIGNED, Home, again
from tests.make import MONDAY_9AM

BOOK, COPIES = Taken("户口簿", True, 1), Taken("身份证", False, 2)


def chain(file: OrderFile) -> list[tuple[str, str, str]]:
    names = {None: "本人"}
    return [
        (
            move.paper.name,
            names.get(move.giver_id) or move.giver.display_name,
            names.get(move.taker_id) or move.taker.display_name,
        )
        for move in custody.chain_of(again(file).papers)
    ]


def told(template: str) -> int:
    return OutgoingMessage.objects.filter(unit=1, template=template).count()


def test_from_her_hands_to_the_centre_and_back(home: Home) -> None:
    file = home.running(phone="13900000077")
    book, copies = commands.take_papers(file, [BOOK, COPIES], **home.by())
    assert (book.return_by, copies.return_by) == (file.order.promised_on, None)
    assert told("papers_taken") == 1
    sheet = commands.make_sheet([book.pk, copies.pk], home.town.center, **home.by())
    assert sheet.number.startswith("JJ01")
    with pytest.raises(Conflict, match="另一张"):
        commands.make_sheet([book.pk], home.town.center, **home.by())
    assert {one.holder for one in again(file).papers} == {home.agent}  # until it is counted

    clerk = home.by(RoleKind.CLERK)
    seen = custody.sheet_for(clerk["by"], sheet.number.lower())
    found = {book.pk: Found.OK, copies.pk: Found.MISSING}
    with pytest.raises(Invalid, match="差在哪里"):
        commands.settle_sheet(seen, found, " ", **clerk)
    with pytest.raises(Invalid, match="每一样"):
        commands.settle_sheet(seen, {book.pk: Found.OK}, "少一样", **clerk)
    commands.settle_sheet(seen, found, "复印件没有来", **clerk)
    with pytest.raises(IllegalMove, match="点收"):
        commands.settle_sheet(
            custody.sheet_for(clerk["by"], sheet.number), found, "再点一次", **clerk
        )
    assert told("papers_differ") == 1
    holders = {one.name: one.holder for one in again(file).papers}
    assert holders == {"户口簿": home.town.staff[RoleKind.CLERK], "身份证": home.agent}

    home.done(file)
    with pytest.raises(IllegalMove, match="户口簿还不在您手里"):
        closing.deliver_order(again(file), proof=SIGNED, **home.by())
    (back,) = commands.give_back([book.pk], home.town.center, **clerk)
    assert back.taker == home.agent and told("papers_back") == 1
    mine = custody.sheet_for(home.actor(RoleKind.AGENT), back.number)
    commands.settle_sheet(mine, {book.pk: Found.OK}, "", **home.by())
    closing.deliver_order(again(file), proof=SIGNED, **home.by())
    agent, window = home.agent.display_name, home.town.staff[RoleKind.CLERK].display_name
    assert chain(file) == [
        ("户口簿", "本人", agent), ("身份证", "本人", agent), ("户口簿", agent, window),
        ("户口簿", window, agent), ("户口簿", agent, "本人"), ("身份证", agent, "本人"),
    ]  # fmt: skip
    assert not again(file).papers_out


def test_only_who_has_it_gives_it(home: Home) -> None:
    file = home.accepted()
    (book,) = commands.take_papers(file, [BOOK], **home.by())
    far = home.world.townships["先锋路街道"]
    for other in (
        far.staff[RoleKind.AGENT],
        home.world.townships["古楼街道"].staff[RoleKind.AGENT],
    ):
        with pytest.raises((NotFound, NotAllowed)):
            commands.make_sheet([book.pk], home.town.center, by=make.actor(other), at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        commands.make_sheet([book.pk], home.town.center, **home.by(RoleKind.CLERK))
    sheet = commands.make_sheet([book.pk], home.town.center, **home.by())
    for stranger in (far.staff[RoleKind.CLERK], home.town.staff[RoleKind.REVIEWER]):
        with pytest.raises(NotFound):
            custody.sheet_for(make.actor(stranger), sheet.number)
    make.give(home.agent, RoleKind.CLERK, home.town.region, at_site=home.town.center)
    own = custody.sheet_for(home.actor(RoleKind.AGENT), sheet.number)
    with pytest.raises(NotAllowed, match="自己交的"):
        commands.settle_sheet(own, {book.pk: Found.OK}, "", **home.by())
    commands.withdraw_sheet(own, **home.by())
    assert PaperSheet.objects.get(unit=1).settled_by == home.agent
    commands.make_sheet([book.pk], home.town.center, **home.by())
    with pytest.raises(Invalid, match="勾选"):
        commands.make_sheet([], home.town.center, **home.by())
    for stale in ("JJ012026030299999", "LC01", ""):
        with pytest.raises(NotFound):
            custody.sheet_for(home.actor(RoleKind.CLERK), stale)


@pytest.mark.parametrize("taken", [[], [Taken("户口簿", True, 0)], [Taken("户口簿", True, 21)]])
def test_what_is_taken_is_counted(home: Home, taken: list[Taken]) -> None:
    with pytest.raises(Invalid):
        commands.take_papers(home.accepted(), taken, **home.by())
    assert HeldPaper.objects.filter(unit=1).count() == 0


def test_an_ended_order_gives_the_papers_back_against_a_signature(home: Home) -> None:
    file = home.accepted()
    (book,) = commands.take_papers(file, [BOOK], **home.by())
    closing.end_order(again(file), cause=EndCause.REVOKED, words="本人来电话不办了", **home.by())
    with pytest.raises(IllegalMove):
        commands.take_papers(again(file), [BOOK], **home.by())
    with pytest.raises(Invalid):
        commands.return_papers(again(file), [book.pk], proof=NO_PROOF, **home.by())
    commands.return_papers(again(file), [book.pk], proof=SIGNED, **home.by())
    with pytest.raises(IllegalMove):
        commands.return_papers(again(file), [book.pk], proof=SIGNED, **home.by())
    assert PaperMove.objects.filter(unit=1, why="returned").get().signature
    keeping.forget_orders(at=MONDAY_9AM + timedelta(days=1100))
    assert not PaperMove.objects.filter(unit=1, why="returned").get().signature


def test_originals_that_should_be_back_are_chased(home: Home) -> None:
    file = home.accepted()
    commands.take_papers(file, [BOOK, COPIES], **home.by())
    assert keeping.chase_originals(1, at=MONDAY_9AM) == 0
    at = MONDAY_9AM + timedelta(days=40)
    assert keeping.chase_originals(1, at=at) == 1
    assert keeping.chase_originals(1, at=at + timedelta(days=1)) == 0
    entrusting.pause_order(again(file), reason="等本人", **home.by())
    assert keeping.chase_originals(1, at=at + timedelta(days=7)) == 1


def test_whoever_leaves_leaves_the_papers_to_who_stands_in(home: Home) -> None:
    file = home.accepted()
    (book,) = commands.take_papers(file, [BOOK], **home.by())
    other = make.user(RoleKind.AGENT, home.town.village, at_site=home.town.station)
    head = home.actor(RoleKind.CENTER_HEAD)
    kinds = {m.kind for m in hand_over(Move(1, home.agent, other, head, MONDAY_9AM, "离任"))}
    assert {"order", "paper"} <= kinds
    assert [one.holder for one in again(file).papers] == [other]
    assert chain(file)[-1] == ("户口簿", home.agent.display_name, other.display_name)
    back = Move(1, other, home.agent, head, MONDAY_9AM, "回来", frozenset({book.pk}))
    hand_over(back)
    assert [one.holder for one in again(file).papers] == [home.agent]
