"""送达: by hand, by post, by the agent, on the net; nothing is delivered by silence."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.audit.models import Event
from bianmin.cases import deliveries, queries
from bianmin.cases.commands import archiving, closing, delivering, erasing, intake
from bianmin.cases.commands.lookup import TooManyTries, WrongCode
from bianmin.cases.models import ArchiveList, Case, Delivery, DeliveryChoice, Dispatch, Notice
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.archive import Part
from bianmin.rules.delivery import Mode
from bianmin.rules.documents import NoticeKind
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.cases.paths import Path
from tests.files.samples import jpeg

pytestmark = pytest.mark.django_db
CLERK, AGENT = RoleKind.CLERK, RoleKind.AGENT
HOME = "河湾镇柳庄村 12 号"
POST = {"carrier": "中国邮政", "post_number": "EB 123456789 CN", "address": HOME}


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Any) -> None:
    settings.BIANMIN_FILES_DIR = tmp_path / "files"


def told(case: Case) -> list[str]:
    sent = OutgoingMessage.objects.filter(unit=case.unit).order_by("id")
    return list(sent.values_list("template", flat=True))


def slips(case: Case) -> int:
    here = Notice.objects.filter(unit=case.unit, case=case, kind=NoticeKind.DELIVERED.value)
    return here.count()


def given(case: Case) -> Delivery:
    return Delivery.objects.get(unit=case.unit, case=case)


def of_link(case: Case) -> Actor:
    return queries.holder_of_link(case)


def test_what_is_posted_is_on_its_way_until_its_slip_came_back(path: Path) -> None:
    case = path.into(State.COMPLETED)
    delivering.post_result(case, **POST, **path.by(CLERK))
    assert (case.state, slips(case), told(case)[-1]) == (State.COMPLETED, 1, "posted")
    with pytest.raises(Conflict, match="已经送出去"):
        delivering.post_result(case, **POST, **path.by(CLERK))
    with pytest.raises(Conflict, match="在路上"):  # nobody signs at the window meanwhile
        delivering.deliver_result(case, mode="pickup", receiver="本人", **path.by(CLERK))
    with pytest.raises(Conflict):
        delivering.choose_delivery(case, mode="pickup", by=of_link(case), at=path.at)

    delivering.note_return(case, reason="地址不详", **path.by(CLERK))
    assert told(case)[-1] == "came_back"
    with pytest.raises(Conflict, match="先登记寄出"):
        delivering.deliver_result(case, mode="post", receiver="本人", **path.by(CLERK))

    delivering.post_result(case, **POST, **path.by(CLERK))
    arrived, later = localdate(path.at) + timedelta(days=3), path.at + timedelta(days=5)
    signed = {"mode": "post", "receiver": "王小明", "mandate": "儿子，同住", "on": arrived}
    delivering.deliver_result(case, **signed, by=path.actor(CLERK), at=later)

    row = given(case)
    assert (row.mode, row.receiver.clear(), row.mandate.clear()) == ("post", "王小明", "儿子，同住")
    assert (row.received_on, row.delivered_at) == (arrived, later)  # as signed; as recorded
    assert slips(case) == 1  # the one that went along
    ends = Dispatch.objects.filter(unit=case.unit, case=case).order_by("id")
    assert [(one.end, one.ended_on) for one in ends] == [
        ("returned", localdate(path.at)),
        ("arrived", arrived),
    ]


@pytest.mark.parametrize("days", [-1, 6])
def test_no_day_before_the_result_or_in_the_future(path: Path, days: int) -> None:
    case = path.into(State.COMPLETED)
    by, at = path.actor(CLERK), path.at + timedelta(days=5)
    on = localdate(path.at) + timedelta(days=days)
    with pytest.raises(Invalid) as wrong:
        delivering.deliver_result(case, mode="pickup", receiver="本人", on=on, by=by, at=at)
    assert "on" in wrong.value.fields


def test_the_agent_takes_it_out_before_bringing_it(path: Path) -> None:
    case = path.into(State.COMPLETED)
    agent, stranger = path.town.staff[AGENT], path.cast.townships["古楼街道"].staff[AGENT]
    with pytest.raises(Conflict, match="先登记代办员领出"):
        delivering.deliver_result(case, mode="agent", receiver="本人", **path.by(AGENT))
    with pytest.raises(NotAllowed):  # at a window one signs at the window
        delivering.deliver_result(case, mode="pickup", receiver="本人", **path.by(AGENT))
    with pytest.raises(Invalid, match="这个村"):
        delivering.give_to_agent(case, agent=stranger, **path.by(CLERK))
    with pytest.raises(NotAllowed):
        delivering.give_to_agent(case, agent=stranger, **path.by(AGENT))

    delivering.give_to_agent(case, agent=agent, **path.by(AGENT))
    assert told(case)[-1] == "taken_out"
    delivering.deliver_result(case, mode="agent", receiver="本人", **path.by(AGENT))

    out = Dispatch.objects.get(unit=case.unit, case=case)
    assert (out.taken_by, out.end) == (agent.pk, "arrived")
    assert given(case).receiver.clear() == case.applicant.name.clear()


def test_a_case_from_the_counter_goes_out_with_an_agent_of_the_village(path: Path) -> None:
    wanted = make.application(path.town.center, path.town.village, of=path.cast.version)
    case = intake.take_at_counter(wanted, **path.by(CLERK)).case
    for step in (path.accept, path.start, path.grant, path.complete):
        step(case)
    serving = [role.user for role in deliveries.agents_for(case, at=path.at)]
    assert serving == [path.town.staff[AGENT]]
    delivering.give_to_agent(case, agent=serving[0], **path.by(CLERK))
    delivering.deliver_result(case, mode="agent", receiver="本人", **path.by(CLERK))
    assert case.state == State.DELIVERED


def test_on_the_net_it_is_delivered_when_the_applicant_opens_it(path: Path) -> None:
    wanted = make.application(
        path.town.center, path.town.village, applicant=path.town.villager, of=path.cast.version
    )
    taken = intake.take_at_counter(wanted, **path.by(CLERK))
    case = taken.case
    for step in (path.accept, path.start, path.grant, path.complete):
        step(case)
    link = {"by": of_link(case), "at": path.at + timedelta(hours=2)}
    with pytest.raises(Conflict, match="没有选在网上"):
        delivering.open_result(case, code=taken.query_code, **link)
    delivering.choose_delivery(case, mode="electronic", **link)
    with pytest.raises(Invalid, match="本人打开"):  # no clerk can say so
        delivering.deliver_result(case, mode="electronic", receiver="本人", **path.by(CLERK))
    with pytest.raises(NotAllowed):
        delivering.open_result(case, code=taken.query_code, **path.by(CLERK))
    with pytest.raises(WrongCode):
        delivering.open_result(case, code="000000", **link)
    assert not Delivery.objects.filter(unit=case.unit, case=case).exists()

    delivering.open_result(case, code=taken.query_code, **link)

    row = given(case)
    assert (case.state, row.mode, row.delivered_at) == (State.DELIVERED, "electronic", link["at"])
    assert Event.objects.get(subject=f"case:{case.pk}", action="open_result").at == link["at"]


def test_the_query_code_cannot_be_guessed(path: Path) -> None:
    case = path.into(State.COMPLETED)
    link = {"by": of_link(case), "at": path.at}
    delivering.choose_delivery(case, mode="electronic", **link)
    for n in range(5):
        with pytest.raises(WrongCode):
            delivering.open_result(case, code=f"00000{n}", **link)
    with pytest.raises(TooManyTries):
        delivering.open_result(case, code="000005", **link)


def test_the_applicant_chooses_and_changes_their_mind(path: Path) -> None:
    case = path.into(State.RECEIVED)
    assert deliveries.wanted_mode(case, deliveries.choice_of(case)) is Mode.AGENT  # who brought it
    with pytest.raises(Invalid, match="地址"):
        delivering.choose_delivery(case, mode="post", by=of_link(case), at=path.at)
    delivering.choose_delivery(case, mode="post", address=HOME, by=of_link(case), at=path.at)
    delivering.choose_delivery(case, mode="pickup", address=HOME, **path.by(CLERK))
    row = DeliveryChoice.objects.get(unit=case.unit, case=case)
    assert (row.mode, row.address.clear()) == ("pickup", "")  # what is not needed is not kept
    with pytest.raises(NotAllowed):
        delivering.choose_delivery(case, mode="post", address=HOME, **path.by(RoleKind.REVIEWER))


def test_what_is_late_is_listed_for_whoever_has_it(path: Path) -> None:
    case, other = path.into(State.COMPLETED), path.into(State.COMPLETED)
    clerk = path.actor(CLERK)
    limit = deliveries.deliver_by(case)
    assert limit is not None
    delivering.deliver_result(other, mode="pickup", receiver="本人", **path.by(CLERK))
    waiting = deliveries.undelivered(clerk)
    assert list(waiting) == [case]
    assert not deliveries.late(waiting, limit).exists()
    assert list(deliveries.late(waiting, limit + timedelta(days=1))) == [case]
    there = Path(path.cast, path.cast.townships["古楼街道"])
    assert not deliveries.undelivered(there.actor(CLERK)).exists()


def test_the_archive_lists_what_the_file_holds_in_its_order(path: Path) -> None:
    case = path.into(State.COMPLETED)
    delivering.post_result(case, **POST, **path.by(CLERK))
    with pytest.raises(Conflict):
        archiving.archive_case(case, **path.by(CLERK))  # not before it was delivered
    with pytest.raises(Conflict):
        delivering.keep_signed_slip(case, io.BytesIO(jpeg()), **path.by(CLERK))
    delivering.deliver_result(case, mode="post", receiver="本人", **path.by(CLERK))
    file = delivering.keep_signed_slip(case, io.BytesIO(jpeg()), **path.by(CLERK))
    type(file).objects.filter(unit=file.unit, pk=file.pk).update(
        state="clean", media_type="image/jpeg"
    )

    archiving.archive_case(case, pages=12, **path.by(CLERK))

    row = ArchiveList.objects.get(unit=case.unit, case=case)
    entries = deliveries.filed_entries(row)
    assert [e.part for e in entries] == sorted((e.part for e in entries), key=list(Part).index)
    titles = [e.title for e in entries]
    assert titles[0] == "申请表"
    assert {"准予决定书", "送达回证", "受理通知书", "邮寄记录"} <= set(titles)
    signed = next(e for e in entries if e.title.startswith("签了名"))
    assert (signed.pages, row.pages, row.archived_by) == (1, 12, path.actor(CLERK).user_id)
    assert "10 年" in row.kept
    assert case.applicant.name.clear() not in str(row.entries)
    assert case.state == State.ARCHIVED


def test_erasing_takes_addresses_and_mandates(path: Path) -> None:
    case = path.into(State.COMPLETED)
    delivering.choose_delivery(case, mode="post", address=HOME, by=of_link(case), at=path.at)
    delivering.post_result(case, **POST, **path.by(CLERK))
    signed = {"mode": "post", "receiver": "王小明", "mandate": "儿子"}
    delivering.deliver_result(case, **signed, **path.by(CLERK))
    erasing.erase_with_cases(case.applicant, by=SYSTEM, at=path.at, reason="保存期满")
    here = {"unit": case.unit, "case": case}
    assert not given(case).receiver and not given(case).mandate
    assert not DeliveryChoice.objects.get(**here).address
    assert not Dispatch.objects.get(**here).address


def test_completed_without_a_decision_is_late_from_its_completion(path: Path) -> None:
    case = path.into(State.FORWARDED)
    closing.complete_case(case, **path.by(RoleKind.COUNTY_REVIEWER))
    assert case.decided_at is None
    limit = deliveries.deliver_by(case)
    assert limit is not None
    found = deliveries.late(deliveries.undelivered(path.actor(CLERK)), limit + timedelta(days=1))
    assert list(found) == [case]
