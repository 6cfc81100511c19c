"""One application for three things: filled in once, followed on one page, mended on one slip."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from bianmin.accounts.actor import SYSTEM
from bianmin.cases.commands import intake, review
from bianmin.cases.gaps import Gap
from bianmin.cases.models import BundleCase, Case
from bianmin.catalogue.commands.bundles import load_bundles
from bianmin.catalogue.models import ServiceItem
from bianmin.rules.chains import Whole
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.journeys.people import Villager
from tests.web.chromium import looks_right, tab_of
from tests.world import Township, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CARD = Gap("id_card", "身份证", "只拍了正面", "请把反面也拍上")


@pytest.fixture
def town(db: Any) -> Township:
    world = build()
    names = {world.version.item.code: "高龄津贴", "T-CARD": "老年证", "T-CARE": "上门照料"}
    make.version(code="T-CARD", guide=make.GUIDE | {"plain_name": "老年证"})
    split = {"plain_name": "上门照料", "scenarios": make.SCENARIOS}
    make.version(code="T-CARE", guide=make.GUIDE | split)
    for code, name in names.items():
        ServiceItem.objects.filter(code=code).update(plain_name=name)
    first, *others = names
    steps = [{"item": first}, {"item": others[0], "note": "满 60 岁的都能办"}]
    steps.append({"item": others[1], "after": [first]})  # type: ignore[dict-item]
    told = {"name": "老人的大事", "plain_name": "家里老人的事", "says": "三件一起办"}
    content = {"code": "matter", **told, "lead": "县民政局", "steps": steps}
    load_bundles([content], by=SYSTEM, at=make.LONG_AGO)
    return world.townships["河湾镇"]


def tell_to_mend(town: Township, *codes: str) -> None:
    at, clerk = timezone.now(), make.actor(town.staff[RoleKind.CLERK], at=timezone.now())
    rows = Case.objects.select_related("item", "version", "site", "township")
    for case in rows.filter(unit=1, item__code__in=codes).order_by("id"):
        intake.receive_case(case, by=clerk, at=at)
        review.request_correction(case, [CARD], by=clerk, at=at)


def test_three_things_are_asked_for_at_once(
    chromium: Any, live_server: Any, town: Township, photo: str
) -> None:
    wang = Villager(chromium, live_server, width=390)
    tab = wang.tab
    wang.open("/bundles/matter/", "bundle")
    wang.press("一起申请", "bundle-home")
    tab.fill("[name=words]", "柳庄")
    wang.press("查找", "bundle-places")
    tab.check("[name=place] >> nth=0")
    wang.press("下一步", "bundle-items")
    tab.select_option("[name=leaf-T-CARE]", "second")
    wang.press("开始填写", "bundle-topic")
    tab.check("[name=band] >> nth=0")
    wang.press("下一步", "bundle-papers")
    for paper in ("id_card", "account"):
        tab.set_input_files(f"[data-paper$='.{paper}']", photo)
    wang.press("下一步", "sign-in")
    wang._sign_in()
    tab.fill("[name=name]", "王桂英")
    tab.fill("[name=id_number]", make.id_number(7))
    wang.press("下一步", "bundle-check")
    wang.press("交上去", "bundle-done")
    wang.press("看办到哪一步", "bundle-tracked")
    assert "等“高龄津贴”办好" in tab.inner_text("main")

    first = Case.objects.get(unit=1, item__plain_name="高龄津贴").item.code
    tell_to_mend(town, first, "T-CARD")
    tab.reload()
    wang.press("一次补齐", "bundle-correction")
    tab.set_input_files("[type=file]", photo)
    wang.press("补好了，都交上去", "bundle-mended")
    whole = BundleCase.objects.get(unit=1)
    assert whole.state == Whole.RUNNING
    states = Case.objects.filter(unit=1).values_list("item__code", "state")
    assert dict(states) == {
        first: State.RECEIVED, "T-CARD": State.RECEIVED, "T-CARE": State.SUBMITTED,
    }  # fmt: skip
    wang.press("撤回一件，或者都撤回", "bundle-withdrawal")
    wang.leave()

    number = Case.objects.get(unit=1, item__code="T-CARE").number
    clerk = tab_of(chromium, live_server, town.staff[RoleKind.CLERK], width=1366)
    clerk.goto(f"{live_server.url}/desk/cases/{number}/")
    looks_right(clerk, "desk-case-of-bundle")
    assert "老人的大事" in clerk.inner_text("main")
    clerk.context.close()


def test_the_window_takes_three_things_by_keys(
    chromium: Any, live_server: Any, town: Township, photo: str
) -> None:
    tab = tab_of(chromium, live_server, town.staff[RoleKind.CLERK], width=1366)
    tab.goto(f"{live_server.url}/desk/intake/")
    tab.fill("#id_id_number", make.id_number(7))
    tab.fill("#id_name", "王桂英")
    tab.fill("#id_phone", "13800000001")
    tab.select_option("#id_place", label=town.village.name)
    tab.wait_for_selector("#saved:has-text('已自动保存')")
    tab.keyboard.press("Alt+2")
    tab.keyboard.type("家里老人的事")
    tab.wait_for_selector("#items li:first-child:has-text('一链办理')")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert tab.input_value("#id_name") == "王桂英"  # what was typed for nobody's item came along
    tab.select_option("[name=leaf-T-CARE]", "second")
    tab.wait_for_selector("#sheet #mats table")
    tab.check("[name=a-band] >> nth=0")
    tab.keyboard.press("Alt+3")
    tab.keyboard.press("Space")
    tab.set_input_files("[name$='.id_card'][type=file]", photo)
    tab.wait_for_selector("[data-came$='.id_card']:has-text('1 个文件')")
    tab.wait_for_selector("#saved:has-text('已自动保存')")
    looks_right(tab, "desk-bundle-intake")
    tab.reload()
    assert tab.is_checked("[name=a-band] >> nth=0") and tab.is_checked(
        "[name$='.id_card'] >> nth=0"
    )
    with tab.expect_navigation():
        tab.keyboard.press("F9")
    looks_right(tab, "desk-bundle")
    assert "等“高龄津贴”办好" in tab.inner_text("main")
    tab.context.close()
    states = Case.objects.filter(unit=1).values_list("item__plain_name", "state")
    assert dict(states) == {
        "高龄津贴": State.ACCEPTED, "老年证": State.ACCEPTED, "上门照料": State.SUBMITTED,
    }  # fmt: skip


def test_the_agent_asks_for_three_things_at_the_kitchen_table(
    chromium: Any, live_server: Any, town: Township, photo: str
) -> None:
    tab = tab_of(chromium, live_server, town.staff[RoleKind.AGENT], width=390)

    def press(words: str, name: str) -> None:
        with tab.expect_navigation():
            tab.click(f"button:text-is('{words}'), a:text-is('{words}')")
        looks_right(tab, f"field-{name}")

    tab.goto(f"{live_server.url}/field/new/?words=老人")
    press("家里老人的事", "bundle-items")
    tab.select_option("[name=leaf-T-CARE]", "second")
    press("开始代办", "bundle-person")
    for name, value in (("name", "王桂英"), ("id_number", make.id_number(7))):
        tab.fill(f"[name={name}]", value)
    tab.fill("[name=phone]", "13800000001")
    tab.check("[name=consent]")
    press("下一步", "bundle-answers")
    tab.check("[name=band] >> nth=0")
    press("下一步", "bundle-photos")
    tab.set_input_files("[name$='.id_card']", photo)
    press("下一步：核对", "bundle-check")
    press("送到镇里", "bundle")
    assert "等“高龄津贴”办好" in tab.inner_text("main")
    tab.context.close()
    assert set(Case.objects.filter(unit=1).values_list("channel", flat=True)) == {"agent"}
