"""What hangs where: noted with a photograph, outdated by a new version, replaced or taken down."""

from __future__ import annotations

import io
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.utils.timezone import localdate

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands import publish_version
from bianmin.catalogue.models import ServiceItem
from bianmin.files.commands import check_waiting
from bianmin.messaging.models import OutgoingMessage
from bianmin.papers import policies, queries
from bianmin.papers.commands import hangings, packs
from bianmin.papers.commands.chasing import chase_prints
from bianmin.papers.models import Hanging, PrintPack
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from tests import make
from tests.files.samples import jpeg
from tests.make import FORM, GUIDE, MONDAY_9AM
from tests.world import Township, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def town(world: World) -> Township:
    return world.townships["河湾镇"]


def by(town: Township, kind: RoleKind = RoleKind.AGENT) -> dict[str, Any]:
    return {"by": make.actor(town.staff[kind]), "at": MONDAY_9AM}


def hang(town: Township, item: ServiceItem, form: str = "poster") -> Hanging:
    item.refresh_from_db()
    photo = io.BytesIO(jpeg())
    return hangings.hang_print(town.station, item, form=form, photo=photo, **by(town))


def renew(item: ServiceItem) -> None:
    item.refresh_from_db()
    publish_version(item, guide=GUIDE, form=FORM, by=SYSTEM, at=MONDAY_9AM)


def test_a_new_version_makes_the_print_outdated_until_a_photograph_shows_the_new_one(
    world: World, town: Township
) -> None:
    item = world.version.item
    first = hang(town, item)
    assert queries.outdated_at([town.station]) == []

    renew(item)
    assert queries.outdated_at([town.station]) == [first]
    assert queries.wanting_at([town.station])[town.station.pk].old == 1
    assert [(c.hanging, c.old, c.old_sites) for c in queries.by_unit([1, 2])] == [
        (1, 1, 1),
        (0, 0, 0),
    ]

    second = hang(town, item)
    assert second.version_id != first.version_id
    assert queries.outdated_at([town.station]) == []
    assert list(queries.hanging_at(town.station)) == [second]
    shown = queries.photo_of(second)
    assert shown is not None and shown.state == "waiting"
    check_waiting(1, at=MONDAY_9AM)
    shown.refresh_from_db(from_queryset=type(shown).objects.filter(unit=1))
    assert shown.state == "clean"  # read, and written again by the sandbox


def test_who_cannot_photograph_says_why_and_owes_the_photograph(
    world: World, town: Township
) -> None:
    item, site = world.version.item, town.station
    item.refresh_from_db()
    with pytest.raises(Invalid):
        hangings.hang_print(site, item, form="poster", photo=None, unseen=" ", **by(town))
    why = "手机拍不了照片"
    hung = hangings.hang_print(site, item, form="poster", photo=None, unseen=why, **by(town))
    assert queries.wanting_at([site])[site.pk] == queries.Wanting(1, 0, 1)
    assert (queries.photo_of(hung), queries.by_unit([1])[0].unseen) == (None, 1)
    bureau = make.actor(world.staff["东昌府区", RoleKind.COUNTY_BUREAU])
    seen = queries.sites_seen(bureau)
    assert list(queries.unseen_sites(seen, [1])) == [site]
    assert site not in queries.unnoted_sites(seen, [1])
    assert queries.unnoted_sites(seen, [1]).count() == seen.count() - 1

    late = MONDAY_9AM + timedelta(days=1)
    for who, kind in ((world.staff["开发区", RoleKind.COUNTY_BUREAU], NotAllowed),):
        with pytest.raises(kind):
            chase_prints([site], by=make.actor(who), at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        chase_prints([site], **by(town))
    assert chase_prints([site, town.center], by=bureau, at=MONDAY_9AM) == 2
    with pytest.raises(Conflict):
        chase_prints([site], by=bureau, at=MONDAY_9AM)
    told = OutgoingMessage.objects.filter(unit=1, template="prints_chased")
    phone = town.staff[RoleKind.AGENT].person.phone.clear()
    assert phone in {one.to.clear() for one in told}
    assert queries.chases_of([site])[site.pk].facts["unseen"] == 1

    hangings.photograph_print(hung, photo=io.BytesIO(jpeg()), **by(town))
    assert not queries.wanting_at([site])[site.pk].anything
    assert queries.photo_of(hung) is not None
    with pytest.raises(Conflict):
        chase_prints([site], by=bureau, at=late)
    hangings.remove_print(hung, photo=None, unseen=why, **by(town))
    with pytest.raises(Conflict):
        hangings.photograph_print(hung, photo=io.BytesIO(jpeg()), **by(town))


def test_the_recall_list_names_items_and_counts_sites(world: World, town: Township) -> None:
    item, other = world.version.item, world.townships["古楼街道"]
    hang(town, item, "poster")
    hang(town, item, "leaflet")
    hang(other, item)
    renew(item)
    city = queries.sites_seen(make.actor(world.staff["聊城市", RoleKind.CITY_BUREAU]))
    head = queries.sites_seen(make.actor(town.staff[RoleKind.CENTER_HEAD]))

    assert [(r.item, r.sites, r.prints) for r in queries.recalls(city, [1, 2, 9])] == [(item, 2, 3)]
    assert [(r.item, r.sites, r.prints) for r in queries.recalls(head, [1])] == [(item, 1, 2)]
    assert set(queries.outdated_sites(city, [1, 2, 9])) == {town.station, other.station}


def test_an_item_no_longer_offered_is_taken_down(world: World, town: Township) -> None:
    item = world.version.item
    first = hang(town, item)
    ServiceItem.objects.filter(pk=item.pk).update(status="cancelled")
    assert queries.outdated_at([town.station]) == [first]
    with pytest.raises(Conflict):
        hang(town, item)
    hangings.remove_print(first, photo=io.BytesIO(jpeg()), **by(town))
    assert not queries.hanging_at(town.station).exists()
    with pytest.raises(Conflict):
        hangings.remove_print(first, photo=io.BytesIO(jpeg()), **by(town))


def test_a_pack_hangs_as_a_whole_in_the_versions_it_was_printed_in(
    world: World, town: Township
) -> None:
    item = world.version.item
    hang(town, item, "guide")
    (version,) = queries.versions_for(town.station, localdate(MONDAY_9AM))
    head = by(town, RoleKind.CENTER_HEAD)
    pack = packs.order_pack(town.station, forms=["guide", "poster"], **head)
    photo = io.BytesIO(jpeg())
    with pytest.raises(Conflict):
        hangings.hang_pack(pack, photo=photo, **head)
    PrintPack.objects.filter(unit=1, pk=pack.pk).update(
        state="done", parts=[[version.pk, "guide"], [version.pk, "poster"]], ended_at=MONDAY_9AM
    )
    renew(item)
    pack = queries.packs_of(town.station).get()

    assert hangings.hang_pack(pack, photo=photo, **head) == 2
    shown = list(queries.hanging_at(town.station))
    assert {(h.version_id, h.form) for h in shown} == {
        (version.pk, "guide"),
        (version.pk, "poster"),
    }
    assert len(queries.outdated_at([town.station])) == 2
    assert queries.photo_of(shown[0]) is not None
    with pytest.raises(Conflict):
        hangings.hang_pack(pack, photo=photo, **head)


def test_nobody_hangs_anything_at_a_strangers_wall(world: World, town: Township) -> None:
    for name, kind in (
        ("古楼街道", RoleKind.AGENT),
        ("东城街道", RoleKind.CENTER_HEAD),
        ("河湾镇", RoleKind.CLERK),
    ):
        stranger = by(world.townships[name], kind)
        with pytest.raises(NotAllowed):
            hangings.hang_print(
                town.station,
                world.version.item,
                form="poster",
                photo=io.BytesIO(jpeg()),
                **stranger,
            )


def test_the_list_and_the_gate_agree(world: World) -> None:
    sites = [s for town in world.townships.values() for s in (town.center, town.station)]
    for user, site in product(world.actors(), sites):
        actor = make.actor(user)
        listed = queries.sites_seen(actor).filter(pk=site.pk).exists()
        assert listed == bool(policies.may_see_prints(actor, site)), (user, site)
