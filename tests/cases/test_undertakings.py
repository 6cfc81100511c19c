"""容缺、承诺、即办、免提交: what spares a second visit, and never more than the item lists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bianmin.accounts.models import Person
from bianmin.cases import policies
from bianmin.cases.commands import review
from bianmin.cases.commands import undertakings as commands
from bianmin.cases.commands.at_once import finish_at_once
from bianmin.cases.commands.deferrals import hand_in_deferred
from bianmin.cases.commands.intake import correct_case, take_at_counter
from bianmin.cases.earlier import kept_papers
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Case, CaseMaterial, Decision, Delivery, Notice, Undertaking
from bianmin.catalogue.models import ItemVersion
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import Conflict, DomainError, Invalid
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.reuse import may_reuse
from bianmin.rules.roles import RoleKind
from bianmin.rules.undertakings import UndertakingKind, promisable
from tests import make
from tests.cases.paths import Path
from tests.make import MONDAY_9AM

CLERK, REVIEWER = RoleKind.CLERK, RoleKind.REVIEWER
PROMISE: dict[str, Any] = {"workdays": 5, "is_signed": True}


def version_with(case_kind: str = "promised", **account: Any) -> ItemVersion:
    """An item of its own whose second paper (银行账户) is wanted as told."""
    first, second, *rest = make.GUIDE["materials"]
    guide = make.GUIDE | {"materials": [first, second | account, *rest]}
    return make.version(guide=guide, case_kind=case_kind)


def taken(path: Path, version: ItemVersion, *, has: str = "id_card", who: Any = None) -> Case:
    wanted = make.application(
        path.town.center, path.town.village, of=version, applicant=who or make.person()
    )
    handed = dict.fromkeys(has.split(), "received")
    told = {name: getattr(wanted, name) for name in wanted.__dataclass_fields__}
    application = type(wanted)(**told | {"materials": handed})
    return take_at_counter(application, **path.by(CLERK)).case


def paper(case: Case, key: str = "account") -> CaseMaterial:
    return CaseMaterial.objects.get(unit=case.unit, case=case, key=key)


def promised(path: Path, case: Case) -> Undertaking:
    commands.accept_on_promise(case, ["account"], **PROMISE, **path.by(CLERK))
    return Undertaking.objects.get(unit=1, case=case)


@pytest.mark.parametrize(
    ("material", "kind"),
    [
        ({"need": 1}, None),
        ({"need": 2}, None),
        ({"need": 3}, UndertakingKind.DEFERRAL),
        ({"need": 1, "commitment": True}, UndertakingKind.COMMITMENT),
        ({"need": 3, "shared": True}, None),
    ],
)
def test_only_what_the_item_lists_may_be_promised(material: Any, kind: Any) -> None:
    assert promisable(material) is kind


@pytest.mark.parametrize(
    ("copy_kind", "days", "may"),
    [(2, 0, True), (2, 365, True), (2, 366, False), (1, 1, False), (3, 1, False), (2, -1, False)],
)
def test_a_copy_does_again_for_a_year_and_an_original_never(
    copy_kind: int, days: int, may: bool
) -> None:
    today = date(2026, 3, 2)
    assert may_reuse(copy_kind, today - timedelta(days=days), today) is may


def test_a_gap_is_accepted_on_a_signed_promise_and_decided_after_it(path: Path) -> None:
    case = taken(path, version_with(need=3))
    with pytest.raises(Invalid):
        review.accept_case(case, **path.by(CLERK))  # not without the promise
    undertaking = promised(path, case)
    assert case.state == State.ACCEPTED
    assert undertaking.due_on == date(2026, 3, 9)
    notice = Notice.objects.get(unit=1, case=case, kind="deferred")
    assert notice.number == undertaking.number and "容缺〔2026〕" in notice.number
    assert OutgoingMessage.objects.filter(unit=1, template="deferred").exists()
    review.start_review(case, **path.by(REVIEWER))
    with pytest.raises(Conflict):
        review.grant_case(case, **path.by(REVIEWER))
    assert case.state == State.REVIEW
    hand_in_deferred(case, ["account"], **path.by(CLERK))
    assert paper(case).status == "received"
    review.grant_case(case, **path.by(REVIEWER))


def test_a_deferred_paper_that_comes_with_a_correction_keeps_the_promise(path: Path) -> None:
    case = taken(path, version_with(need=3))
    undertaking = promised(path, case)
    review.start_review(case, **path.by(REVIEWER))
    gap = Gap("account", "银行卡", "卡号看不清", "请再交一次")
    review.request_correction(case, [gap], **path.by(REVIEWER))
    correct_case(case, {"account": "received"}, **path.by(CLERK))
    undertaking.refresh_from_db()
    assert (undertaking.end, undertaking.ended_at) == ("kept", MONDAY_9AM)
    review.grant_case(case, **path.by(REVIEWER))


@pytest.mark.parametrize(
    ("listed", "given"),
    [
        ({"need": 1}, {}),
        ({"need": 3}, {"keys": ["account", "id_card"]}),
        ({"need": 3}, {"keys": []}),
        ({"need": 3}, {"is_signed": False}),
        ({"need": 3}, {"workdays": 0}),
        ({"need": 3}, {"workdays": 21}),
    ],
)
def test_what_is_not_listed_signed_or_dated_is_not_accepted(
    path: Path, listed: dict[str, Any], given: dict[str, Any]
) -> None:
    case = taken(path, version_with(**listed))
    told = {"keys": ["account"]} | PROMISE | given
    with pytest.raises(Invalid):
        commands.accept_on_promise(case, **told, **path.by(CLERK))
    assert case.state == State.RECEIVED
    assert not Undertaking.objects.filter(unit=1).exists()


def test_a_missed_day_is_told_once_and_may_be_asked_for_and_bars_the_next(path: Path) -> None:
    who = make.person()
    case = taken(path, version_with(need=3), who=who)
    undertaking = promised(path, case)
    due = MONDAY_9AM + timedelta(days=7)
    assert commands.note_missed(1, at=due) == 0
    assert commands.note_missed(1, at=due + timedelta(days=1)) == 1
    assert commands.note_missed(1, at=due + timedelta(days=2)) == 0
    undertaking.refresh_from_db()
    assert undertaking.missed_at is not None and undertaking.ended_at is None
    assert OutgoingMessage.objects.filter(unit=1, template="deferral_missed").count() == 1
    review.start_review(case, **path.by(REVIEWER))
    gap = Gap("account", "银行卡", "到期没有补交", "请补交")
    review.request_correction(case, [gap], **path.by(REVIEWER))  # it was told in writing before
    assert case.state == State.REVIEW_CORRECTION
    other = taken(path, version_with(need=3), who=who)
    with pytest.raises(Invalid, match="还不能容缺"):
        later = path.by(CLERK) | {"at": due + timedelta(days=3)}
        commands.accept_on_promise(other, ["account"], **PROMISE, **later)


def test_a_statement_stands_for_the_paper_and_is_checked(path: Path) -> None:
    case = taken(path, version_with(commitment=True))
    undertaking = promised(path, case)
    assert (undertaking.kind, paper(case).status) == ("commitment", "waived")
    assert Notice.objects.filter(unit=1, case=case, kind="committed").exists()
    review.start_review(case, **path.by(REVIEWER))
    with pytest.raises(DomainError):
        commands.check_commitment(case, "account", is_true=True, reason="", **path.by(CLERK))
    with pytest.raises(Invalid):
        commands.check_commitment(case, "account", is_true=False, reason="", **path.by(REVIEWER))
    told = path.by(REVIEWER)
    commands.check_commitment(case, "account", is_true=False, reason="另有住房", **told)
    undertaking.refresh_from_db()
    assert (undertaking.end, paper(case).status) == ("broken", "wrong")
    with pytest.raises(Conflict):
        commands.check_commitment(case, "account", is_true=True, reason="", **told)


def test_what_is_done_on_the_spot_is_done_with_every_paper(path: Path) -> None:
    case = taken(path, version_with("immediate"), has="id_card account")
    finish_at_once(case, receiver="本人", **path.by(CLERK))
    assert case.state == State.DELIVERED
    assert Decision.objects.get(unit=1, case=case).outcome == "granted"
    assert Delivery.objects.get(unit=1, case=case).mode == "pickup"
    kinds = Notice.objects.filter(unit=1, case=case).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["receipt", "accepted", "granted", "completed", "delivered"]


def test_only_an_immediate_item_only_its_window_and_all_or_nothing(path: Path) -> None:
    promised_item = taken(path, version_with(), has="id_card account")
    with pytest.raises(DomainError):
        finish_at_once(promised_item, receiver="本人", **path.by(CLERK))
    review.accept_case(promised_item, **path.by(CLERK))
    assert not policies.may_move(path.actor(CLERK), promised_item, Action.GRANT)
    case = taken(path, version_with("immediate", need=3))
    for kind in (RoleKind.STATION_CLERK, REVIEWER, RoleKind.CENTER_HEAD, RoleKind.AGENT):
        with pytest.raises(DomainError):
            finish_at_once(case, receiver="本人", **path.by(kind))
    with pytest.raises(Invalid):
        finish_at_once(case, receiver="本人", **path.by(CLERK))  # a paper is missing
    assert Case.objects.get(unit=1, pk=case.pk).state == State.RECEIVED


def test_what_an_earlier_case_took_is_not_asked_for_again(path: Path) -> None:
    version, who = version_with("immediate", copy_kind=2), make.person()
    first = taken(path, version, has="id_card account", who=who)
    assert kept_papers(who.pk, 1, at=MONDAY_9AM) == []  # nothing is decided yet
    finish_at_once(first, receiver="本人", **path.by(CLERK))
    assert [kept.name for kept in kept_papers(who.pk, 1, at=MONDAY_9AM)] == ["银行账户"]
    again = taken(path, version, who=who)
    row = paper(again)
    assert row.status == "shared" and first.number in row.note
    stranger: Person = make.person()
    assert paper(taken(path, version, who=stranger)).status == "missing"
    brought = taken(path, version, has="id_card account", who=who)
    assert (paper(brought).status, paper(brought).note) == ("received", "")
