"""指导目录: two persons publish an edition, counties answer it, and it takes effect on its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue import directory, jobs
from bianmin.catalogue.commands.adoption import adopt_edition, explain_edition
from bianmin.catalogue.commands.drafts import (
    check_draft,
    draft_version,
    propose_draft,
    publish_draft,
    return_draft,
    revise_draft,
    withdraw_draft,
)
from bianmin.catalogue.commands.editions import (
    draft_edition,
    found_directory,
    propose_edition,
    publish_edition,
    record_change,
    remove_change,
    return_edition,
)
from bianmin.catalogue.commands.lists import drop_item, enter_item
from bianmin.catalogue.models import (
    AdoptionTask,
    DirectoryEntry,
    Edition,
    ItemVersion,
    Offering,
    ServiceItem,
)
from bianmin.catalogue.queries import kept_version, version_of
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import FORM, GUIDE, MONDAY_9AM

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
WHY = "按省里通知调整"


@pytest.fixture
def cast() -> world.World:
    made = world.build()
    found_directory(by=SYSTEM, at=MONDAY_9AM - timedelta(days=30))
    return made


@pytest.fixture
def item(cast: world.World) -> ServiceItem:
    return cast.version.item


def first(cast: world.World, at: datetime = MONDAY_9AM) -> dict[str, Any]:
    return {"by": make.actor(cast.staff["聊城市", RoleKind.CITY_BUREAU]), "at": at}


def second(cast: world.World, at: datetime = MONDAY_9AM) -> dict[str, Any]:
    return {"by": make.actor(cast.staff["聊城市", RoleKind.CITY_OFFICE]), "at": at}


def county(cast: world.World, place: str = "东昌府区") -> dict[str, Any]:
    return {"by": make.actor(cast.staff[place, RoleKind.COUNTY_BUREAU]), "at": MONDAY_9AM}


def publish(cast: world.World, *changes: tuple[Any, ...], on: date = TODAY) -> Edition:
    edition = draft_edition(**first(cast))
    for item, kind, *modes in changes:
        given = dict(zip(("township_mode", "village_mode"), modes, strict=False))
        record_change(edition, item, kind=kind, reason=WHY, **given, **first(cast))
    propose_edition(edition, effective_on=on, adopt_by=None, **first(cast))
    return publish_edition(edition, **second(cast))


def test_what_is_loaded_becomes_the_first_edition(cast: world.World, item: ServiceItem) -> None:
    (row,) = directory.held_by(1)
    assert (row.item, row.township_mode, row.village_mode) == (item, "accept", "agent")
    assert AdoptionTask.objects.filter(edition__number=1).count() == 3
    with pytest.raises(Conflict):
        found_directory(by=SYSTEM, at=MONDAY_9AM)


def test_one_person_alone_publishes_nothing(cast: world.World, item: ServiceItem) -> None:
    edition = draft_edition(**first(cast))
    with pytest.raises(Conflict, match="没有变更记录"):
        propose_edition(edition, effective_on=TODAY, adopt_by=None, **first(cast))
    record_change(edition, item, kind="pause", reason=WHY, **first(cast))
    with pytest.raises(Conflict, match="还没有送发"):
        publish_edition(edition, **second(cast))
    propose_edition(edition, effective_on=TODAY, adopt_by=None, **first(cast))

    same = cast.staff["聊城市", RoleKind.CITY_BUREAU]
    other_account = make.user(RoleKind.CITY_OFFICE, cast.city, who=same.person)
    for by in (make.actor(same), make.actor(other_account)):
        with pytest.raises(NotAllowed, match="另一个人"):
            publish_edition(edition, by=by, at=MONDAY_9AM)

    publish_edition(edition, **second(cast))
    edition.refresh_from_db()
    assert edition.state == "published" and edition.in_force_at is not None


def test_the_database_knows_that_it_takes_two(cast: world.World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(number=1).update(proposed_person=5, published_person=5)


def test_a_sent_edition_is_not_changed_but_returned(cast: world.World, item: ServiceItem) -> None:
    edition = draft_edition(**first(cast))
    change = record_change(edition, item, kind="pause", reason=WHY, **first(cast))
    propose_edition(edition, effective_on=TODAY, adopt_by=None, **first(cast))
    for act in (
        lambda: record_change(edition, item, kind="cancel", reason=WHY, **first(cast)),
        lambda: remove_change(change, **first(cast)),
        lambda: propose_edition(edition, effective_on=TODAY, adopt_by=None, **first(cast)),
        lambda: draft_edition(**first(cast)),
    ):
        with pytest.raises(Conflict):
            act()
    return_edition(edition, reason="理由写得不清楚", **second(cast))
    remove_change(change, **first(cast))
    assert edition.changes.count() == 0


def test_each_change_takes_effect(cast: world.World, item: ServiceItem) -> None:
    new, paused, gone = (make.version(units=(1, 2)).item for _ in range(3))
    publish(
        cast,
        (new, "add", "accept", "agent"),
        (paused, "add", "accept", ""),
        (gone, "add", "handle", "handle"),
    )
    edition = publish(
        cast, (item, "change", "handle", "accept"), (paused, "pause"), (gone, "cancel")
    )

    by_id = {row.item_id: row for row in directory.held_by(3)}
    assert set(by_id) == {item.pk, new.pk, paused.pk}
    assert (by_id[item.pk].township_mode, by_id[item.pk].village_mode) == ("handle", "accept")
    assert by_id[paused.pk].standing == "paused"
    status = dict(ServiceItem.objects.values_list("pk", "status"))
    assert [status[i.pk] for i in (item, new, paused, gone)] == [
        "active",
        "active",
        "paused",
        "cancelled",
    ]
    assert version_of(paused.code) is None and version_of(gone.code) is None
    closed = Offering.objects.filter(item=gone)
    assert not closed.filter(valid_to__isnull=True).exists()
    assert set(closed.values_list("end_reason", flat=True)) == {"指导目录第 3 版取消"}
    assert edition.changes.count() == 3


def test_any_two_editions_are_compared_at_the_same_cost(
    cast: world.World, item: ServiceItem
) -> None:
    items = [make.version(units=()).item for _ in range(6)]
    publish(cast, *((i, "add", "accept", "agent") for i in items))
    with CaptureQueriesContext(connection) as few:
        assert [d.kind for d in directory.difference(1, 2)] == ["add"] * 6
    publish(cast, (items[0], "pause"), (items[1], "change", "handle", ""), (items[2], "cancel"))
    with CaptureQueriesContext(connection) as more:
        found = {d.item_id: d for d in directory.difference(2, 3)}

    assert len(more) == len(few) == 2
    assert {pk: d.kind for pk, d in found.items()} == {
        items[0].pk: "pause",
        items[1].pk: "change",
        items[2].pk: "cancel",
    }
    assert found[items[1].pk].fields == ("township_mode", "village_mode")
    assert {d.kind for d in directory.difference(3, 2)} == {"resume", "change", "add"}
    assert len(directory.difference(1, 3)) == 5  # the one cancelled stood in neither
    assert directory.difference(2, 2) == []


def test_a_later_day_waits_for_the_job(cast: world.World, item: ServiceItem) -> None:
    day = TODAY + timedelta(days=9)
    publish(cast, (item, "pause"), on=day)
    assert version_of(item.code) is not None

    jobs.take_effect(timestamp=int((MONDAY_9AM + timedelta(days=8)).timestamp()))
    assert version_of(item.code) is not None
    for _ in range(2):  # a run missed or repeated does no harm
        jobs.take_effect(timestamp=int((MONDAY_9AM + timedelta(days=30)).timestamp()))
        assert version_of(item.code) is None


def test_a_day_that_has_passed_is_sent_again(cast: world.World, item: ServiceItem) -> None:
    edition = draft_edition(**first(cast))
    record_change(edition, item, kind="pause", reason=WHY, **first(cast))
    propose_edition(edition, effective_on=TODAY, adopt_by=None, **first(cast))
    with pytest.raises(Invalid, match="早于今天"):
        publish_edition(edition, **second(cast, MONDAY_9AM + timedelta(days=1)))


@pytest.mark.parametrize(
    ("kind", "modes", "wrong"),
    [
        ("add", ("accept", "agent"), "kind"),  # it stands there already
        ("change", ("", "agent"), "township_mode"),
        ("change", ("", ""), "township_mode"),
        ("change", ("agent", ""), "mode"),
        ("change", ("accept", "agent"), "kind"),  # as it is
        ("resume", ("accept", "agent"), "kind"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    cast: world.World, item: ServiceItem, kind: str, modes: tuple[str, str], wrong: str
) -> None:
    edition = draft_edition(**first(cast))
    with pytest.raises(Invalid) as refused:
        record_change(
            edition,
            item,
            kind=kind,
            reason=WHY,
            township_mode=modes[0],
            village_mode=modes[1],
            **first(cast),
        )
    assert wrong in refused.value.fields


def test_every_county_answers(cast: world.World, item: ServiceItem) -> None:
    new = make.version(units=()).item
    edition = publish(cast, (new, "add", "accept", "agent"))
    assert edition.adopt_by == TODAY + timedelta(days=15)
    tasks = {task.unit: task for task in directory.tasks(edition)}
    assert {unit: task.state for unit, task in tasks.items()} == dict.fromkeys((1, 2, 9), "open")
    assert directory.gap_count(1) == 2

    assert adopt_edition(tasks[1], **county(cast)) == 2
    assert directory.gap_count(1) == 0
    with pytest.raises(NotAllowed):
        adopt_edition(tasks[2], **county(cast))
    with pytest.raises(Invalid):
        explain_edition(tasks[2], reason="", **county(cast, "临清市"))
    explain_edition(tasks[2], reason="专网还没有接通，下月再列", **county(cast, "临清市"))
    assert not directory.open_tasks(2).filter(edition=edition).exists()
    assert not Offering.objects.filter(item=new, unit=2).exists()
    with pytest.raises(Conflict, match="刚被他人"):
        adopt_edition(tasks[1], **county(cast))
    adopt_edition(tasks[2], **county(cast, "临清市"))  # it may still, later
    assert tasks[2].state == "adopted"


def test_adoption_keeps_what_the_county_decided_for_itself(
    cast: world.World, item: ServiceItem
) -> None:
    enter_item(item, unit=1, tier="village", mode="accept", **county(cast))
    drop_item(item, unit=2, tier="village", reason="代办员暂时空缺", **county(cast, "临清市"))
    edition = publish(cast, (item, "change", "handle", "handle"))

    for place, unit in (("东昌府区", 1), ("临清市", 2), ("开发区", 9)):
        adopt_edition(edition.tasks.get(unit=unit), **county(cast, place))

    modes = dict(
        Offering.objects.filter(item=item, tier="village", valid_to__isnull=True).values_list(
            "unit", "entry_mode"
        )
    )
    assert modes == {1: "accept", 9: "handle"}
    township = Offering.objects.filter(item=item, tier="township", valid_to__isnull=True)
    assert set(township.values_list("entry_mode", flat=True)) == {"handle"}


def test_a_version_is_published_by_two_and_the_old_one_stays(
    cast: world.World, item: ServiceItem
) -> None:
    draft = draft_version(item, **first(cast))
    with pytest.raises(Conflict, match="已经有一份草稿"):
        draft_version(item, **second(cast))
    shorter = GUIDE | {"promised_limit": {"amount": 3, "unit": "workday"}}
    revise_draft(draft, guide=shorter, **first(cast))
    with pytest.raises(NotAllowed):
        publish_draft(draft, **county(cast))
    with pytest.raises(Conflict, match="还没有送发"):
        publish_draft(draft, **second(cast))
    propose_draft(draft, effective_on=TODAY, note="承诺时限压到三天", **first(cast))
    with pytest.raises(Conflict):
        revise_draft(draft, guide=GUIDE, **first(cast))
    with pytest.raises(NotAllowed, match="另一个人"):
        publish_draft(draft, **first(cast))
    publish_draft(draft, **second(cast))

    now = version_of(item.code)
    assert now is not None and (now.number, now.promised_limit) == (2, "3 workday")
    old = kept_version(item.code, 1)
    assert old is not None and old.promised_limit == "5 workday"


def test_an_open_case_keeps_its_version(cast: world.World, item: ServiceItem) -> None:
    town = cast.townships["河湾镇"]
    case = make.submitted(town.center, town.village, of=cast.version).case
    draft = draft_version(item, **first(cast))
    propose_draft(draft, effective_on=TODAY, note="文字更正一处", **first(cast))
    publish_draft(draft, **second(cast))

    case.refresh_from_db()
    assert case.version_id == cast.version.pk != ServiceItem.objects.get(pk=item.pk).current_id


def test_a_draft_goes_back_and_away(cast: world.World, item: ServiceItem) -> None:
    draft = draft_version(item, guide={"name": "缺很多"}, form=FORM, **first(cast))
    assert "basis" in check_draft(draft)
    with pytest.raises(Invalid, match="不能发布"):
        propose_draft(draft, effective_on=TODAY, note="还没写完呢", **first(cast))
    revise_draft(draft, guide=GUIDE, **first(cast))
    propose_draft(draft, effective_on=TODAY, note="写完了，请发布", **first(cast))
    return_draft(draft, reason="依据没有写条款", **second(cast))
    withdraw_draft(draft, **first(cast))
    assert draft.state == "withdrawn" and ItemVersion.objects.filter(item=item).count() == 1
    draft_version(item, **first(cast))


def test_two_editors_do_not_overwrite_each_other(cast: world.World, item: ServiceItem) -> None:
    draft = draft_version(item, **first(cast))
    seen = draft.revised_at
    later = MONDAY_9AM + timedelta(minutes=1)
    revise_draft(draft, note="第一个人", last_seen=seen, **first(cast, later))
    with pytest.raises(Conflict):
        revise_draft(draft, note="第二个人", last_seen=seen, **second(cast, later))


def test_an_edition_carries_a_version(cast: world.World, item: ServiceItem) -> None:
    day = TODAY + timedelta(days=3)
    draft = draft_version(item, guide=GUIDE | {"visits": 1}, **first(cast))
    edition = draft_edition(**first(cast))
    record_change(
        edition,
        item,
        kind="change",
        reason=WHY,
        township_mode="accept",
        village_mode="agent",
        draft=draft,
        **first(cast),
    )
    propose_edition(edition, effective_on=day, adopt_by=None, **first(cast))
    publish_edition(edition, **second(cast))

    assert version_of(item.code).number == 1  # type: ignore[union-attr]
    (found,) = directory.difference(1, 2)
    assert found.fields == ("version_id",)
    jobs.take_effect(timestamp=int((MONDAY_9AM + timedelta(days=3)).timestamp()))
    assert version_of(item.code).number == 2  # type: ignore[union-attr]


def test_only_the_city_drafts(cast: world.World, item: ServiceItem) -> None:
    edition = draft_edition(**first(cast))
    for (place, kind), user in cast.staff.items():
        allowed = kind in (RoleKind.CITY_BUREAU, RoleKind.CITY_OFFICE)
        who = {"by": make.actor(user), "at": MONDAY_9AM}
        acts = (
            lambda who=who: record_change(edition, item, kind="pause", reason=WHY, **who),
            lambda who=who: draft_version(item, **who),
        )
        for act in acts:
            with transaction.atomic():
                try:
                    act()
                    done = True
                except NotAllowed:
                    done = False
                transaction.set_rollback(True)
            assert done is allowed, (place, kind)


def test_the_contents_cost_what_changes(cast: world.World) -> None:
    before = DirectoryEntry.objects.count()
    new = make.version(units=()).item
    publish(cast, (new, "add", "accept", ""))
    assert DirectoryEntry.objects.count() == before + 1
