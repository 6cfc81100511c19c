"""家人代办: a daughter applies for her mother, who agrees by a code and stops it by her phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from bianmin.accounts.models import Mandate, Person, SignInCode
from bianmin.cases.models import Case
from bianmin.files.models import StoredFile
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.roles import RoleKind
from tests import make
from tests.journeys.people import Worker, press
from tests.web.chromium import fits_a_finger, looks_right, tab_of
from tests.web.entrance.doors import sent_digits
from tests.world import build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def see(tab: Any, name: str) -> None:
    looks_right(tab, f"public-family-{name}")
    fits_a_finger(tab)


def on(tab: Any, words: str, name: str = "") -> None:
    press(tab, f"main button:text-is('{words}'), main a:text-is('{words}')")
    if name:
        see(tab, name)


def told(phone: str) -> list[str]:
    rows = OutgoingMessage.objects.filter(unit__in=(0, 1)).order_by("id")
    return [row.template for row in rows if row.to.clear() == phone]


def test_a_daughter_applies_for_her_mother_until_she_is_stopped(
    chromium: Any, live_server: Any, db: Any
) -> None:
    world = build()
    town = world.townships["河湾镇"]
    mother = make.person("王桂英", phone="13900000001", village=town.village)
    daughter = make.user(who=make.person("赵小红", phone="13800000002"))
    tab = tab_of(chromium, live_server, daughter, width=390)

    tab.goto(f"{live_server.url}/mine/")
    on(tab, "家人代办", "home")
    on(tab, "替家人办事", "asking")
    tab.fill("[name=name]", "王桂英")
    tab.fill("[name=id_number]", mother.id_number.clear())
    on(tab, "给他（她）发验证码", "asking-wrong")  # the relation is missing, the rest is kept
    assert tab.input_value("[name=name]") == "王桂英"
    tab.select_option("[name=relation]", "child")
    on(tab, "给他（她）发验证码", "code")
    tab.fill("[name=code]", sent_digits())
    on(tab, "同意，开始代办", "mandate")

    tab.goto(f"{live_server.url}/apply/{world.version.item.code}/?words=柳庄")
    tab.check("[name=place] >> nth=0")
    on(tab, "开始填写", "whom")
    tab.check("[name=whom] >> nth=1")
    on(tab, "下一步")
    tab.check("[name=band][value='80-89']")
    on(tab, "下一步")
    tab.check("[name=bring]")
    on(tab, "下一步", "check")
    assert "凭委托替王桂英申请" in tab.inner_text("main")
    on(tab, "交上去", "done")
    on(tab, "看办到哪一步", "tracked")
    case = Case.objects.get(unit=1, applicant=mother)
    assert case.mandate is not None and case.mandate.holder_id == daughter.person_id
    assert "您替王桂英办" in tab.inner_text("main")
    assert case.tracking.clear() not in tab.content()
    hers = tab.url
    tab.goto(f"{live_server.url}/family/{case.mandate_id}/")
    see(tab, "mandate-used")
    assert "高龄津贴" in tab.inner_text("main") and "申请" in tab.inner_text("main")
    assert told("13900000001") == ["mandate_code", "mandate_given", "mandate_used", "submitted"]

    neighbour = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
    neighbour.goto(f"{live_server.url}/family/stop/")
    see(neighbour, "stop")
    _let_a_minute_pass(mother)
    neighbour.fill("[name=phone]", "13900000001")
    on(neighbour, "获取验证码", "stop-code")
    neighbour.fill("[name=code]", sent_digits())
    on(neighbour, "全部停止", "stopped")

    assert tab.goto(hers).status == 404
    see(tab, "over")
    tab.goto(f"{live_server.url}/family/")
    assert "停了：本人取消了" in tab.inner_text("main")
    assert told("13800000002") == ["mandate_held", "mandate_lost"]
    for one in (tab, neighbour):
        one.context.close()


def test_a_paper_signed_at_the_window_lets_and_ends_it(
    chromium: Any, live_server: Any, db: Any, photo: str
) -> None:
    world = build()
    town = world.townships["河湾镇"]
    mother = make.person("王桂英", village=town.village)
    Person.objects.filter(pk=mother.pk).update(phone="", phone_hash=None)
    daughter = make.user(who=make.person("赵小红", phone="13800000002"))
    clerk = Worker(chromium, live_server, town.staff[RoleKind.CLERK])
    desk = clerk.tab

    desk.goto(f"{live_server.url}/desk/mandates/")
    looks_right(desk, "desk-mandates")
    desk.click("#records summary")
    for side, person in (("principal", mother), ("holder", daughter.person)):
        desk.fill(f"#records [name={side}_name]", person.name.clear())
        desk.fill(f"#records [name={side}_id_number]", person.id_number.clear())
    desk.fill("#records [name=holder_phone]", "13800000002")
    desk.select_option("#records [name=relation]", "child")
    clerk.do("records")  # neither the paper nor the clerk's word
    looks_right(desk, "desk-mandates-wrong")
    assert desk.input_value("#records [name=principal_name]") == "王桂英"
    desk.set_input_files("#records [name=paper]", photo)
    desk.check("#records [name=is_seen]")
    clerk.do("records")
    mandate = Mandate.objects.get(principal=mother)
    assert (mandate.way, mandate.site) == ("paper", town.center)
    assert StoredFile.objects.filter(unit=1, owner=f"mandate:{mandate.pk}").count() == 1

    tab = tab_of(chromium, live_server, daughter, width=390)
    tab.goto(f"{live_server.url}/family/{mandate.pk}/")
    assert "窗口签了委托书" in tab.inner_text("main")

    desk.fill("[name=find-id_number]", mother.id_number.clear())
    clerk.do("look-up")
    looks_right(desk, "desk-mandates-found")
    assert "赵小红" in desk.inner_text("main")
    desk.fill(f"[name=m{mandate.pk}-reason]", "本人带身份证来停")
    clerk.do("ending")
    tab.goto(f"{live_server.url}/family/{mandate.pk}/")
    assert "停了：本人取消了" in tab.inner_text("main")
    tab.context.close()
    clerk.leave()


def _let_a_minute_pass(mother: Any) -> None:
    """A second code to one phone within the minute is refused; nobody waits for it here."""
    mine = SignInCode.objects.filter(phone_hash=mother.phone_hash)
    mine.update(sent_at=F("sent_at") - timedelta(minutes=2))
