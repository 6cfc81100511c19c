"""The catalogue's pages: what the neighbour may not see or change, and what a page costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import User
from bianmin.cases.models import CaseDay
from bianmin.catalogue.commands import publish_version
from bianmin.catalogue.commands.drafts import draft_version
from bianmin.catalogue.commands.editions import draft_edition, found_directory, record_change
from bianmin.catalogue.models import (
    DirectoryChange,
    DirectoryEntry,
    Edition,
    Offering,
    ServiceItem,
    SiteSuspension,
)
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import FORM, GUIDE, LONG_AGO, MONDAY_9AM
from tests.web.staff import Browser, text_of

pytestmark = pytest.mark.django_db
TOP = "/console/catalogue"


@pytest.fixture
def cast() -> world.World:
    made = world.build()
    found_directory(by=SYSTEM, at=MONDAY_9AM - timedelta(days=30))
    return made


@pytest.fixture
def item(cast: world.World) -> ServiceItem:
    return cast.version.item


def at(cast: world.World, place: str, kind: RoleKind = RoleKind.COUNTY_BUREAU) -> Browser:
    return Browser(cast.staff[place, kind])


def in_draft(cast: world.World, item: ServiceItem) -> int:
    """An edition in draft with one change and a guide in draft; return the guide's draft."""
    city = {"by": make.actor(cast.staff["聊城市", RoleKind.CITY_BUREAU]), "at": MONDAY_9AM}
    draft = draft_version(item, note="写给市里看的", **city)
    edition = draft_edition(**city)
    record_change(
        edition,
        item,
        kind="change",
        reason="还没有公布的理由",
        township_mode="handle",
        village_mode="agent",
        **city,
    )
    return draft.pk


def test_a_county_sees_no_draft_of_the_city(cast: world.World, item: ServiceItem) -> None:
    draft = in_draft(cast, item)
    county = at(cast, "开发区")

    assert county.get(f"{TOP}/editions/2/").status_code == 403
    assert county.get(f"{TOP}/drafts/{draft}/").status_code == 403
    for path in ("directory/", f"items/{item.code}/", "difference/", "lists/9/"):
        page = county.get(f"{TOP}/{path}")
        assert page.status_code == 200, path
        assert "还没有公布的理由" not in text_of(page)
        assert "写给市里看的" not in text_of(page)


def test_the_neighbour_looks_into_nothing(cast: world.World) -> None:
    site = cast.townships["河湾镇"].center
    neighbour = at(cast, "开发区")

    for path in (
        "lists/1/",
        "lists/1/links/",
        "lists/1/editions/1/",
        "lists/1/sinking/",
        f"sites/{site.pk}/",
    ):
        assert neighbour.get(f"{TOP}/{path}").status_code == 403, path
    assert "河湾镇" not in text_of(neighbour.get(f"{TOP}/sites/"))
    assert "东昌府区" not in text_of(neighbour.get(f"{TOP}/editions/1/"))


def test_the_neighbour_changes_nothing(cast: world.World, item: ServiceItem) -> None:
    site = cast.townships["河湾镇"].center
    entry = Offering.objects.get(unit=1, tier="village", item=item)
    neighbour = at(cast, "开发区")
    posts: list[tuple[str, dict[str, Any]]] = [
        ("lists/1/entries/", {"tier": "township", "items": item.pk, "mode": "handle"}),
        (f"lists/1/links/{entry.pk}/confirmation/", {}),
        (f"lists/1/links/{entry.pk}/township/", {}),
        (f"lists/1/links/{entry.pk}/removal/", {f"r{entry.pk}-reason": "不让他们办了"}),
        ("lists/1/editions/1/adoption/", {}),
        ("lists/1/editions/1/explanation/", {"reason": "替别的县说理由"}),
        (f"sites/{site.pk}/suspension/", {"item": item.pk, "reason": "停别的县的站"}),
        (
            f"sites/{site.pk}/grants/",
            {
                "item": item.pk,
                "delegation": "entrusted",
                "document": "聊政字〔2026〕1 号",
                "valid_from_0": "2026",
                "valid_from_1": "3",
                "valid_from_2": "2",
            },
        ),
    ]
    before = list(Offering.objects.order_by("pk").values())

    for path, fields in posts:
        assert neighbour.post(f"{TOP}/{path}", **fields).status_code == 403, path
    assert list(Offering.objects.order_by("pk").values()) == before
    assert not SiteSuspension.objects.exists()


@pytest.mark.parametrize("kind", [RoleKind.COUNTY_BUREAU, RoleKind.SUPERVISOR])
def test_only_the_city_drafts(cast: world.World, item: ServiceItem, kind: RoleKind) -> None:
    draft = in_draft(cast, item)
    county = at(cast, "东昌府区", kind)

    for path in (
        "editions/",
        "editions/2/changes/",
        "editions/2/proposal/",
        "editions/2/publication/",
        f"items/{item.code}/draft/",
        f"drafts/{draft}/revision/",
        f"drafts/{draft}/publication/",
    ):
        assert county.post(f"{TOP}/{path}").status_code == 403, path


def wanted(cast: world.World, item: ServiceItem) -> None:
    """A simple item with many cases in 东昌府区, so that it should go down to the villages."""
    guide = GUIDE | {"case_kind": "immediate", "path": {"township": "accept", "county": False}}
    publish_version(item, guide=guide, form=FORM, by=SYSTEM, at=LONG_AGO)
    town = cast.townships["河湾镇"]
    CaseDay.objects.create(
        unit=1,
        township=town.region,
        site=town.center,
        item=item,
        day=MONDAY_9AM.date(),
        submitted=240,
    )


def test_an_item_goes_down_by_its_open_sum(cast: world.World, item: ServiceItem) -> None:
    wanted(cast, item)
    county = at(cast, "东昌府区")
    to = f"{TOP}/lists/1/sinking/{item.pk}/acceptance/"

    shown = text_of(county.get(f"{TOP}/lists/1/sinking/"))
    assert "一年 240 件 ÷ 12 个月 ÷ 2 个镇 ＝ 每镇每月 10.0 件" in shown
    assert "建议村里受理" in shown and "85 / 100" in shown
    assert at(cast, "开发区").post(to).status_code == 403
    assert county.post(to, **{f"s{item.pk}-points": 85}).status_code == 422
    fields = {f"s{item.pk}-points": 85, f"s{item.pk}-reason": "各村都能收"}
    assert county.post(to, **fields).status_code == 302
    entry = Offering.objects.get(unit=1, tier="village", item=item, valid_to__isnull=True)
    assert entry.entry_mode == "accept"
    assert "各村都能收" in text_of(county.get(f"{TOP}/lists/1/sinking/?show=done"))


def test_what_was_typed_is_kept_when_refused(cast: world.World, item: ServiceItem) -> None:
    in_draft(cast, item)
    city = at(cast, "聊城市", RoleKind.CITY_BUREAU)

    page = city.post(
        f"{TOP}/editions/2/changes/", item=item.code, kind="pause", reason="短", village_mode=""
    )

    assert page.status_code == 422
    assert "请写明变更理由" in text_of(page)
    assert "短" in page.content.decode()


def offer_more(n: int) -> None:
    edition = Edition.objects.get(number=1)
    for version in [make.version(units=(1, 2, 9)) for _ in range(n)]:
        modes = {"township_mode": "accept", "village_mode": "agent"}
        DirectoryEntry.objects.create(
            item=version.item, since=1, name=GUIDE["name"], area=GUIDE["area"], **modes
        )
        DirectoryChange.objects.create(
            edition=edition,
            item=version.item,
            kind="add",
            reason="补入",
            recorded_at=MONDAY_9AM,
            **modes,
        )


def queries_of(user: User, path: str) -> int:
    browser = Browser(user)
    browser.get(f"{TOP}/{path}")
    with CaptureQueriesContext(connection) as told:
        assert browser.get(f"{TOP}/{path}").status_code == 200
    return len(told)


@pytest.mark.parametrize(
    "path",
    [
        "directory/",
        "editions/1/",
        "lists/1/?tier=village",
        "lists/1/?tier=township",
        "lists/1/editions/1/",
        "lists/1/sinking/",
        "sites/",
    ],
)
def test_a_longer_list_asks_no_more_questions(cast: world.World, path: str) -> None:
    user = cast.staff["东昌府区", RoleKind.COUNTY_BUREAU]
    few = queries_of(user, path)
    offer_more(5)
    assert queries_of(user, path) == few
