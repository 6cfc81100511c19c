"""In a browser: an agent's phone, with photographs, accessible, and without a script."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from bianmin.accounts.actor import SYSTEM
from bianmin.cases.commands import intake, review
from bianmin.cases.gaps import Gap
from bianmin.cases.models import Case
from bianmin.catalogue.commands import import_items, offer_by_path
from bianmin.catalogue.shipped import shipped_items
from bianmin.files.models import StoredFile
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import DAY
from tests.web.chromium import PHONE, chromium, looks_right, tab_of
from tests.web.entrance.doors import sent_digits
from tests.world import Township, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
__all__ = ["chromium"]


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Any) -> None:
    settings.BIANMIN_FILES_DIR = tmp_path / "files"


@pytest.fixture
def town(db: Any) -> Township:
    world = build()
    at = timezone.now()
    import_items([i for i in shipped_items() if i["area"] == "老年人优待"], by=SYSTEM, at=at)
    offer_by_path(units=(1,), by=SYSTEM, at=at, today=DAY)
    return world.townships["河湾镇"]


def photo_in(folder: Path) -> str:
    out = io.BytesIO()
    Image.effect_noise((2600, 1900), 80).convert("RGB").save(out, "JPEG", quality=92)
    path = folder / "photo.jpg"
    path.write_bytes(out.getvalue())
    return str(path)


def apply_for_wang(
    tab: Any, url: str, photo: str, *, look: bool, number: str = make.id_number(7)
) -> None:
    def seen(name: str) -> None:
        if look:
            looks_right(tab, f"field-{name}")

    tab.goto(f"{url}/field/new/?words=老人钱")
    seen("items")
    tab.click(".jobs a")
    seen("item")
    tab.click("text=开始代办")
    tab.click("text=下一步")
    seen("person-wrong")
    tab.fill("#id_name", "王桂英")
    tab.fill("#id_id_number", number)
    tab.fill("#id_phone", "13800000000")
    tab.check("#id_consent")
    tab.click("text=下一步")
    if look:  # she is registered, and lets the agent use what is
        tab.click("text=发验证码给本人")
        seen("consent")
        tab.fill("[name=code]", sent_digits())
        tab.click("text=照登记的填")
        tab.wait_for_selector("text=本人同意了")
        assert tab.input_value("[name=account_holder]") == "王桂英"
    for name, value in (("age_band", "80_89"), ("living", "alone"), ("other_benefit", "none")):
        tab.check(f"[name='{name}'][value='{value}']")
    tab.check("[name=received_elsewhere][value=no]")
    tab.select_option("[name=bank_name]", "rural")
    tab.fill("[name=bank_account]", "6217000000000001234")
    tab.fill("[name=account_holder]", "王桂英")
    seen("answers")
    tab.click("text=下一步")
    tab.set_input_files("[name=id]", photo)
    if look:
        tab.wait_for_selector("label.is-chosen small:text-matches('[KM]B')")
        tab.wait_for_timeout(500)
    seen("photos")
    tab.click("text=下一步：核对")
    seen("check")
    tab.click("text=送到镇里")
    tab.wait_for_url("**/field/cases/**")
    seen("sent")


def test_a_case_is_taken_at_the_kitchen_table(
    chromium: Any, live_server: Any, town: Township, tmp_path: Path
) -> None:
    tab = tab_of(chromium, live_server, town.staff[RoleKind.AGENT], width=PHONE)
    photo = photo_in(tmp_path)

    her = make.person("王桂英", phone="13800000000", village=town.village)
    apply_for_wang(tab, live_server.url, photo, look=True, number=her.id_number.clear())

    file = StoredFile.objects.get(unit=1)
    assert file.size < Path(photo).stat().st_size
    case = Case.objects.select_related("version", "item").get(unit=1)
    clerk = make.actor(town.staff[RoleKind.CLERK])
    intake.receive_case(case, by=clerk, at=timezone.now())
    gap = Gap("bank", "银行卡", "照片看不清", "请重拍有卡号的一面")
    review.request_correction(case, [gap], by=clerk, at=timezone.now())
    tab.goto(f"{live_server.url}/field/")
    looks_right(tab, "field-today")
    tab.goto(f"{live_server.url}/field/cases/{case.number}/")
    looks_right(tab, "field-correction")
    tab.click("text=打电话")
    looks_right(tab, "field-call")
    tab.context.close()


def test_no_script_is_needed(
    chromium: Any, live_server: Any, town: Township, tmp_path: Path
) -> None:
    agent = town.staff[RoleKind.AGENT]
    tab = tab_of(chromium, live_server, agent, width=PHONE, java_script_enabled=False)

    apply_for_wang(tab, live_server.url, photo_in(tmp_path), look=False)

    assert Case.objects.filter(unit=1).count() == 1
    tab.context.close()
