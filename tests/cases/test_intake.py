"""How a case comes in, is refused, given back and mended."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bianmin.accounts.actor import Actor
from bianmin.audit.models import Event
from bianmin.cases.application import Application
from bianmin.cases.commands import archiving, closing, intake, review
from bianmin.cases.models import Case, CaseMaterial
from bianmin.catalogue.models import ItemVersion
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.errors import IllegalMove, Invalid, NotAllowed
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.cases.paths import GAP, Path
from tests.make import MONDAY_9AM
from tests.world import World


def wanted(path: Path, **rest: Any) -> Application:
    given: dict[str, Any] = {"of": path.cast.version, "applicant": path.town.villager} | rest
    return make.application(path.town.center, path.town.village, **given)


def for_another(path: Path) -> tuple[Application, str, RoleKind]:
    return wanted(path, applicant=make.person()), "online", RoleKind.CITIZEN


def by_an_agent_of_another_village(path: Path) -> tuple[Application, str, RoleKind]:
    elsewhere = path.cast.townships["古楼街道"]
    agent = path.town.staff[RoleKind.AGENT].person
    application = make.application(
        elsewhere.center,
        elsewhere.village,
        intake=elsewhere.station,
        of=path.cast.version,
        agent=agent,
    )
    return application, "agent", RoleKind.AGENT


def in_the_name_of_another_agent(path: Path) -> tuple[Application, str, RoleKind]:
    other = path.cast.townships["古楼街道"].staff[RoleKind.AGENT].person
    return wanted(path, intake=path.town.station, agent=other), "agent", RoleKind.AGENT


def by_a_clerk_as_agent(path: Path) -> tuple[Application, str, RoleKind]:
    clerk = path.town.staff[RoleKind.CLERK].person
    return wanted(path, intake=path.town.station, agent=clerk), "agent", RoleKind.CLERK


def what_needs_presence(path: Path) -> tuple[Application, str, RoleKind]:
    agent = path.town.staff[RoleKind.AGENT].person
    here = {"intake": path.town.station, "agent": agent, "of": make.version(presence=True)}
    return wanted(path, **here), "agent", RoleKind.AGENT


def at_the_counter_from_afar(path: Path) -> tuple[Application, str, RoleKind]:
    return wanted(path), "counter", RoleKind.CITIZEN


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (for_another, "网上申报只能为本人申请"),
        (by_an_agent_of_another_village, "不在您的服务范围"),
        (in_the_name_of_another_agent, "只有在岗的村代办员"),
        (by_a_clerk_as_agent, "只有在岗的村代办员"),
        (what_needs_presence, "必须本人到场"),
        (at_the_counter_from_afar, "请选择网上申报或代办"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_application_that_may_not_be_handed_in(path: Path, case: Any, reason: str) -> None:
    application, channel, kind = case(path)
    with pytest.raises(NotAllowed, match=reason):
        intake.submit_case(application, channel=channel, **path.by(kind))
    assert not Case.objects.exists()
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(
    ("kind", "where", "reason"),
    [
        (RoleKind.REVIEWER, "河湾镇", "只有本窗口"),
        (RoleKind.STATION_CLERK, "河湾镇", "只有本窗口"),  # the application names the centre
        (RoleKind.CLERK, "古楼街道", "只有本窗口"),
        (RoleKind.CITIZEN, "河湾镇", "只有本窗口"),
    ],
)
def test_a_window_takes_only_its_own(path: Path, kind: RoleKind, where: str, reason: str) -> None:
    there = Path(path.cast, path.cast.townships[where])
    with pytest.raises(NotAllowed, match=reason):
        intake.take_at_counter(wanted(path), **there.by(kind))


def test_a_clerk_takes_nothing_from_himself(path: Path) -> None:
    own = wanted(path, applicant=path.town.staff[RoleKind.CLERK].person)
    with pytest.raises(NotAllowed, match="自己申请"):
        intake.take_at_counter(own, **path.by(RoleKind.CLERK))


@pytest.mark.parametrize("mode", ["online", "counter"])
def test_a_paper_that_is_not_on_the_list_is_refused(path: Path, mode: str) -> None:
    odd = dataclasses.replace(wanted(path), materials={"id_card": "received", "nonsense": "wrong"})
    with pytest.raises(Invalid, match="nonsense"):
        if mode == "online":
            intake.submit_case(odd, channel="online", **path.by(RoleKind.CITIZEN))
        else:
            intake.take_at_counter(odd, **path.by(RoleKind.CLERK))


def test_a_paper_in_a_state_that_does_not_exist_is_refused(path: Path) -> None:
    odd = dataclasses.replace(wanted(path), materials={"id_card": "approved"})
    with pytest.raises(Invalid):
        intake.submit_case(odd, channel="online", **path.by(RoleKind.CITIZEN))
    case = path.into(State.CORRECTION)
    with pytest.raises(Invalid):
        intake.correct_case(case, {"account": "approved"}, **path.by(RoleKind.CLERK))


def test_what_is_shared_need_not_be_brought(path: Path) -> None:
    case = intake.take_at_counter(wanted(path), **path.by(RoleKind.CLERK)).case
    rows = CaseMaterial.objects.filter(unit=case.unit, case=case).order_by("id")
    assert [(row.key, row.status) for row in rows] == [
        ("id_card", "received"),
        ("account", "received"),
        ("hukou", "shared"),
    ]


def test_numbers_run_by_unit_and_local_day(path: Path) -> None:
    night = MONDAY_9AM.replace(hour=15, minute=59)  # 23:59 in Shanghai
    there = Path(path.cast, path.cast.townships["先锋路街道"])
    numbers = [
        make.submitted(place.town.center, place.town.village, of=path.cast.version, at=at).case
        for place, at in (
            (path, night),
            (path, night),
            (there, night),
            (path, night + timedelta(minutes=1)),
        )
    ]
    assert [case.number for case in numbers] == [
        "LC012026030200001",
        "LC012026030200002",
        "LC022026030200001",
        "LC012026030300001",
    ]


def test_the_receipt_starts_the_five_days_and_mending_starts_them_again(path: Path) -> None:
    case = intake.take_at_counter(wanted(path), **path.by(RoleKind.CLERK)).case
    assert case.tell_by == date(2026, 3, 9)
    review.request_correction(case, [GAP], **path.by(RoleKind.CLERK))
    path.at = MONDAY_9AM + timedelta(days=2)
    intake.correct_case(case, {"account": "received"}, **path.by(RoleKind.CITIZEN))
    assert (case.state, case.tell_by) == (State.RECEIVED, date(2026, 3, 11))


def test_what_was_given_back_is_handed_in_again(path: Path) -> None:
    case = path.into(State.RETURNED)
    with pytest.raises(Invalid):
        intake.resubmit_case(case, {"band": "7"}, **path.by(RoleKind.CITIZEN))
    intake.resubmit_case(case, {"band": "100+"}, **path.by(RoleKind.CITIZEN))
    assert case.state == State.SUBMITTED
    assert case.answers.clear() == {"band": "100+"}


def test_events_hold_no_personal_data(path: Path) -> None:
    person = make.person("欧阳金丝雀", phone="13812345678")
    case = make.submitted(
        path.town.center,
        path.town.village,
        applicant=person,
        of=path.cast.version,
        answers={"band": "80-89", "note": "金丝雀住在河边"},
    ).case
    intake.receive_case(case, **path.by(RoleKind.CLERK))
    own = Actor(None, person.pk, person.name.clear(), (), "link")
    closing.withdraw_case(case, reason="请打 13812345678", by=own, at=MONDAY_9AM)
    for event in Event.objects.filter(unit=case.unit, subject=f"case:{case.pk}"):
        told = f"{event.reason} {event.facts}"
        assert "金丝雀" not in told
        assert "13812345678" not in told
        assert person.id_number.clear() not in told


def with_materials(count: int) -> ItemVersion:
    """A second version: a published one stays as it is."""
    item = make.version().item
    guide = make.GUIDE | {
        "materials": [{"key": f"m{n}", "name": f"材料{n}", "need": 1} for n in range(count)]
    }
    return ItemVersion.objects.create(
        item=item,
        number=2,
        guide=guide,
        form=make.FORM,
        case_kind="promised",
        promised_limit="5 workday",
        statutory_limit="20 workday",
        published_at=make.LONG_AGO,
    )


def statements(path: Path, version: ItemVersion, *, at_counter: bool) -> int:
    application = dataclasses.replace(wanted(path, of=version), materials={})
    with CaptureQueriesContext(connection) as captured:
        if at_counter:
            intake.take_at_counter(application, **path.by(RoleKind.CLERK))
        else:
            intake.submit_case(application, channel="online", **path.by(RoleKind.CITIZEN))
    return len(captured)


@pytest.mark.parametrize("at_counter", [True, False])
def test_an_intake_costs_the_same_however_long_the_list_and_full_the_table(
    path: Path, at_counter: bool
) -> None:
    two, eight = with_materials(2), with_materials(8)
    statements(path, two, at_counter=at_counter)  # warms what a process remembers
    first = statements(path, two, at_counter=at_counter)
    assert statements(path, eight, at_counter=at_counter) == first

    model = Case.objects.filter(unit=1).order_by("id")[0]
    copies = []
    for n in range(1_000):
        copy = Case(**{f.attname: getattr(model, f.attname) for f in Case._meta.concrete_fields})
        copy.pk, copy.number = model.pk + 1 + n, f"LC01202001{n // 99_999:02}{n:05}"
        copies.append(copy)
    Case.objects.bulk_create(copies)
    statements(path, two, at_counter=at_counter)  # on a busy machine that took its while
    assert statements(path, eight, at_counter=at_counter) == first
    assert first <= 22


def test_moves_of_a_finished_case_are_refused_with_a_sentence(path: Path) -> None:
    case = path.into(State.WITHDRAWN)
    with pytest.raises(IllegalMove, match="“已撤回”的办件不能执行“受理”"):
        review.accept_case(case, **path.by(RoleKind.CLERK))
    with pytest.raises(IllegalMove):
        archiving.archive_case(case, **path.by(RoleKind.CLERK))


def test_the_world_of_the_tests_has_two_counties_and_a_zone(cast: World) -> None:
    assert {unit.unit for unit in cast.units.values()} == {1, 2, 9}
