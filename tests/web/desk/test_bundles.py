"""一链办理 at the window: one form and each paper once make a case for each item."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bianmin.accounts.models import Grant
from bianmin.audit.models import Event
from bianmin.cases.models import BundleCase, Case, CaseMaterial, DeskDraft, Notice
from bianmin.catalogue.models import ServiceItem
from bianmin.files.models import StoredFile
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.documents import NoticeKind
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.web.bundle import AFTER, BESIDE, matter
from tests.web.staff import Browser, text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
PAGE = "/desk/intake/bundles/matter/"


@pytest.fixture(autouse=True)
def bundle(world: World, settings: Any, tmp_path: Any) -> None:
    settings.BIANMIN_FILES_DIR = tmp_path
    matter(world)


def typed(world: World, town: Township, stamp: str, **other: str) -> dict[str, Any]:
    first = world.version.item.code
    return {
        "bundle": "matter",
        "stamp": stamp,
        "id_number": make.id_number(7),
        "name": "王桂英",
        "phone": "13800000000",
        "place": str(town.village.pk),
        f"item-{first}": "on",
        f"item-{AFTER}": "on",
        f"leaf-{AFTER}": "second",
        f"item-{BESIDE}": "on",
        "a-band": "80-89",
        f"m-{first}.id_card": "on",
        "act": "accept",
    } | other


def stamp_of(clerk: Browser) -> str:
    return str(clerk.get(PAGE).context["sheet"].stamp)


def scan() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    return SimpleUploadedFile("身份证.jpg", out.getvalue(), "image/jpeg")


def cases() -> dict[str, Case]:
    return {case.item.code: case for case in Case.objects.filter(unit=1).select_related("item")}


def test_one_key_takes_three_things_and_accepts_what_can_begin(
    world: World, town: Township, clerk: Browser
) -> None:
    found = text_of(clerk.get("/desk/intake/", words="大事"))
    assert "大事" in found and "一链办理" in found
    first, tab = world.version.item.code, str(uuid4())
    place = {"draft": tab, "page": str(uuid4())}
    sent = typed(world, town, stamp_of(clerk), **place)
    scanned = clerk.post("/desk/intake/papers/", **sent, key=f"{first}.id_card", file=scan())
    assert scanned.status_code == 200, text_of(scanned)
    assert clerk.post("/desk/intake/draft/", **sent).status_code == 200
    parked = text_of(clerk.get("/desk/intake/"))
    assert "一件大事" in parked
    kept = clerk.get(PAGE, draft=tab)
    assert 'value="王桂英"' in kept.content.decode() and "有错误" not in text_of(kept)

    answer = clerk.post(PAGE, **sent | {"seen": str(kept.context["tab"].place.seen)})

    whole = BundleCase.objects.get(unit=1)
    assert answer["Location"] == f"/desk/bundles/{whole.number}/", text_of(answer)
    made = cases()
    assert {code: case.state for code, case in made.items()} == {
        first: State.ACCEPTED, BESIDE: State.ACCEPTED, AFTER: State.SUBMITTED,
    }  # fmt: skip
    assert {case.channel for case in made.values()} == {"counter"}
    assert made[AFTER].paused and made[AFTER].scenario == "second"
    for case in made.values():
        came = CaseMaterial.objects.filter(unit=1, case=case, status="received")
        assert list(came.values_list("key", flat=True)) == ["id_card"]
        assert StoredFile.objects.filter(unit=1, owner=f"case:{case.pk}").count() == 1
    receipts = Notice.objects.filter(unit=1, kind=NoticeKind.RECEIPT).values_list("case", flat=True)
    assert set(receipts) == {made[first].pk, made[BESIDE].pk}
    assert not DeskDraft.objects.filter(unit=1).exists()
    sent_by_sms = OutgoingMessage.objects.filter(unit=1).values_list("template", flat=True)
    assert list(sent_by_sms).count("bundle_submitted") == 1

    once, again = (text_of(clerk.get(answer["Location"])) for _ in range(2))
    assert f"/y/{whole.tracking.clear()}/" in once and whole.tracking.clear() not in again
    assert "等“高龄津贴”办好" in once and "收件凭证" in again
    page = text_of(clerk.get(f"/desk/cases/{made[first].number}/"))
    assert whole.number in page


def test_a_refusal_keeps_what_was_typed_and_takes_nothing(
    world: World, town: Township, clerk: Browser
) -> None:
    sent = typed(world, town, stamp_of(clerk))
    first = world.version.item.code
    for wrong, said in (
        ({f"leaf-{AFTER}": ""}, "请选一种情形"),
        ({f"item-{AFTER}": "", f"item-{BESIDE}": ""}, "至少选两件"),
        ({"a-band": ""}, "请选一个"),
        ({"stamp": "old"}, "新版指南"),
        ({"act": ""}, "按 F9 受理"),
    ):
        answer = clerk.post(PAGE, **sent | wrong)
        assert answer.status_code == 422 and said in text_of(answer), wrong
        assert 'value="王桂英"' in answer.content.decode()
    looked = clerk.post(PAGE, **sent | {"act": "look", f"item-{BESIDE}": ""})
    assert len(looked.context["sheet"].merged.parts) == 2 and "有错误" not in text_of(looked)
    assert not Case.objects.filter(unit=1).exists()

    card = make.person("王桂英", village=town.village).id_number.clear()
    filled = clerk.post(PAGE, **sent | {"fill": "1", "phone": "", "id_number": card})
    assert "照登记的填了" in text_of(filled)
    read = Event.objects.filter(action="prefill").values_list("facts__item", flat=True)
    assert set(read) == {first, AFTER, BESIDE}


def test_what_is_not_granted_or_paused_is_named_and_nobody_else_looks_in(
    world: World, town: Township, clerk: Browser
) -> None:
    clerk.post(PAGE, **typed(world, town, stamp_of(clerk)))
    number = BundleCase.objects.get(unit=1).number
    for town_name, code in (("古楼街道", 404), ("河湾镇", 200)):
        other = Browser(world.townships[town_name].staff[RoleKind.CLERK])
        assert other.get(f"/desk/bundles/{number}/").status_code == code
    ServiceItem.objects.filter(code=BESIDE).update(status="paused")
    assert "暂停办理" in text_of(clerk.get(PAGE))
    Grant.objects.filter(user=town.staff[RoleKind.CLERK]).delete()
    page = text_of(clerk.get(PAGE))
    assert "不到两件" in page and "还没有这件事的授权" in page
