from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bianmin.rules.clock import (
    IMMEDIATE,
    PENDING,
    SHANGHAI,
    STOPPED,
    DueDay,
    Limit,
    Pause,
    PauseKind,
    Unit,
    deemed_accepted_on,
    due_on,
    due_or_pending,
    dues,
    explain,
    local_day,
    tell_once_due,
)
from bianmin.rules.errors import CalendarNotPublished, ClockStopped, Invalid
from bianmin.rules.lights import days_left
from tests.rules.calendars import OFFICIAL, PLAIN_2020, SEEDED, days

FIVE = Limit(5, Unit.WORKDAY)


@pytest.mark.parametrize(
    ("start", "workdays", "expected"),
    [
        (date(2020, 9, 25), 5, date(2020, 10, 9)),  # 27 is 调休, 1 to 8 October is rest
        (date(2026, 3, 2), 1, date(2026, 3, 3)),  # Mon -> Tue: the starting day is not counted
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # Fri -> Mon
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # Sat -> Mon: received at the weekend
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # Fri -> Sat: 调休上班
        (date(2026, 2, 14), 1, date(2026, 2, 24)),  # Sat -> Tue: 春节 does not count
        (date(2026, 2, 13), 6, date(2026, 2, 28)),  # both make-up Saturdays count
        (date(2005, 12, 30), 1, date(2005, 12, 31)),  # a make-up day ordered by the next year
    ],
)
def test_due_on_counts_workdays(start: date, workdays: int, expected: date) -> None:
    assert due_on(start, Limit(workdays, Unit.WORKDAY), OFFICIAL) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2020, 9, 25), date(2020, 9, 25)),
        (date(2020, 9, 27), date(2020, 9, 27)),  # a make-up Sunday
        (date(2020, 10, 1), date(2020, 10, 9)),  # submitted on a rest day
    ],
)
def test_an_immediate_case_is_due_the_same_working_day(start: date, expected: date) -> None:
    assert due_on(start, IMMEDIATE, OFFICIAL) == expected


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        (date(2020, 9, 14), "10 day", date(2020, 9, 24)),  # ends on a Thursday
        (date(2020, 9, 16), "10 day", date(2020, 9, 27)),  # Saturday 26 -> make-up Sunday
        (date(2020, 9, 25), "7 day", date(2020, 10, 9)),  # 2 October -> after the rest
        (date(2020, 1, 31), "1 month", date(2020, 3, 2)),  # 29 February is a Saturday
        (date(2019, 1, 31), "1 month", date(2019, 2, 28)),  # no 31st: the month's last day
        (date(2020, 3, 16), "1 month", date(2020, 4, 16)),
        (date(2020, 11, 30), "3 month", date(2021, 3, 1)),  # 28 February 2021 is a Sunday
        (date(2019, 12, 16), "12 month", date(2020, 12, 16)),
    ],
)
def test_natural_limits_roll_over_rest_days(start: date, limit: str, expected: date) -> None:
    assert due_on(start, Limit.parse(limit), OFFICIAL) == expected


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        (datetime(2020, 9, 23, 9, 0), 8, date(2020, 9, 23)),
        (datetime(2020, 9, 23, 17, 0), 8, date(2020, 9, 24)),
        (datetime(2020, 9, 23, 0, 0), 24, date(2020, 9, 23)),  # 24:00 still belongs to the day
        (datetime(2020, 9, 25, 16, 0), 24, date(2020, 9, 27)),  # Saturday -> make-up Sunday
        (datetime(2020, 9, 22, 16, 30, tzinfo=UTC), 24, date(2020, 9, 24)),  # 00:30 on 23 here
    ],
)
def test_hours_run_from_the_moment(start: datetime, hours: int, expected: date) -> None:
    assert due_on(start, Limit(hours, Unit.HOUR), OFFICIAL) == expected


def test_hours_skip_paused_days_and_say_how_much_has_passed() -> None:
    lines = explain(
        datetime(2020, 9, 22, 18, 30, tzinfo=SHANGHAI),
        Limit(8, Unit.HOUR),
        OFFICIAL,
        [Pause(date(2020, 9, 23), date(2020, 9, 23))],
    )

    assert [(line.day.day, line.is_counted, line.ordinal) for line in lines] == [
        (22, True, 5),
        (23, False, 5),
        (24, True, 8),
    ]


def test_hours_without_a_moment_are_refused() -> None:
    with pytest.raises(Invalid, match="时刻"):
        due_on(date(2020, 9, 25), Limit(2, Unit.HOUR), OFFICIAL)


def test_a_moment_is_taken_in_shanghai() -> None:
    late = datetime(2020, 9, 24, 17, 0, tzinfo=UTC)  # one in the morning of the 25th

    assert local_day(late) == date(2020, 9, 25)
    assert local_day(date(2020, 9, 24)) == date(2020, 9, 24)
    assert due_on(late, FIVE, OFFICIAL) == date(2020, 10, 9)


def test_pauses_do_not_count_and_may_overlap() -> None:
    pauses = [
        Pause(date(2020, 9, 1), date(2020, 9, 3), PauseKind.HEARING),
        Pause(date(2020, 9, 2), date(2020, 9, 4)),
    ]

    assert due_on(date(2020, 8, 31), Limit(1, Unit.WORKDAY), OFFICIAL, pauses) == date(2020, 9, 7)
    assert due_on(date(2020, 8, 31), Limit(1, Unit.DAY), OFFICIAL, pauses) == date(2020, 9, 7)


def test_a_rolled_day_does_not_fall_into_a_pause() -> None:
    saturday, monday = date(2020, 9, 12), date(2020, 9, 14)

    assert due_on(date(2020, 9, 11), Limit(1, Unit.DAY), OFFICIAL) == monday
    paused = [Pause(monday, monday)]
    assert due_on(date(2020, 9, 11), Limit(1, Unit.DAY), OFFICIAL, paused) == date(2020, 9, 15)
    assert explain(date(2020, 9, 11), Limit(1, Unit.DAY), OFFICIAL)[1].day == saturday


def test_an_open_pause_stops_the_clock() -> None:
    pauses = [Pause(date(2020, 9, 1))]

    with pytest.raises(ClockStopped):
        due_on(date(2020, 8, 31), FIVE, OFFICIAL, pauses)
    assert due_or_pending(date(2020, 8, 31), FIVE, OFFICIAL, pauses) == STOPPED


def test_a_pause_ends_after_it_starts() -> None:
    with pytest.raises(Invalid):
        Pause(date(2020, 9, 2), date(2020, 9, 1))


def test_an_unknown_year_is_pending_and_never_guessed() -> None:
    with pytest.raises(CalendarNotPublished):
        due_on(date(2026, 12, 30), FIVE, OFFICIAL)
    assert due_or_pending(date(2026, 12, 30), FIVE, OFFICIAL) == PENDING
    assert PENDING.text == "待公布"
    assert due_or_pending(date(2020, 9, 25), FIVE, OFFICIAL) == DueDay(
        date(2020, 10, 9), "2020-10-09"
    )


@pytest.mark.parametrize(
    ("limit", "extension", "expected"),
    [
        ("5 workday", "10 workday", date(2020, 10, 22)),
        ("0 workday", "5 workday", date(2020, 10, 9)),
        ("7 day", "7 day", date(2020, 10, 9)),
        ("7 day", "1 workday", date(2020, 10, 9)),  # counted from 2 October, before rolling
        ("5 workday", "7 day", date(2020, 10, 16)),
        ("1 month", "1 month", date(2020, 11, 25)),
    ],
)
def test_one_extension_adds_its_days(limit: str, extension: str, expected: date) -> None:
    found = due_on(
        date(2020, 9, 25), Limit.parse(limit), OFFICIAL, extension=Limit.parse(extension)
    )
    assert found == expected


def test_hours_are_extended_by_hours_only() -> None:
    with pytest.raises(Invalid, match="按小时延长"):
        due_on(date(2020, 9, 25), FIVE, OFFICIAL, extension=Limit(2, Unit.HOUR))


def test_each_pause_stops_its_own_clocks() -> None:
    start, promised, statutory = date(2020, 8, 3), FIVE, Limit(20, Unit.WORKDAY)
    week = date(2020, 8, 4), date(2020, 8, 10)

    def both(kind: PauseKind) -> tuple[date | None, date | None]:
        found = dues(start, promised, statutory, OFFICIAL, [Pause(*week, kind)])
        return found.promised.on, found.statutory.on

    plain = (date(2020, 8, 10), date(2020, 8, 31))
    later = (date(2020, 8, 17), date(2020, 9, 7))
    before_acceptance = (PauseKind.CORRECTION, PauseKind.EARLIER_ITEM)
    assert all(both(kind) == plain for kind in before_acceptance)
    assert both(PauseKind.REVIEW_CORRECTION) == (later[0], plain[1])
    assert all(
        both(kind) == later
        for kind in PauseKind
        if kind not in (*before_acceptance, PauseKind.REVIEW_CORRECTION)
    )


def test_an_open_correction_stops_the_promise_and_not_the_law() -> None:
    pauses = [Pause(date(2020, 8, 4), None, PauseKind.REVIEW_CORRECTION)]

    found = dues(date(2020, 8, 3), FIVE, Limit(20, Unit.WORKDAY), OFFICIAL, pauses)

    assert (found.promised, found.statutory.on) == (STOPPED, date(2020, 8, 31))


def test_the_tell_once_clock_runs_from_arrival_and_stops_for_the_correction() -> None:
    arrived = date(2020, 8, 3)
    correction = Pause(date(2020, 8, 5), date(2020, 8, 12), PauseKind.CORRECTION)
    hearing = Pause(date(2020, 8, 5), date(2020, 8, 12), PauseKind.HEARING)

    assert tell_once_due(arrived, OFFICIAL) == date(2020, 8, 10)
    assert tell_once_due(arrived, OFFICIAL, [correction]) == date(2020, 8, 18)
    assert tell_once_due(arrived, OFFICIAL, [hearing]) == date(2020, 8, 10)


@pytest.mark.parametrize(
    ("today", "is_licence", "pauses", "expected"),
    [
        (date(2020, 8, 10), True, [], None),  # the last day
        (date(2020, 8, 11), True, [], date(2020, 8, 3)),  # from the receipt
        (date(2020, 8, 11), False, [], None),  # the article binds licences
        (date(2020, 9, 30), True, [Pause(date(2020, 8, 5), None, PauseKind.CORRECTION)], None),
        (
            date(2020, 8, 18),
            True,
            [Pause(date(2020, 8, 5), date(2020, 8, 12), PauseKind.CORRECTION)],
            None,
        ),
        (
            date(2020, 8, 19),
            True,
            [Pause(date(2020, 8, 5), date(2020, 8, 12), PauseKind.CORRECTION)],
            date(2020, 8, 12),  # from the receipt of the corrected papers
        ),
        (
            date(2020, 8, 11),
            True,
            [Pause(date(2020, 8, 5), None, PauseKind.HEARING)],
            date(2020, 8, 3),
        ),
    ],
)
def test_nobody_spoke_in_time(
    today: date, is_licence: bool, pauses: list[Pause], expected: date | None
) -> None:
    found = deemed_accepted_on(
        date(2020, 8, 3), today, OFFICIAL, is_licence=is_licence, pauses=pauses
    )
    assert found == expected


def test_every_day_has_its_reason() -> None:
    lines = explain(
        date(2020, 9, 24),
        Limit(2, Unit.WORKDAY),
        OFFICIAL,
        [Pause(date(2020, 9, 25), date(2020, 9, 25), PauseKind.EXPERT_REVIEW)],
    )

    assert [(line.day.day, line.is_counted, line.ordinal, line.reason) for line in lines] == [
        (24, False, 0, "起算日不计入（民法总则第二百零一条）"),
        (25, False, 0, "专家评审期间不计入"),
        (26, False, 0, "周末"),
        (27, True, 1, "调休上班"),
        (28, True, 2, "工作日"),
    ]


def test_the_reasons_of_a_natural_limit() -> None:
    pauses = [Pause(date(2020, 9, 30), date(2020, 9, 30))]

    lines = explain(date(2020, 9, 29), Limit(1, Unit.DAY), OFFICIAL, pauses)

    assert [line.reason for line in lines[:4]] == [
        "起算日不计入（民法总则第二百零一条）",
        "暂停期间不计入",
        "自然日计入",
        "末日休息，顺延（民法总则第二百零三条）",
    ]
    assert (lines[-1].day, lines[-1].ordinal) == (date(2020, 10, 9), 1)


@pytest.mark.parametrize(
    ("day", "law"),
    [
        (date(2017, 9, 29), "民法通则第一百五十四条"),
        (date(2017, 10, 9), "民法总则第二百零一条"),
        (date(2020, 12, 31), "民法总则第二百零一条"),
        (date(2021, 1, 4), "民法典第二百零一条"),
    ],
)
def test_the_law_of_the_day_is_cited(day: date, law: str) -> None:
    assert explain(day, FIVE, OFFICIAL)[0].reason == f"起算日不计入（{law}）"


def test_an_immediate_case_explains_itself() -> None:
    assert explain(date(2020, 9, 25), IMMEDIATE, OFFICIAL)[0].reason.startswith("即办件")


# Oracles: the same rules told a second time, as slowly and plainly as possible.

pauses_of_a_case = st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 20)), max_size=3)


def walk(start: date, amount: int, paused: set[date], *, natural: bool) -> date:
    day, left = start, amount
    while left:
        day += timedelta(days=1)
        if day not in paused and (natural or OFFICIAL.is_workday(day)):
            left -= 1
    while day in paused or not OFFICIAL.is_workday(day):
        day += timedelta(days=1)
    return day


def spread(start: date, spans: list[tuple[int, int]]) -> tuple[list[Pause], set[date]]:
    pauses = [
        Pause(start + timedelta(days=after), start + timedelta(days=after + length))
        for after, length in spans
    ]
    covered = {
        pause.starts_on + timedelta(days=n)
        for pause, (_, length) in zip(pauses, spans, strict=True)
        for n in range(length + 1)
    }
    return pauses, covered


@SEEDED
@given(days, st.integers(0, 60), pauses_of_a_case)
def test_workdays_agree_with_a_walk(start: date, amount: int, spans: list[tuple[int, int]]) -> None:
    pauses, paused = spread(start, spans)

    found = due_on(start, Limit(amount, Unit.WORKDAY), OFFICIAL, pauses)

    assert found == walk(start, amount, paused, natural=False)


@SEEDED
@given(days, st.integers(1, 120), pauses_of_a_case)
def test_natural_days_agree_with_a_walk(
    start: date, amount: int, spans: list[tuple[int, int]]
) -> None:
    pauses, paused = spread(start, spans)

    found = due_on(start, Limit(amount, Unit.DAY), OFFICIAL, pauses)

    assert found == walk(start, amount, paused, natural=True)


@SEEDED
@given(days, st.integers(1, 13))
def test_months_end_on_the_corresponding_day(start: date, months: int) -> None:
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    last = date(year, month, min(start.day, monthrange(year, month)[1]))

    assert due_on(start, Limit(months, Unit.MONTH), OFFICIAL) == OFFICIAL.workday_from(last)


@SEEDED
@given(days, st.integers(1, 40), st.integers(1, 40))
def test_workdays_add_up(start: date, first: int, second: int) -> None:
    middle = due_on(start, Limit(first, Unit.WORKDAY), OFFICIAL)
    whole = due_on(start, Limit(first + second, Unit.WORKDAY), OFFICIAL)

    assert due_on(middle, Limit(second, Unit.WORKDAY), OFFICIAL) == whole
    assert days_left(whole, start, OFFICIAL) == first + second


@SEEDED
@given(days, st.integers(1, 30), st.integers(1, 72))
def test_hours_never_end_before_they_have_run(start: date, after: int, hours: int) -> None:
    moment = datetime(start.year, start.month, start.day) + timedelta(hours=after)
    end = moment + timedelta(hours=hours) - timedelta(microseconds=1)

    assert due_on(moment, Limit(hours, Unit.HOUR), OFFICIAL) == OFFICIAL.workday_from(end.date())


def test_a_natural_limit_needs_no_calendar_but_that_of_its_end() -> None:
    assert due_on(date(2019, 12, 20), Limit(30, Unit.DAY), PLAIN_2020) == date(2020, 1, 20)
