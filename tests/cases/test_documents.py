"""Every act that the law wants in writing leaves one numbered notice, in its transaction."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bianmin.cases.commands import documents, intake
from bianmin.cases.commands.documents import issue
from bianmin.cases.models import Case, Decision, DocumentNumber, Notice
from bianmin.rules.documents import AGAINST, SLIPS, TITLES, WORDS, NoticeKind, remedies
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.cases.paths import Path

pytestmark = pytest.mark.django_db
COUNTED = "东昌府河湾镇"
LEFT_BY = {
    State.SUBMITTED: [],
    State.RETURNED: ["returned"],
    State.RECEIVED: ["receipt"],
    State.CORRECTION: ["receipt", "tell_once"],
    State.NOT_ACCEPTED: ["receipt", "not_accepted"],
    State.ACCEPTED: ["receipt", "accepted"],
    State.REVIEW_CORRECTION: ["receipt", "accepted", "correction"],
    State.DENIED: ["receipt", "accepted", "denied"],
    State.DELIVERED: ["receipt", "accepted", "granted", "completed", "delivered"],
    State.WITHDRAWN: ["withdrawn"],
}


def notices(case: Case) -> list[Notice]:
    return list(Notice.objects.filter(unit=case.unit, case=case).order_by("id"))


@pytest.mark.parametrize("state", LEFT_BY)
def test_each_act_leaves_its_notice_with_a_number(path: Path, state: State) -> None:
    case = path.into(state)
    left = notices(case)
    assert [notice.kind for notice in left] == LEFT_BY[state]
    for notice in left:
        word = WORDS[NoticeKind(notice.kind)]
        assert notice.number == f"{COUNTED} {word}〔2026〕00001号"
    for decision in Decision.objects.filter(unit=case.unit, case=case):
        assert decision.document_number == left[2].number


def test_a_pause_and_a_closure_leave_theirs(path: Path) -> None:
    paused = path.into(State.REVIEW)
    path.pause(paused)
    assert notices(paused)[-1].kind == "paused"
    closed = path.into(State.CORRECTION)
    path.close(closed)
    assert notices(closed)[-1].lines.clear() == [{"key": "reason", "what": "未补齐"}]


def test_numbers_run_by_township_kind_and_year(cast: world.World) -> None:
    here = Path(cast, cast.townships["河湾镇"])
    there = Path(cast, cast.townships["古楼街道"])
    later = Path(cast, cast.townships["河湾镇"], at=datetime(2027, 1, 4, 1, tzinfo=UTC))
    cases = [p.into(State.RECEIVED) for p in (here, here, there, later)]
    assert [notices(case)[0].number for case in cases] == [
        "东昌府河湾镇 收〔2026〕00001号",
        "东昌府河湾镇 收〔2026〕00002号",
        "东昌府古楼街道 收〔2026〕00001号",
        "东昌府河湾镇 收〔2027〕00001号",
    ]


def test_an_act_that_fails_takes_no_number(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = path.submitted()

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(intake, "tell", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        path.receive(case)
    assert not notices(case)
    assert not DocumentNumber.objects.filter(unit=case.unit).exists()


def test_the_window_s_receipt_keeps_the_query_code_sealed(path: Path) -> None:
    wanted = make.application(path.town.center, path.town.village, of=path.cast.version)
    taken = intake.take_at_counter(wanted, **path.by(RoleKind.CLERK))
    receipt = notices(taken.case)[0]
    assert receipt.lines.clear() == [{"key": "query_code", "what": taken.query_code}]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lines::text FROM cases_notice WHERE unit = %s AND id = %s",
            [receipt.unit, receipt.pk],
        )
        assert taken.query_code not in str(cursor.fetchone()[0])


def test_a_notice_costs_two_statements(path: Path) -> None:
    case = path.into(State.RECEIVED)
    by = path.by(RoleKind.CLERK)
    issue(case, NoticeKind.ACCEPTED, **by)
    with CaptureQueriesContext(connection) as captured:
        issue(case, NoticeKind.ACCEPTED, **by)
    assert len(captured) == 2


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_once_are_all_different(cast: world.World) -> None:
    path = Path(cast, cast.townships["河湾镇"])
    case = path.submitted()
    taken: list[str] = []

    def take() -> None:
        try:
            for _ in range(5):
                with transaction.atomic():
                    taken.append(
                        documents.take_number(
                            case.unit, case.township_id, WORDS[NoticeKind.ACCEPTED], 2026
                        )
                    )
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(taken) == {f"{COUNTED} 受通〔2026〕{n:05}号": 1 for n in range(1, 21)}


def test_every_kind_has_a_word_and_a_title() -> None:
    assert set(WORDS) == set(TITLES) == set(NoticeKind)
    assert set(NoticeKind) > SLIPS and set(NoticeKind) > AGAINST


def test_remedies_name_the_body_and_both_limits() -> None:
    told = remedies("东昌府区")
    assert "60 日内向东昌府区人民政府" in told and "6 个月内依法向东昌府区人民法院" in told
