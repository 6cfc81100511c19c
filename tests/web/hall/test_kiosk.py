"""自助机 over the wire: progress and rating without a script, and what is left a minute later."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from bianmin.accounts.factors import PASSED
from bianmin.cases.application import Submitted
from bianmin.cases.commands import closing, intake, review
from bianmin.cases.queries import holder_of_link
from bianmin.counter.commands.calling import call_next, end_ticket
from bianmin.counter.commands.kiosk import forget_visits
from bianmin.counter.commands.tickets import take_ticket
from bianmin.counter.models import KioskVisit
from bianmin.feedback.commands import rate
from bianmin.feedback.models import Rating
from bianmin.rules.errors import Conflict
from bianmin.rules.queue import Line, TicketOutcome
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.counter import hall as halls
from tests.counter.hall import Hall
from tests.make import MONDAY_9AM
from tests.web.hall.test_queue import Visitor
from tests.web.staff import text_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(seconds=60)


@pytest.fixture
def hall(db: Any) -> Hall:
    return halls.build(world.build())


@pytest.fixture
def made(hall: Hall) -> Submitted:
    """A case that was granted and completed an hour ago."""
    town = hall.town
    made = make.submitted(town.center, town.village, applicant=town.villager, of=hall.world.version)
    finish(hall, made)
    return made


def finish(hall: Hall, made: Submitted) -> None:
    intake.receive_case(made.case, by=make.actor(hall.wang), at=MONDAY_9AM)
    decide(hall, made)


def decide(hall: Hall, made: Submitted) -> None:
    clerk = {"by": make.actor(hall.wang), "at": MONDAY_9AM}
    reviewer = {"by": make.actor(hall.town.staff[RoleKind.REVIEWER]), "at": MONDAY_9AM}
    review.accept_case(made.case, **clerk)
    review.start_review(made.case, **reviewer)
    review.grant_case(made.case, **reviewer)
    closing.complete_case(made.case, **clerk)


class AtKiosk(Visitor):
    """Somebody before the kiosk of the hall, without a script."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self.home = f"/hall/{hall.site.pk}/"

    def see(self, page: str) -> str:
        return text_of(self.get(f"{self.home}{page}/"))

    def send(self, page: str, **fields: Any) -> str:
        """Post, follow the way on, and return the words of the page that comes."""
        answer = self.post(f"{self.home}{page}/", **fields)
        assert answer.status_code == 302 and "LC" not in answer["Location"]
        shown = self.get(answer["Location"])
        assert shown.status_code == 200 and shown["Cache-Control"] == "no-store"
        assert re.fullmatch(r"[26]0;url=/hall/\d+/over/", shown["Refresh"])
        assert not re.search(r"<form(?![^>]*autocomplete=\"off\")", shown.content.decode())
        return text_of(shown)

    def open(self, made: Submitted, *, to: str = "case") -> str:
        digits = made.case.number.removeprefix("LC")
        return self.send("case", number=digits, code=made.query_code, to=to, _key="")

    @property
    def is_nobody(self) -> bool:
        away = self.get(f"{self.home}rating/")
        return "没有小票" in text_of(away) and not re.search(r"LC\d|已办", text_of(away))


def test_progress_by_digits_alone_and_gone_a_minute_after_the_last_touch(
    hall: Hall, made: Submitted
) -> None:
    kiosk = AtKiosk(hall)
    wrong = "000000" if made.query_code != "000000" else "000001"
    refused = kiosk.post(f"{kiosk.home}case/", number=made.case.number, code=wrong, _key="")
    page = kiosk.get(refused["Location"]).content.decode()
    assert "对不上" in page and made.case.number in page and wrong in page, "what was typed stays"
    page = kiosk.open(made)
    assert hall.world.version.item.plain_name in page and "村民" not in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(v::text, '') FROM counter_kioskvisit v WHERE unit = 1")
        assert made.case.number not in cursor.fetchone()[0]
    kiosk.at += MINUTE - timedelta(seconds=1)
    assert "评一评" in kiosk.see("case"), "a touch begins the minute again"
    kiosk.at += MINUTE
    page = kiosk.see("case")
    assert hall.world.version.item.plain_name not in page and kiosk.is_nobody
    assert forget_visits(1, at=kiosk.at) == 1 and not KioskVisit.objects.filter(unit=1).exists()


def test_whoever_leaves_is_forgotten_even_with_the_cookie_put_back(
    hall: Hall, made: Submitted
) -> None:
    kiosk = AtKiosk(hall)
    kiosk.open(made)
    held = kiosk.client.cookies["kiosk"].value
    assert kiosk.client.cookies["kiosk"]["httponly"]
    assert kiosk.get(kiosk.home)["Location"] == f"{kiosk.home}over/", "home is for the next one"
    left = kiosk.get(f"{kiosk.home}over/")
    assert left["Location"] == kiosk.home
    assert left["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert kiosk.client.cookies["kiosk"].value == ""
    kiosk.client.cookies["kiosk"] = held
    assert kiosk.is_nobody
    stranger = Visitor()
    assert "Clear-Site-Data" not in stranger.get(f"{kiosk.home}over/"), "nothing was begun"


def test_the_sixth_try_of_an_hour_is_refused_as_on_the_public_page(
    hall: Hall, made: Submitted
) -> None:
    kiosk = AtKiosk(hall)
    wrong = "000000" if made.query_code != "000000" else "000001"
    for _ in range(5):
        assert "对不上" in kiosk.send("case", number=made.case.number, code=wrong, _key="")
    assert "只能查 5 次" in kiosk.open(made)
    assert "应为 6 位数字" in kiosk.send("case", number="12", code="x", _key="")


def test_rated_at_the_kiosk_once_and_a_poor_one_says_why(hall: Hall, made: Submitted) -> None:
    kiosk = AtKiosk(hall)
    assert "这件事办得怎么样" in kiosk.open(made, to="rating")
    assert "哪里没做好" in kiosk.send("rating", level="4", is_anonymous="on")
    kiosk.send("rating", level="4", is_anonymous="on", reason="slow")
    given = Rating.objects.get(unit=1, case=made.case)
    assert (given.level, given.reasons, given.channel) == (4, ["slow"], "kiosk")
    assert given.is_anonymous and kiosk.client.cookies["kiosk"].value
    assert "谢谢" in kiosk.see("rating") and "没有小票" not in kiosk.see("rating")
    assert "已经评价过" in kiosk.open(made, to="rating")
    assert "已经评价过" in kiosk.send("rating", level="1")
    assert Rating.objects.filter(unit=1).count() == 1


def test_a_clerk_signed_in_at_the_kiosk_rates_nothing(hall: Hall, made: Submitted) -> None:
    kiosk = AtKiosk(hall)
    kiosk.client.force_login(hall.wang)
    session = kiosk.client.session
    session[PASSED] = hall.wang.pk
    session.save()
    assert "不能评价，请由办事人本人评价" in kiosk.open(made, to="rating")
    assert "不能评价，请由办事人本人评价" in kiosk.send("rating", level="1")
    assert not Rating.objects.filter(unit=1).exists()


def taken_in(hall: Hall, *, phone: str) -> Submitted:
    """A case that the window took in and finished at once."""
    who = make.person(phone=phone)
    if not phone:
        who.phone, who.phone_hash = "", None
        who.save()
    village, version = hall.town.village, hall.world.version
    told = make.application(hall.site, village, applicant=who, of=version)
    made = intake.take_at_counter(told, by=make.actor(hall.wang), at=MONDAY_9AM)
    decide(hall, made)
    return made


def test_the_slip_of_a_number_rates_what_came_of_it_and_shows_nothing_more(hall: Hall) -> None:
    by = {"by": make.actor(hall.wang), "at": MONDAY_9AM}
    told = {"channel": "kiosk", "at": MONDAY_9AM}
    _, code = take_ticket(hall.site, Line.GENERAL, by=make.actor(hall.wang), **told)
    kiosk = AtKiosk(hall)
    assert "还没办完" in kiosk.send("slip", slip=f"https://x/n/{code}/")
    called = call_next(hall.one, **by)
    assert called is not None
    made = taken_in(hall, phone="")
    end_ticket(called, TicketOutcome.CASE, case_number=made.case.number, **by)
    assert "不是本大厅的小票" in kiosk.send("slip", slip="LC1")
    scanned = kiosk.send("slip", slip=f"HTTPSXN{code.upper()}")
    assert "A001 号" in scanned and hall.world.version.item.plain_name not in scanned
    assert "输入办件号" not in scanned and "查询码" in kiosk.see("case"), "no progress by a slip"
    kiosk.send("slip", slip=code)
    kiosk.send("rating", level="1")
    assert Rating.objects.get(unit=1).channel == "slip"


def test_a_slip_shuts_out_nobody_who_got_the_link(hall: Hall) -> None:
    by = {"by": make.actor(hall.wang), "at": MONDAY_9AM}
    kiosk = AtKiosk(hall)
    _, code = take_ticket(
        hall.site, Line.GENERAL, channel="kiosk", by=make.actor(hall.wang), at=MONDAY_9AM
    )
    called = call_next(hall.one, **by)
    assert called is not None
    made = taken_in(hall, phone="13812345678")
    end_ticket(called, TicketOutcome.CASE, case_number=made.case.number, **by)
    assert "办事人留了手机号" in kiosk.send("slip", slip=code)
    holder = holder_of_link(made.case)
    told: dict[str, Any] = {"level": 1, "reasons": [], "words": "", "is_anonymous": False}
    with pytest.raises(Conflict, match="短信"):
        rate(made.case, channel="slip", by=holder, at=MONDAY_9AM, **told)
    kiosk.open(made, to="rating")
    kiosk.send("rating", level="1")
    assert Rating.objects.get(unit=1).channel == "kiosk"


def test_a_number_is_shown_to_whoever_took_it_and_to_nobody_after(hall: Hall) -> None:
    kiosk = AtKiosk(hall)
    answer = kiosk.post(kiosk.home, line="A", claim="")
    assert answer["Location"] == f"{kiosk.home}taken/" and "A001" in kiosk.see("taken")
    kiosk.get(f"{kiosk.home}over/")
    assert kiosk.get(f"{kiosk.home}taken/").status_code == 302


def test_a_guide_is_chosen_of_what_this_site_offers_and_printed_from_the_one_record(
    hall: Hall,
) -> None:
    kiosk, version = AtKiosk(hall), hall.world.version
    assert version.item.plain_name not in kiosk.see("guides")
    area = kiosk.send("guides", area=version.item.area)
    assert version.item.plain_name in area
    assert "打印这一页" in kiosk.send("guides", area=version.item.area, item=version.item.code)
    sheet = kiosk.get(f"{kiosk.home}guides/sheet.pdf")
    assert sheet.content.startswith(b"%PDF") and sheet["Cache-Control"] == "no-store"
    assert sheet["X-Frame-Options"] == "SAMEORIGIN" and "/over/" in sheet["Refresh"]
    assert "frame-ancestors 'self'" in sheet["Content-Security-Policy"]
    kiosk.send("guides", area=version.item.area, item="nothing")
    assert kiosk.get(f"{kiosk.home}guides/sheet.pdf").status_code == 302
    assert version.item.plain_name not in kiosk.send("guides", area="nowhere", number="x")
