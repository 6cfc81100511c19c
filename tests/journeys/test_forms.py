"""A real form: asked page by page on a phone, known again at the window, made without code."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from bianmin.accounts.actor import SYSTEM
from bianmin.accounts.models import User
from bianmin.audit.models import Event
from bianmin.cases.models import Case
from bianmin.catalogue.commands.drafts import draft_version
from bianmin.catalogue.models import ServiceItem
from bianmin.ops.demo.answers import plausible_answers
from bianmin.rules.forms import Form, asked, hints, topics
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.journeys.people import PHONE, Villager, Worker, only_case, press
from tests.long_form import typed
from tests.papers import pdfs
from tests.web.chromium import looks_right, tab_of
from tests.web.entrance.doors import sent_digits
from tests.world import Township

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ITEM = "LC-LN-078"
LOOKED_AT = "[name=row], [type=checkbox], [name$=_words]"  # tables, ticks, places
WANG, CARD = "王桂英", make.id_number(7)
HER_OWN = {
    "marriage": "widowed",
    "subsidy_kind": "service",
    "self_care": "part",
    "needs_help": ["dress", "bath"],
    "living": "children",
    "carer_name": "李秀兰",
    "supporters": [
        {"name": "李大山", "relation": "child", "place": "聊城", "gives": 200},
        {"name": "李小河", "relation": "child", "place": "济南", "gives": 300},
    ],
}


def her_answers(form: Form, village: int) -> dict[str, Any]:
    """What she will say: plausible, and chosen so that conditions come and go."""
    rules = {
        name: rule | ({"const": HER_OWN[name]} if name in HER_OWN else {})
        for name, rule in form["properties"].items()
    }
    told = plausible_answers(dict(form) | {"properties": rules}, "照实写的", random=Random(4))
    home = {"region": village, "place": "东昌府区 河湾镇 柳庄村", "detail": "12 号"}
    return told | {"home": home, "supporters": HER_OWN["supporters"]}


def put(tab: Any, name: str, value: Any) -> None:
    """Fill in one field of the page by its name, as a hand would."""
    box = tab.locator(f"[name='{name}']:not([type=hidden])")
    for one in value if isinstance(value, list) else [value]:
        kind = box.first.evaluate("e => e.type")
        if kind == "radio" or (kind == "checkbox" and one != "on"):
            tab.check(f"[name='{name}'][value='{one}']")
        elif kind == "checkbox":
            box.check()
        elif kind == "select-one":
            box.select_option(str(one))
        else:
            box.fill(str(one))


class Filler(Villager):
    """王桂英 with a long form."""

    def fill_page(self, sent: dict[str, Any]) -> None:
        """Whatever the page asks now; rows are added as they are wanted."""
        done: set[str] = set()
        while names := [n for n in sent if n not in done and self._is_here(n)]:
            for name in names:
                put(self.tab, name, sent[name])
                done.add(name)
            more = [n for n in sent if n not in done and n.startswith("supporters-1-")]
            if more and "supporters-0-name" in done and not self._is_here(more[0]):
                press(self.tab, "button[name=row][value='supporters+']")

    def _is_here(self, name: str) -> bool:
        return bool(self.tab.locator(f"[name='{name}']:not([type=hidden])").count())

    def through(self, form: Form, answers: dict[str, Any], *, pages: int) -> None:
        """Fill in so many pages and go on; an answer may bring in more on its page."""
        sent = typed(form, answers)
        for _ in range(pages):
            here = self.tab.url
            while self.tab.url == here:
                self.fill_page(sent)
                if self.tab.locator(LOOKED_AT).count():
                    self.see(f"form-{here.rstrip('/').rpartition('/')[2]}")
                press(self.tab, "button:not(.vh):text-is('下一步')")
                assert not self.tab.locator(".errs").count(), self.tab.inner_text("main")


def pages_of(form: Form, answers: dict[str, Any]) -> int:
    names = set(asked(form, answers))
    return sum(not names.isdisjoint(page) for _, page in topics(form))


def test_a_form_is_filled_in_on_a_phone_and_known_again_at_the_window(
    town: Township, chromium: Any, live_server: Any, photo: str
) -> None:
    item = ServiceItem.objects.select_related("current").get(code=ITEM)
    assert item.current is not None
    form = item.current.form
    answers = her_answers(form, town.village.pk)
    wang = Filler(chromium, live_server, width=390)
    wang.open(f"/apply/{ITEM}/?words=柳庄", "form-apply")
    wang.tab.check("[name=place] >> nth=0")
    wang.press("开始填写", "form-first")
    wang.through(form, answers, pages=4)
    wang.press("保存，下次再填", "form-saved")
    link = wang.tab.inner_text(".key")
    wang.leave()

    later = Filler(chromium, live_server, width=390)
    later.open(link.removeprefix(live_server.url), "form-resumed")
    later.through(form, answers, pages=pages_of(form, answers) - 4)
    later.tab.set_input_files("[name=id]", [photo, photo])
    later.tab.set_input_files("[name=bank]", photo)
    later.press("下一步", "form-mandate")  # only for whoever sends somebody
    later.press("下一步", "form-sign-in")
    later.tab.fill("[name=phone]", PHONE)
    press(later.tab, "button:text-is('获取验证码')")
    later.tab.fill("[name=code]", sent_digits())
    press(later.tab, "button:text-is('登录')")
    later.tab.fill("[name=name]", WANG)
    later.tab.fill("[name=id_number]", CARD)
    later.press("下一步", "form-check")
    assert "李小河" in later.tab.inner_text("main")
    later.press("交上去", "form-done")
    later.leave()

    sent = only_case()
    assert sent.answers.clear() == answers
    clerk = Worker(chromium, live_server, town.staff[RoleKind.CLERK])
    printed = clerk.tab.request.get(
        f"{live_server.url}/desk/cases/{sent.number}/application-form.pdf"
    )
    words = pdfs.text(printed.body()).replace(" ", "")
    assert all(one in words for one in ("经济困难老年人补贴申请表", "李大山", "李小河", "■穿衣"))
    next_year(clerk, town)
    clerk.leave()


def next_year(clerk: Worker, town: Township) -> None:
    """The same form in one screen: a number, a name, one key; the rest is asked of her."""
    tab = clerk.tab
    tab.goto(f"{clerk.url}/desk/intake/?item={ITEM}")
    tab.fill("#id_name", WANG)
    tab.fill("#id_id_number", CARD)
    tab.press("#id_id_number", "Tab")
    tab.locator("#known button").wait_for()
    looks_right(tab, "form-desk-empty")
    tab.keyboard.press("Alt+T")
    tab.wait_for_selector("text=照登记的填了")  # an autosave changes the address too
    said = tab.inner_text("main")
    assert tab.input_value("[name='a-supporters-1-name']") == "李小河"
    assert tab.input_value("#id_phone") == PHONE
    assert "时填的，不对就改" in said
    tab.select_option("#id_place", label="柳庄村")
    for name, value in typed_at_the_window().items():
        put(tab, f"a-{name}", value)
    assert tab.is_checked("[name='a-needs_help'][value='dress']")  # whatever came in beside it
    tab.check("[name=m-id]")
    for paper in ("bank", "ability"):
        tab.check(f"[name=m-{paper}]")
    looks_right(tab, "form-desk-filled")
    tab.keyboard.press("F9")
    tab.wait_for_url("**/slip/")
    case = Case.objects.filter(unit=1, channel="counter").get()
    assert case.state == State.ACCEPTED
    again = case.answers.clear()
    assert again["carer_name"] == "李秀兰"
    assert again["supporters"] == HER_OWN["supporters"]
    assert Event.objects.filter(unit=1, action="prefill").count() == 1


def typed_at_the_window() -> dict[str, Any]:
    """What nothing fills in: where she lives now, what is wanted, promised and signed."""
    return {
        "home_words": "柳庄村",
        "home_detail": "12 号",
        "hukou_place": "东昌府区河湾镇柳庄村",
        "bank_account": "6217000000000001234",
        "subsidy_kind": "service",
        "needs_help": ["dress"],
        "services": ["meal"],
        "service_time": "2",
        "is_true": "on",
        "signed": WANG,
    }


@pytest.fixture
def manager(chromium: Any, live_server: Any, town: Township) -> Any:
    account = User.objects.get(roles__kind=RoleKind.CITY_BUREAU)
    tab = tab_of(chromium, live_server, account, width=1366)
    yield tab
    tab.context.close()


def test_a_manager_makes_a_form_without_code(manager: Any, live_server: Any) -> None:
    item = ServiceItem.objects.get(code="LC-LN-077")
    blank = {"type": "object", "additionalProperties": False, "properties": {}}
    draft = draft_version(item, by=SYSTEM, at=make.MONDAY_9AM, form=blank)
    tab = manager
    tab.goto(f"{live_server.url}/console/catalogue/drafts/{draft.pk}/form/")

    def save(**fields: Any) -> None:
        press(tab, "a:text-is('加一项')")
        for name, value in fields.items():
            put(tab, name, value)
        press(tab, "button:text-is('保存这一项')")
        assert "已保存" in tab.inner_text("main")

    save(label="一个月收入", kind="money", unit="元", title="您家的情况")
    save(label="住的房子", kind="choice", options="自己的\n租的", prefill="earlier")
    press(tab, "a:text-is('加一项')")
    tab.fill("#id_label", "为什么收入高也要办")
    tab.click("summary:text-is('什么时候问这一项')")
    put(tab, "number_field", "f1")
    put(tab, "number_how", "at_least")
    press(tab, "button:text-is('保存这一项')")
    assert "还没写比多少" in tab.inner_text("main")
    put(tab, "number", "3000")
    press(tab, "button:text-is('保存这一项')")
    press(tab, "a:text-is('加一项')")
    tab.fill("#id_label", "房东姓名")
    tab.select_option("#id_kind", "name")
    tab.click("summary:text-is('什么时候问这一项')")
    tab.get_by_label("“住的房子”答“自己的”").check()
    put(tab, "is_turned", "on")
    press(tab, "button:text-is('保存这一项')")
    tab.select_option("#id_block", "bank")
    press(tab, "button:text-is('加上')")
    looks_right(tab, "form-editor")
    press(tab, "a:text-is('房东姓名')")
    assert tab.get_by_label("反过来").is_checked()
    assert "房东姓名" in tab.inner_text(".phone-view")
    tab.set_viewport_size({"width": 390, "height": 844})
    looks_right(tab, "form-editor")

    draft.refresh_from_db()
    rules = draft.form["properties"]
    assert hints(rules["f3"])["when"] == {"field": "f1", "at_least": 3000}
    assert hints(rules["f4"])["when"] == {"not": {"field": "f2", "is": "a1"}}
    assert hints(rules["f2"])["prefill"] == "earlier"
    assert {"bank_name", "bank_account"} <= set(rules)
    assert "共 8 项，5 项能先填好" in tab.inner_text("main")
