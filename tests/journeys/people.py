"""Who lives a journey: a villager with a phone, a clerk and a reviewer at their desks."""

from __future__ import annotations

from typing import Any

from bianmin.accounts.models import User
from bianmin.cases.models import Case
from tests import make
from tests.web.chromium import fits_a_finger, looks_right, tab_of
from tests.web.entrance.doors import sent_digits

ITEM = "LC-LN-077"
PHONE = "13800000001"
ABOUT_THE_ELDER = (("age_band", "80_89"), ("living", "alone"))
OTHER_MONEY = (("other_benefit", "none"), ("received_elsewhere", "no"))


def press(tab: Any, button: str) -> None:
    """Click what leads to another page, and be there."""
    with tab.expect_navigation():
        tab.click(button)


def only_case() -> Case:
    return Case.objects.select_related("item").get(unit=1)


class Villager:
    """王桂英, at one browser; `looks` has axe look at every page."""

    def __init__(
        self, chromium: Any, server: Any, *, width: int, looks: bool = True, script: bool = True
    ) -> None:
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, java_script_enabled=script
        )
        self.tab, self.url, self.looks = context.new_page(), server.url, looks

    def open(self, path: str, name: str) -> None:
        self.tab.goto(f"{self.url}{path}")
        self.see(name)

    def see(self, name: str) -> None:
        if self.looks:
            looks_right(self.tab, f"public-{name}")
            fits_a_finger(self.tab)

    def press(self, words: str, name: str) -> None:
        press(self.tab, f"button:text-is('{words}'), a:text-is('{words}')")
        self.see(name)

    def leave(self) -> None:
        self.tab.context.close()

    def apply(self, photo: str) -> str:
        """Fill in, photograph, sign in, read over, hand in; return the number."""
        tab = self.tab
        self.open(f"/apply/{ITEM}/?words=柳庄", "apply")
        tab.check("[name=place] >> nth=0")
        self.press("开始填写", "topic")
        self.press("下一步", "topic-wrong")
        self._choose(ABOUT_THE_ELDER)
        press(tab, "text=下一步")
        self._choose(OTHER_MONEY)
        press(tab, "text=下一步")
        self._give_the_bank()
        self.press("下一步", "papers")
        self._photograph(photo)
        self.press("下一步", "sign-in")
        self._sign_in()
        tab.fill("[name=name]", "王桂英")
        tab.fill("[name=id_number]", make.id_number(7))
        self.see("identity")
        self.press("下一步", "check")
        self.press("交上去", "done")
        return str(tab.inner_text(".done-n .num")).replace(" ", "")

    def follow(self) -> None:
        """Open the link that came by SMS."""
        self.open(f"/t/{only_case().tracking.clear()}/", "tracked")

    def rate(self) -> None:
        """Two taps: the level, send."""
        self.press("评一评", "rating")
        self.tab.check("[name=level][value='1']")
        self.press("送出评价", "rated")

    def _choose(self, answers: tuple[tuple[str, str], ...]) -> None:
        for name, value in answers:
            self.tab.check(f"[name={name}][value='{value}']")

    def _give_the_bank(self) -> None:
        self.tab.select_option("[name=bank_name]", "rural")
        self.tab.fill("[name=bank_account]", "6217000000000001234")
        self.tab.fill("[name=account_holder]", "王桂英")

    def _photograph(self, photo: str) -> None:
        self.tab.set_input_files("[name=id]", [photo, photo])
        self.tab.set_input_files("[name=bank]", photo)

    def _sign_in(self) -> None:
        self.tab.fill("[name=phone]", PHONE)
        press(self.tab, "button:text-is('获取验证码')")
        self.tab.fill("[name=code]", sent_digits())
        press(self.tab, "button:text-is('登录')")


class Worker:
    """Somebody at the desk."""

    def __init__(self, chromium: Any, server: Any, account: User) -> None:
        self.tab, self.url = tab_of(chromium, server, account, width=1366), server.url

    def find(self, number: str) -> None:
        """Open a case from the worklist."""
        self.tab.goto(f"{self.url}/desk/?tab=all")
        press(self.tab, f"a:text-is('{number}')")

    def do(self, *nouns: str) -> None:
        """Make moves that need no words."""
        for noun in nouns:
            press(self.tab, f"form[action$='/{noun}/'] button")

    def deliver(self, receiver: str) -> None:
        self.tab.click("#delivery summary")
        self.tab.fill("#delivery [name=receiver]", receiver)
        self.do("delivery")

    def tell_once(self, key: str, why: str) -> None:
        """Hand out the slip: one paper, why it will not do."""
        self.tab.click("#correction-request summary")
        self.tab.check(f"#correction-request [name=tick-{key}]")
        self.tab.fill(f"#correction-request [name=why-{key}]", why)
        self.do("correction-request")

    def tell_once_more(self, key: str, why: str, because: str) -> None:
        """What the first slip should have named: with the reason for the head."""
        self.tab.click("#correction-request summary")
        self.tab.check(f"#correction-request [name=tick-{key}]")
        self.tab.fill(f"#correction-request [name=why-{key}]", why)
        self.tab.fill("#correction-request [name=second_reason]", because)
        self.do("correction-request")

    def leave(self) -> None:
        self.tab.context.close()
