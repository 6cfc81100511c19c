"""Publishing a year, and refusing one that was edited by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bianmin.accounts.actor import SYSTEM, ActiveRole, Actor
from bianmin.audit.models import Event
from bianmin.calendars import commands, notices, queries
from bianmin.calendars.models import CalendarDay, CalendarYear
from bianmin.calendars.notices import Notice, Source
from bianmin.rules.errors import CalendarNotPublished, NotAllowed
from bianmin.rules.roles import RoleKind

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
NOTICE_2027 = Notice(
    year=2027,
    published_by="国务院办公厅",
    sources=(Source("国务院办公厅关于2027年部分节假日安排的通知（示例）"),),
    rest={date(2027, 1, 1): "元旦", date(2026, 12, 31): "元旦"},
    makeup={date(2027, 1, 3): "元旦"},
)
BUREAU = Actor(7, 7, "市局", (ActiveRole(RoleKind.CITY_BUREAU, "/1/", 0),))
CLERK = Actor(8, 8, "窗口", (ActiveRole(RoleKind.CLERK, "/1/4/57/", 1),))


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


def publish(notice: Notice, *, by: Actor = BUREAU) -> bool:
    done = commands.publish_year(notice, by=by, at=AT)
    queries.forget()  # the test's transaction never commits
    return done


def test_the_shipped_years_are_in_force_before_anybody_publishes() -> None:
    assert queries.last_year() == 2026
    assert queries.work_calendar() == notices.shipped_calendar()


def test_a_published_year_is_in_force_and_leaves_a_trace() -> None:
    assert publish(NOTICE_2027)

    calendar = queries.work_calendar()
    assert calendar.is_workday(date(2027, 1, 3))
    assert not calendar.is_workday(date(2026, 12, 31))
    assert queries.last_year() == 2027
    event = Event.objects.get(unit=0, subject="calendar:2027")
    assert (event.action, event.by_user) == ("publish_year", 7)
    assert event.facts["added"] == ["2026-12-31 休", "2027-01-01 休", "2027-01-03 班"]


def test_publishing_the_same_again_changes_nothing() -> None:
    publish(NOTICE_2027)
    assert not publish(NOTICE_2027)
    assert Event.objects.filter(unit=0, subject="calendar:2027").count() == 1


def test_a_later_notice_stands_in_place_of_the_first() -> None:
    publish(NOTICE_2027)
    publish(replace(NOTICE_2027, rest={**NOTICE_2027.rest, date(2027, 1, 4): "元旦"}))

    assert not queries.work_calendar().is_workday(date(2027, 1, 4))
    event = Event.objects.filter(unit=0, subject="calendar:2027").latest("id")
    assert (event.facts["added"], event.facts["removed"]) == (["2027-01-04 休"], [])
    assert event.facts["replaces"] is True


def test_a_clerk_may_not_publish() -> None:
    with pytest.raises(NotAllowed, match="市行政审批服务局"):
        publish(NOTICE_2027, by=CLERK)
    assert not CalendarYear.objects.exists()


def test_the_shipped_years_can_be_published_once() -> None:
    assert commands.publish_shipped(by=SYSTEM, at=AT) == list(range(2004, 2027))
    assert commands.publish_shipped(by=SYSTEM, at=AT) == []
    queries.forget()
    assert queries.damaged_years() == frozenset()
    assert queries.work_calendar() == notices.shipped_calendar()


def edit_a_day() -> None:
    CalendarDay.objects.filter(day=date(2027, 1, 3)).update(is_workday=False)


def add_a_day() -> None:
    CalendarDay.objects.create(year_id=2027, day=date(2027, 5, 4), is_workday=False)


def drop_a_day() -> None:
    CalendarDay.objects.filter(day=date(2027, 1, 1)).delete()


def edit_the_source() -> None:
    CalendarYear.objects.filter(year=2027).update(source="别处")


def forge_the_key() -> None:
    CalendarYear.objects.filter(year=2027).update(key_id="ffff")


@pytest.mark.parametrize(
    "tamper", [edit_a_day, add_a_day, drop_a_day, edit_the_source, forge_the_key]
)
def test_a_year_edited_by_hand_is_refused_and_named(tamper: object) -> None:
    publish(NOTICE_2027)
    assert callable(tamper)
    tamper()
    queries.forget()

    assert queries.damaged_years() == {2027}
    with pytest.raises(CalendarNotPublished):
        queries.work_calendar().is_workday(date(2027, 1, 4))
    assert publish(NOTICE_2027), "importing again mends it"
    assert queries.damaged_years() == frozenset()


def test_a_damaged_year_does_not_fall_back_to_the_shipped_one() -> None:
    commands.publish_shipped(by=SYSTEM, at=AT)
    CalendarDay.objects.filter(day=date(2020, 1, 19)).update(is_workday=False)
    queries.forget()
    assert 2020 not in queries.work_calendar().years


def test_the_name_of_a_day() -> None:
    publish(NOTICE_2027)
    assert queries.name_of(date(2026, 12, 31)) == "元旦"
    assert queries.name_of(date(2020, 1, 25)) == "春节"
    assert queries.name_of(date(2020, 1, 19)) == "春节"
    assert queries.name_of(date(2020, 7, 1)) == ""


def test_the_calendar_is_read_once_in_a_while(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        queries.work_calendar()
        queries.work_calendar()


def test_rows_name_themselves() -> None:
    publish(NOTICE_2027)
    assert str(CalendarYear.objects.get(year=2027)) == "2027"
    assert [str(day) for day in CalendarDay.objects.order_by("day")] == [
        "2026-12-31 休",
        "2027-01-01 休",
        "2027-01-03 班",
    ]
