"""送达: who may sign for a result, when it is late, and what lies in the file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bianmin.rules import archive, delivery
from bianmin.rules.archive import Entry, Part
from bianmin.rules.clock import due_or_pending
from bianmin.rules.delivery import Mode
from bianmin.rules.documents import NoticeKind
from bianmin.rules.errors import Invalid
from bianmin.rules.limits import DELIVERY
from bianmin.rules.workdays import WorkCalendar
from tests.rules.calendars import OFFICIAL

WANG = {"applicant": "王桂英"}


@pytest.mark.parametrize("said", ["王桂英", " 王桂英 ", "本人"])
def test_the_applicant_needs_no_mandate_and_none_is_kept(said: str) -> None:
    assert delivery.check_receiver(said, "儿子", **WANG) == ("王桂英", "")


def test_another_needs_the_words_of_the_mandate() -> None:
    assert delivery.check_receiver("王小明", "儿子，有委托书", **WANG) == (
        "王小明",
        "儿子，有委托书",
    )
    for receiver, mandate, field in (("王小明", " ", "mandate"), ("", "儿子", "receiver")):
        with pytest.raises(Invalid) as wrong:
            delivery.check_receiver(receiver, mandate, **WANG)
        assert field in wrong.value.fields
    with pytest.raises(Invalid):  # an erased name is like nobody's
        delivery.check_receiver("本人", "", applicant="")


def test_only_post_needs_an_address_and_no_other_keeps_one() -> None:
    home = "河湾镇柳庄村 12 号"
    assert delivery.check_choice(Mode.POST, f" {home} ") == home
    assert delivery.check_choice(Mode.ELECTRONIC, home) == ""
    with pytest.raises(Invalid, match="地址"):
        delivery.check_choice(Mode.POST, "柳庄")
    with pytest.raises(Invalid):
        delivery.mode_of("pigeon")


@pytest.mark.parametrize("typed", ["eb 123456789 cn", "EB-123456789-CN", "EB123456789CN"])
def test_a_post_number_is_kept_as_it_is_printed(typed: str) -> None:
    assert delivery.post_number(typed) == "EB123456789CN"


@pytest.mark.parametrize("typed", ["", "1234567", "寄出去了没有单号", "E" * 21])
def test_what_no_carrier_prints_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        delivery.post_number(typed)


def test_a_day_lies_between_the_result_and_today() -> None:
    ready, today = date(2026, 3, 2), date(2026, 3, 9)
    assert delivery.check_day(today, ready=ready, today=today) == today
    assert delivery.check_day(ready, ready=ready, today=today) == ready
    for day in (ready - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(Invalid):
            delivery.check_day(day, ready=ready, today=today)


def test_one_day_parts_the_late_from_the_others_all_year_long() -> None:
    for n in range(0, 330, 7):
        today = date(2026, 1, 30) + timedelta(days=n)
        line = delivery.decided_before(today, OFFICIAL)
        for back in range(8, 45):
            decided = today - timedelta(days=back)
            limit = due_or_pending(decided, DELIVERY, OFFICIAL).on
            assert (decided < line) is (limit is not None and limit < today), (today, decided)


def test_without_a_calendar_nothing_is_late() -> None:
    unknown = WorkCalendar(frozenset(), frozenset(), frozenset())
    today = date(2026, 3, 9)
    assert delivery.decided_before(today, unknown) < today - timedelta(days=50)


def test_a_file_lies_in_the_order_of_the_case() -> None:
    slip = Entry(Part.DELIVERY, "送达回证", day="2026-03-01")
    late, early = (Entry(Part.NOTICES, "补正", day=f"2026-03-0{n}", pages=1) for n in (5, 3))
    form = Entry(Part.APPLICATION, "申请表", day="2026-03-09", pages=2)
    assert archive.in_order([slip, late, form, early]) == [form, early, late, slip]
    assert archive.pages_of([form, late]) == 3
    assert archive.pages_of([form, slip]) is None  # nobody counted the slip
    assert archive.pages_of([]) is None


def test_every_document_has_its_part() -> None:
    parts = {kind: archive.part_of(kind) for kind in NoticeKind}
    assert parts[NoticeKind.DENIED] is Part.DECISION
    assert parts[NoticeKind.DELIVERED] is Part.DELIVERY
    assert parts[NoticeKind.TELL_ONCE] is Part.NOTICES
    assert "10 年" in archive.kept_words()


@pytest.mark.parametrize("pages", [0, -1, archive.MOST_PAGES + 1])
def test_pages_are_counted_or_left_blank(pages: int) -> None:
    assert archive.check_pages(None) is None
    assert archive.check_pages(12) == 12
    with pytest.raises(Invalid):
        archive.check_pages(pages)


def test_every_way_has_its_words() -> None:
    assert set(delivery.LABELS) == set(delivery.WISHES) == set(delivery.READY_WORDS) == set(Mode)
    assert set(delivery.SENT_WORDS) == delivery.SENT
