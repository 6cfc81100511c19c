"""进驻目录: two lists of a county, linked, each with its reasons and its work."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from bianmin.audit.models import Event
from bianmin.catalogue import lists
from bianmin.catalogue.commands.lists import (
    answer_link_task,
    confirm_link,
    drop_item,
    enter_item,
)
from bianmin.catalogue.commands.site_offers import (
    end_grant,
    grant_to_site,
    resume_at_site,
    suspend_at_site,
)
from bianmin.catalogue.models import LinkTask, Offering, Omission, ServiceItem
from bianmin.rules.errors import Conflict, DomainError, Invalid, NotAllowed
from bianmin.rules.lists import LinkFault
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import DAY, MONDAY_9AM

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def cast() -> world.World:
    return world.build()


@pytest.fixture
def item(cast: world.World) -> ServiceItem:
    return cast.version.item


def act(cast: world.World, place: str = "东昌府区") -> dict[str, Any]:
    return {"by": make.actor(cast.staff[place, RoleKind.COUNTY_BUREAU]), "at": MONDAY_9AM}


def now_in(item: ServiceItem, tier: str, unit: int = 1) -> Offering:
    return Offering.objects.get(item=item, unit=unit, tier=tier, valid_to__isnull=True)


def test_a_village_entry_needs_a_township_entry(cast: world.World) -> None:
    lonely = make.version(units=()).item

    with pytest.raises(Invalid, match="对应镇里") as refused:
        enter_item(lonely, unit=1, tier="village", mode="agent", **act(cast))
    assert "请先让镇里进驻" in refused.value.fields["mode"]

    enter_item(lonely, unit=1, tier="township", mode="accept", **act(cast))
    entry = enter_item(lonely, unit=1, tier="village", mode="agent", **act(cast))
    assert entry.linked == now_in(lonely, "township")
    assert Event.objects.filter(subject=f"item:{lonely.pk}", action="offer", unit=1).count() == 2


def test_certificates_stand_alone(cast: world.World) -> None:
    own = make.version(units=()).item
    ServiceItem.objects.filter(pk=own.pk).update(area="开具证明", stands_alone=True)
    own.refresh_from_db()

    entry = enter_item(own, unit=1, tier="village", mode="handle", **act(cast))

    assert entry.linked is None and lists.broken_links(1) == []


@pytest.mark.parametrize(
    "row",
    [
        {"tier": "village", "entry_mode": "agent"},  # answers to nothing
        {"tier": "village", "entry_mode": "agent", "stands_alone": True},  # the item does not
        {"tier": "township", "entry_mode": "agent"},
        {"tier": "township", "entry_mode": "accept", "delegation": "devolved"},  # no document
    ],
)
def test_the_database_itself_refuses(item: ServiceItem, row: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Offering.objects.create(item=item, unit=8, valid_from=DAY, **row)
        connection.check_constraints()


def test_the_database_links_only_to_the_same_items_township_entry(
    cast: world.World, item: ServiceItem
) -> None:
    other = make.version(units=(1,)).item
    ours = now_in(item, "village")
    for wrong in (now_in(other, "township"), now_in(item, "township", 2), now_in(item, "village")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Offering.objects.filter(pk=ours.pk).update(linked=wrong)


def test_dropping_needs_a_reason_and_breaks_the_link_for_all_to_see(
    cast: world.World, item: ServiceItem
) -> None:
    with pytest.raises(Invalid):
        drop_item(item, unit=1, tier="township", reason="", **act(cast))

    drop_item(item, unit=1, tier="township", reason="县里收回了这项权限", **act(cast))

    (broken,) = lists.broken_links(1)
    assert broken.fault is LinkFault.GONE and "已经没有" in broken.why
    assert Omission.objects.get(unit=1, tier="township").reason == "县里收回了这项权限"
    (task,) = lists.link_tasks(1)
    assert task.side == "village" and "不再列入" in task.what
    assert lists.broken_links(2) == []


def test_the_township_comes_back_and_the_link_is_whole(
    cast: world.World, item: ServiceItem
) -> None:
    drop_item(item, unit=1, tier="township", reason="县里收回了这项权限", **act(cast))
    with pytest.raises(Conflict, match="镇目录里没有"):
        confirm_link(now_in(item, "village"), **act(cast))

    enter_item(item, unit=1, tier="township", mode="accept", **act(cast))

    assert lists.broken_links(1) == [] and not lists.link_tasks(1).exists()
    assert not Omission.objects.filter(unit=1, ended_at__isnull=True).exists()


def test_a_new_mode_of_the_township_is_confirmed_by_the_village(
    cast: world.World, item: ServiceItem
) -> None:
    enter_item(item, unit=1, tier="township", mode="handle", **act(cast))
    (broken,) = lists.broken_links(1)
    assert broken.fault is LinkFault.CHANGED
    assert "由“受理”改为“直接办理”" in lists.link_tasks(1).get().what

    confirm_link(broken.entry, **act(cast))

    assert lists.broken_links(1) == [] and not lists.link_tasks(1).exists()
    assert now_in(item, "village").linked == now_in(item, "township")


def test_a_new_document_alone_breaks_nothing(cast: world.World, item: ServiceItem) -> None:
    power = {"delegation": "devolved", "document": "聊政发〔2020〕8号"}
    enter_item(item, unit=1, tier="township", mode="accept", **power, **act(cast))

    assert lists.broken_links(1) == [] and not lists.link_tasks(1).exists()
    assert now_in(item, "township").document == "聊政发〔2020〕8号"


def test_a_change_in_the_village_is_work_for_the_township(
    cast: world.World, item: ServiceItem
) -> None:
    drop_item(item, unit=1, tier="village", reason="代办员暂时空缺", **act(cast))
    task = lists.link_tasks(1).get()
    assert task.side == "township"

    answer_link_task(task, note="镇窗口直接接待，已安排人手", **act(cast))

    assert not lists.link_tasks(1).exists()
    with pytest.raises(Conflict, match="刚被他人"):
        answer_link_task(task, note="镇窗口直接接待，已安排人手", **act(cast))


def test_entering_the_same_again_changes_nothing(cast: world.World, item: ServiceItem) -> None:
    before = now_in(item, "township")
    assert enter_item(item, unit=1, tier="township", mode="accept", **act(cast)) == before
    assert LinkTask.objects.count() == 0


def test_a_site_offers_a_part_of_the_list(cast: world.World, item: ServiceItem) -> None:
    town = cast.townships["河湾镇"]
    head = {"by": make.actor(town.staff[RoleKind.CENTER_HEAD]), "at": MONDAY_9AM}
    assert lists.modes_at(town.center, TODAY) == {item.pk: "accept"}
    assert lists.modes_at(town.station, TODAY) == {item.pk: "agent"}

    suspend_at_site(town.station, item, reason="设备维修，暂停一周", **head)
    assert lists.modes_at(town.station, TODAY) == {}
    assert lists.modes_at(town.center, TODAY) == {item.pk: "accept"}
    with pytest.raises(Conflict):
        suspend_at_site(town.station, item, reason="设备维修，暂停一周", **head)

    resume_at_site(town.station, item, reason="设备已修好", **head)
    assert lists.modes_at(town.station, TODAY) == {item.pk: "agent"}
    with pytest.raises(Conflict):
        resume_at_site(town.station, item, reason="设备已修好", **head)


def test_a_site_switches_only_what_the_list_has(cast: world.World) -> None:
    town = cast.townships["河湾镇"]
    other = make.version(units=(2,)).item
    with pytest.raises(Conflict, match="目录里没有"):
        suspend_at_site(town.center, other, reason="设备维修，暂停一周", **act(cast))


def test_a_power_given_to_one_site_lets_it_handle(cast: world.World, item: ServiceItem) -> None:
    town, other = cast.townships["河湾镇"], cast.townships["古楼街道"]
    with pytest.raises(Invalid, match="不完整"):
        grant_to_site(
            town.center, item, delegation="devolved", document="", valid_from=TODAY, **act(cast)
        )
    grant = grant_to_site(
        town.center,
        item,
        delegation="devolved",
        document="聊东政发〔2026〕3号",
        valid_from=TODAY,
        **act(cast),
    )
    assert lists.modes_at(town.center, TODAY) == {item.pk: "handle"}
    assert lists.modes_at(town.center, DAY) == {item.pk: "accept"}
    assert lists.modes_at(other.center, TODAY) == {item.pk: "accept"}

    end_grant(grant, reason="文件已经废止", **act(cast))
    assert lists.modes_at(town.center, TODAY) == {item.pk: "accept"}


OFFICES = [
    ("东昌府区", RoleKind.COUNTY_BUREAU, True),
    ("东昌府区", RoleKind.COUNTY_OFFICE, False),
    ("东昌府区", RoleKind.COUNTY_REVIEWER, False),
    ("东昌府区", RoleKind.SUPERVISOR, False),
    ("开发区", RoleKind.COUNTY_BUREAU, False),
    ("临清市", RoleKind.COUNTY_BUREAU, False),
    ("聊城市", RoleKind.CITY_BUREAU, False),
    ("聊城市", RoleKind.SYSTEM_ADMIN, False),
]


def test_a_county_changes_only_its_own_lists(cast: world.World, item: ServiceItem) -> None:
    entry = now_in(item, "village")
    task = LinkTask.objects.create(
        unit=1, item=item, side="village", what="镇里改了", opened_at=MONDAY_9AM
    )
    site = cast.townships["河湾镇"].center
    acts = {
        "enter": lambda who: enter_item(item, unit=1, tier="township", mode="handle", **who),
        "drop": lambda who: drop_item(item, unit=1, tier="village", reason="暂不具备条件", **who),
        "confirm": lambda who: confirm_link(entry, **who),
        "answer": lambda who: answer_link_task(task, note="已经安排好了", **who),
        "grant": lambda who: grant_to_site(
            site, item, delegation="entrusted", document="1号文", valid_from=TODAY, **who
        ),
    }
    for (place, kind, allowed), (name, do) in product(OFFICES, acts.items()):
        who = {"by": make.actor(cast.staff[place, kind]), "at": MONDAY_9AM}
        with transaction.atomic():
            try:
                do(who)
                done = True
            except NotAllowed:
                done = False
            except DomainError as refused:  # pragma: no cover - says which act and why
                raise AssertionError((place, kind, name)) from refused
            transaction.set_rollback(True)
        assert done is allowed, (place, kind, name)
