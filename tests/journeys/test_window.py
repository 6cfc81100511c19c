"""The window: few keys, nothing lost, nothing taken twice, and never a no from one person alone."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from bianmin.cases.models import Approval, Case, CaseMaterial, DeskDraft, RefusalFiling
from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.files.models import StoredFile
from bianmin.rules.lifecycle import State
from bianmin.rules.roles import RoleKind
from bianmin.web.desk.reader.simulator import serve
from tests import make
from tests.files import samples
from tests.journeys.people import Worker, only_case, press
from tests.live import serving
from tests.web.chromium import looks_right, tab_of
from tests.world import Township, World, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
MOST_KEYS = 25
SECONDS_OF_A_KEY = 0.4  # a clerk who looks at the card, not at the keys
PAPERS = ("身份证", "户口簿", "照片", "申请表")


@pytest.fixture
def world(db: Any) -> World:
    made = build()
    item = make.version(units=(1,)).item
    guide = make.GUIDE | {
        "materials": [
            {"key": f"p{n}", "name": name, "plain_name": name, "need": 1, "source": 10}
            | {"basis": "《居民身份证法》第十三条"}
            for n, name in enumerate(PAPERS)
        ]
    }
    four = ItemVersion.objects.create(
        item=item,
        number=2,
        guide=guide,
        form=make.FORM,
        case_kind="promised",
        promised_limit="5 workday",
        statutory_limit="20 workday",
        published_at=make.LONG_AGO,
    )
    ServiceItem.objects.filter(pk=item.pk).update(
        current=four, name="四样材料的事", plain_name="四样事", search_text="四样事\nsys"
    )
    return made


@pytest.fixture
def town(world: World) -> Township:
    return world.townships["河湾镇"]


@pytest.fixture
def reader(settings: Any) -> Iterator[str]:
    server = serve(0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.BIANMIN_CARD_READER = f"http://127.0.0.1:{server.server_port}"
    yield settings.BIANMIN_CARD_READER
    server.shutdown()


@pytest.fixture
def clerk(chromium: Any, live_server: Any, town: Township, reader: str) -> Iterator[Worker]:
    worker = Worker(chromium, live_server, town.staff[RoleKind.CLERK])
    yield worker
    worker.leave()


def lay(reader: str, name: str, number: str) -> None:
    body = json.dumps({"name": name, "id_number": number}).encode()
    urlopen(Request(f"{reader}/card", data=body, method="PUT")).read()


class Keys:
    """Counts every key that is pressed."""

    def __init__(self, tab: Any) -> None:
        self.tab, self.count = tab, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.tab.keyboard.press(key)
            self.count += 1

    def type(self, words: str) -> None:
        self.tab.keyboard.type(words)
        self.count += len(words)


def test_four_papers_in_few_keys_and_nothing_lost(
    clerk: Worker, reader: str, town: Township, photo: str, printed: Callable[[str], None]
) -> None:
    tab = clerk.tab
    tab.goto(f"{clerk.url}/desk/intake/")
    tab.click("[data-read-card]")
    tab.wait_for_selector("text=没有读到卡")
    lay(reader, "王桂英", make.id_number(7))
    tab.keyboard.press("Alt+c")
    tab.wait_for_selector("text=已读卡")
    assert tab.input_value("#id_id_number") == make.id_number(7)
    tab.fill("#id_phone", "13800000001")
    tab.select_option("#id_place", label=town.village.name)

    keys = Keys(tab)
    keys.press("Alt+2")
    keys.type("sys")
    tab.wait_for_selector("#items:has-text('四样事'):not(:has(li:nth-child(2)))")
    keys.press("Enter")
    tab.wait_for_selector("#sheet #mats table")
    keys.press("Space")  # the first choice of the form has the focus
    keys.press("Alt+3")
    with tab.expect_response(lambda answer: "m-p3" in (answer.request.post_data or "")):
        for n in range(len(PAPERS)):
            keys.press("Space")
            if n < len(PAPERS) - 1:
                keys.press("ArrowDown")
    tab.wait_for_selector("#saved:has-text('已自动保存')")
    looks_right(tab, "desk-intake-four")

    tab.reload()  # as after a power cut: the page comes back as it was
    assert tab.input_value("#id_name") == "王桂英"
    assert tab.is_checked("[name=m-p3]")
    assert tab.is_checked("[name=a-band] >> nth=0")
    tab.set_input_files("[name=f-p0]", photo)
    tab.wait_for_selector("[data-came=p0]:has-text('1 个文件')")

    keys.press("F9")
    tab.wait_for_url("**/slip/")
    case = only_case()
    assert case.state == State.ACCEPTED
    handed_in = CaseMaterial.objects.filter(unit=1, case_id=case.pk, status="received")
    assert handed_in.count() == len(PAPERS)
    assert StoredFile.objects.filter(unit=1, owner=f"case:{case.pk}").count() == 1
    assert not DeskDraft.objects.filter(unit=1).exists()
    assert keys.count <= MOST_KEYS
    printed(f"four papers: {keys.count} keys after identification")


def test_each_tab_has_its_own_draft_and_all_lie_parked(
    clerk: Worker, town: Township, photo: str
) -> None:
    first, url = clerk.tab, f"{clerk.url}/desk/intake/"
    second = first.context.new_page()
    for tab, name in ((first, "王桂英"), (second, "孙海")):
        tab.goto(url)
        tab.fill("#id_name", name)
    for tab in (first, second):
        tab.wait_for_selector("#saved:has-text('已自动保存')")
    for tab, name in ((first, "王桂英"), (second, "孙海")):
        tab.reload()
        assert tab.input_value("#id_name") == name
    pick(second)
    second.set_input_files("[name=f-p0]", photo)
    second.wait_for_selector("[data-came=p0]:has-text('1 个文件')")
    second.keyboard.press("Alt+p")
    second.wait_for_selector("text=已挂起")
    assert second.input_value("#id_name") == ""
    parked = second.inner_text("#parked")
    assert "王桂英，还没选事项" in parked and "孙海，四样事" in parked
    looks_right(second, "desk-parked")

    twin = first.context.new_page()  # the same draft in a third tab
    twin.goto(first.url)
    twin.fill("#id_phone", "13800000003")
    twin.wait_for_selector("#saved:has-text('已自动保存')")
    first.fill("#id_phone", "13800000004")
    first.wait_for_selector("#saved:has-text('另存了一份')")
    kept = sorted(
        (row.fields.clear()["name"], row.fields.clear().get("phone", []))
        for row in DeskDraft.objects.filter(unit=1)
    )
    assert kept == [
        (["孙海"], []),
        (["王桂英"], ["13800000003"]),
        (["王桂英"], ["13800000004"]),
    ]

    press(second, "#parked a:has-text('孙海')")
    assert second.input_value("#id_name") == "孙海"
    second.wait_for_selector("[data-came=p0]:has-text('1 个文件')")
    second.fill("#id_id_number", make.id_number(8))
    second.fill("#id_phone", "13800000002")
    second.select_option("#id_place", label=town.village.name)
    second.keyboard.press("Alt+q")
    second.wait_for_url("**/desk/cases/*/")
    assert StoredFile.objects.filter(unit=1, owner=f"case:{only_case().pk}").count() == 1
    assert DeskDraft.objects.filter(unit=1).count() == 2


def pick(tab: Any) -> None:
    """Find the item by its initials and take it."""
    tab.fill("#words", "sys")
    tab.wait_for_selector("#items:has-text('四样事'):not(:has(li:nth-child(2)))")
    tab.press("#words", "Enter")
    tab.wait_for_selector("#sheet #mats table")


def test_a_dead_reader_a_wrong_file_and_a_huge_one_lose_nothing(
    clerk: Worker, reader: str, tmp_path: Path
) -> None:
    tab = clerk.tab
    urlopen(Request(f"{reader}/faults?mode=dead", method="POST")).read()
    tab.goto(f"{clerk.url}/desk/intake/")
    tab.fill("#words", "sys")
    tab.wait_for_selector("#items:has-text('四样事'):not(:has(li:nth-child(2)))")
    tab.press("#words", "Enter")
    tab.wait_for_selector("#sheet #mats table")
    tab.fill("#id_name", "王桂英")
    tab.click("[data-read-card]")
    tab.wait_for_selector("text=读卡器没有反应")
    assert tab.input_value("#id_name") == "王桂英"

    lie = tmp_path / "photo.jpg"
    lie.write_bytes(b"MZ this is a program" * 40)
    tab.set_input_files("[name=f-p0]", str(lie))
    tab.wait_for_selector("#mats [role=alert]")
    tab.set_input_files("[name=f-p1]", huge(tmp_path))
    tab.wait_for_selector("#mats [role=alert]:has-text('20 MB')")

    tab.fill("#id_id_number", "371502195805061235")
    press(tab, "button[value=accept]")
    assert "身份证" in tab.inner_text("main")
    assert tab.input_value("#id_name") == "王桂英"
    assert not Case.objects.filter(unit=1).exists()


def huge(where: Path) -> str:
    """A photograph's first bytes and 300 MB after them."""
    path = where / "huge.jpg"
    path.write_bytes(samples.jpeg(80, 60))
    with path.open("r+b") as file:
        file.truncate(300 * 1024 * 1024)
    return str(path)


def fill(tab: Any, town: Township) -> None:
    """What a window asks of everybody, and the one field of the form."""
    tab.fill("#id_id_number", make.id_number(7))
    tab.fill("#id_name", "王桂英")
    tab.fill("#id_phone", "13800000001")
    tab.select_option("#id_place", label=town.village.name)
    tab.check("[name=a-band] >> nth=0")


def test_a_sign_in_that_ends_while_typing_loses_nothing(clerk: Worker, town: Township) -> None:
    """Signed in again in another tab, the same page takes the case, and only once."""
    tab = clerk.tab
    tab.clock.install()
    tab.goto(f"{clerk.url}/desk/intake/?item={ServiceItem.objects.get(plain_name='四样事').code}")
    fill(tab, town)
    cookies = tab.context.cookies()
    tab.context.clear_cookies()
    tab.clock.fast_forward(120_000)
    tab.click("button[value=accept]")
    tab.wait_for_selector("text=登录已过期，填的内容还在这一页")
    assert tab.input_value("#id_name") == "王桂英"
    assert not Case.objects.filter(unit=1).exists()
    tab.context.add_cookies(cookies)
    tab.dblclick("button[value=accept]")  # the second breaks the first one's answer off
    tab.wait_for_selector("text=查询码")
    assert tab.url.endswith("/slip/")
    assert only_case().state == State.ACCEPTED


@pytest.mark.real_clock
def test_three_hundred_megabytes_are_answered_with_a_sentence(
    chromium: Any, town: Township, tmp_path: Path
) -> None:
    """By a browser without script, so that all of it is sent to the server as the product runs."""
    item = ServiceItem.objects.get(plain_name="四样事")
    with serving() as live:
        tab = tab_of(
            chromium, live, town.staff[RoleKind.CLERK], width=1366, java_script_enabled=False
        )
        tab.goto(f"{live.url}/desk/intake/?item={item.code}")
        fill(tab, town)
        tab.set_input_files("[name=f-p0]", huge(tmp_path))
        with tab.expect_navigation(timeout=120_000):
            tab.click("button[value=accept]")
        assert "20 MB" in tab.inner_text("main")
        assert tab.input_value("#id_name") == "王桂英"
        assert not Case.objects.filter(unit=1).exists()
        tab.context.close()


def test_a_walk_in_is_taken_at_once_and_filled_in_later(
    clerk: Worker, reader: str, town: Township, printed: Callable[[str], None]
) -> None:
    tab = clerk.tab
    lay(reader, "孙海", make.id_number(8))
    began, keys = time.monotonic(), Keys(tab)
    tab.goto(f"{clerk.url}/desk/intake/")
    keys.press("Alt+c")
    tab.wait_for_selector("text=已读卡")
    tab.fill("#id_phone", "13800000002")
    tab.select_option("#id_place", label=town.village.name)
    keys.count += len("13800000002") + 2  # the digits, a tab and the village's first letter
    keys.press("Alt+2")
    keys.type("sys")
    tab.wait_for_selector("#items:has-text('四样事'):not(:has(li:nth-child(2)))")
    keys.press("Enter")
    tab.wait_for_selector("#sheet #mats table")
    keys.press("Alt+q")
    tab.wait_for_url("**/desk/cases/*/")
    spent = time.monotonic() - began
    printed(
        f"a walk-in: {keys.count} keys; {spent:.1f} s of the machine,"
        f" {spent + keys.count * SECONDS_OF_A_KEY:.0f} s with a clerk at {SECONDS_OF_A_KEY} s a key"
    )
    assert only_case().state == State.RECEIVED
    press(tab, "form[action$='/acceptance/'] button")
    assert only_case().state == State.RECEIVED  # not without the form
    tab.goto(f"{clerk.url}/desk/cases/{only_case().number}/")
    press(tab, "text=补填内容")
    tab.check("[name=band] >> nth=0")
    press(tab, "text=填好了")
    press(tab, "form[action$='/acceptance/'] button")
    assert only_case().state == State.ACCEPTED


def test_a_no_takes_two_and_so_does_a_second_slip(
    chromium: Any, live_server: Any, town: Township, world: World, clerk: Worker
) -> None:
    """The clerk proposes and the head decides; a slip that comes too late goes the same way."""
    version = world.version
    case = make.received(
        town.center, town.village, make.actor(town.staff[RoleKind.CLERK]), of=version
    )
    clerk.find(case.number)
    assert "不予受理" not in clerk.tab.inner_text("main")
    clerk.tell_once("account", "没有带")
    clerk.tab.click("#correction summary")
    clerk.tab.check("#correction [name=keys]")
    clerk.do("correction")
    clerk.tell_once_more("id_card", "看不清", "当时没看出来")
    assert "已报负责人批准" in clerk.tab.inner_text("main")
    clerk.tab.click("#refusal-proposal summary")
    clerk.tab.select_option("#refusal-proposal [name=category]", "B")
    for name, words in (
        ("reason", "没满 80 岁"),
        ("law", "办法第三条"),
        ("alternatives", "到期提醒"),
    ):
        clerk.tab.fill(f"#refusal-proposal [name={name}]", words)
    clerk.do("refusal-proposal")

    head = Worker(chromium, live_server, town.staff[RoleKind.CENTER_HEAD])
    head.tab.goto(f"{head.url}/desk/approvals/")
    looks_right(head.tab, "desk-approvals")
    head.find(case.number)
    looks_right(head.tab, "desk-case-to-decide")
    press(head.tab, "button[value=approve]")
    assert only_case().correction_count == 2
    assert Approval.objects.get(unit=1).approved
    filing = RefusalFiling.objects.get(unit=1)
    assert filing.approved is False  # a case that waits for its applicant is not refused
    head.leave()
