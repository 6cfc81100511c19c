"""AB岗: the rota as one table, and a search over all small towns."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bianmin.rules import rota
from bianmin.rules.rota import How, PostKind, Watch

FULL = "1111111111" + "0000"
WEEKDAYS = "A" * 10 + "----"


def watch(
    post: int = 1,
    a: int | None = 10,
    b: int | None = 20,
    c: int | None = None,
    *,
    site: int = 1,
    kind: PostKind = PostKind.WINDOW,
    pattern: str = WEEKDAYS,
    opening: str = FULL,
) -> Watch:
    return Watch(post, site, kind, (a, b, c), pattern, opening)


EVERYBODY = frozenset({10, 20, 30})


def test_a_full_week_with_a_and_b_has_no_fault() -> None:
    assert rota.faults(watch(), EVERYBODY) == ()
    assert rota.faults(watch(pattern="ABABABABAB----"), EVERYBODY) == ()
    two_weeks = watch(pattern=WEEKDAYS + "B" * 10 + "----", opening=FULL * 2)
    assert rota.faults(two_weeks, EVERYBODY) == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (watch(pattern="AAAAA-AAAA----"), "周三下午没有排人（空岗）"),
        (watch(pattern="AAAAAAAAAAA---"), "周六上午不开门，不用排人"),
        (watch(pattern="CAAAAAAAAA----"), "周一上午排了 C 岗，但 C 岗没有人"),
        (watch(b=None), "没有定 B 岗"),
        (watch(a=None), "没有定 A 岗"),
        (watch(b=10), "A、B、C 岗应是不同的人"),
        (watch(b=40), "B 岗没有这个岗位全部事项的授权"),
        (watch(c=40), "C 岗没有这个岗位全部事项的授权"),
        (watch(pattern="AAA"), "值班表每格只能填 A、B、C 或不开门"),
        (watch(pattern="X" * 14), "值班表每格只能填 A、B、C 或不开门"),
        (watch(opening=FULL * 2), "值班表与办公时间的周数不一致"),
        (
            watch(pattern=WEEKDAYS + "-" + "A" * 9 + "----", opening=FULL * 2),
            "双周周一上午没有排人（空岗）",
        ),
    ],
)
def test_what_is_wrong_is_said_in_words(wrong: Watch, said: str) -> None:
    assert said in rota.faults(wrong, EVERYBODY)


@pytest.mark.parametrize(
    ("day", "moment", "half"),
    [
        (date(2026, 3, 2), time(8, 30), 14),  # a Monday, in the second week of two
        (date(2026, 3, 2), time(14, 0), 15),
        (date(2026, 3, 8), time(9, 0), 26),
        (date(2026, 3, 9), time(9, 0), 0),
        (date(2026, 12, 28), time(9, 0), 0),
        (date(2027, 1, 4), time(9, 0), 14),  # the turn is kept over the new year
    ],
)
def test_a_moment_falls_into_a_half_day(day: date, moment: time, half: int) -> None:
    assert rota.half_of(day, moment) == half


def test_a_saturday_made_a_workday_is_manned_like_its_friday() -> None:
    assert rota.pattern_day(date(2026, 2, 14), works=True) == date(2026, 2, 13)
    assert rota.pattern_day(date(2026, 9, 20), works=True) == date(2026, 9, 21)
    assert rota.pattern_day(date(2026, 2, 14), works=False) == date(2026, 2, 14)
    assert rota.pattern_day(date(2026, 2, 12), works=True) == date(2026, 2, 12)


@pytest.mark.parametrize(
    ("spans", "open_halves"),
    [
        ([(time(8, 30), time(12)), (time(14), time(17, 30))], (True, True)),
        ([(time(9), time(16))], (True, True)),
        ([(time(8, 30), time(12))], (True, False)),
        ([(time(13, 30), time(17))], (False, True)),
        ([], (False, False)),
    ],
)
def test_opening_hours_reach_into_half_days(
    spans: list[tuple[time, time]], open_halves: tuple[bool, bool]
) -> None:
    assert rota.halves_open(spans) == open_halves


def test_b_stands_in_for_a() -> None:
    assert rota.covers([watch()], 0, {10}) == {1: rota.Cover(20, "B", How.STAND_IN)}
    assert rota.covers([watch()], 0, ()) == {1: rota.Cover(10, "A", How.PLANNED)}
    assert rota.covers([watch()], 10, ()) == {}
    assert rota.uncovered([watch()], 0, {10, 20}) == (1,)


def test_who_is_free_stands_in_before_who_is_busy() -> None:
    """A greedy choice of B for the first post would leave the second one empty."""
    first = watch(1, a=10, b=30, c=40)
    second = watch(2, a=20, b=30)
    found = rota.covers([first, second], 0, {10, 20})
    assert {post: cover and cover.person for post, cover in found.items()} == {1: 40, 2: 30}


def test_one_window_is_looked_after_from_the_next_but_not_from_another_house() -> None:
    first, second = watch(1, a=10, b=20), watch(2, a=20, b=10)
    beside = rota.Cover(20, "B", How.BESIDE, is_free=False)
    assert rota.covers([first, second], 0, {10})[1] == beside
    assert rota.unattended([first, second], 0, {10}) == {1: False}
    assert rota.unattended([first, second], 0, {10, 20}) == {1: True, 2: True}
    elsewhere = watch(2, a=20, b=10, site=2)
    assert rota.uncovered([first, elsewhere], 0, {10}) == (1,)
    agents = [
        watch(1, kind=PostKind.AGENT),
        watch(2, a=20, b=10, site=2, kind=PostKind.AGENT),
    ]
    assert rota.covers(agents, 0, {10})[1] == rota.Cover(20, "B", How.BESIDE)
    assert rota.unattended(agents, 0, {10}) == {}


def test_beside_an_agents_post_one_is_free_for_one_window() -> None:
    agent = watch(1, a=20, b=10, kind=PostKind.AGENT)
    windows = [watch(2, a=10, b=20), watch(3, a=30, b=20)]
    assert rota.unattended([agent, windows[0]], 0, {10}) == {}
    assert rota.unattended([agent, *windows], 0, {10, 30}) == {3: False}


def test_nobody_is_planned_for_two_windows() -> None:
    first, second = watch(1), watch(2, a=10, b=30)
    assert rota.clashes([first, second])[0] == (second, "周一上午同一个人排了两个岗位")
    assert rota.covers([first, second], 0, ())[2] == rota.Cover(30, "B", How.STAND_IN)
    agents = [watch(n, kind=PostKind.AGENT) for n in (1, 2)]
    assert rota.clashes(agents) == ()
    assert rota.covers(agents, 0, ())[2] == rota.Cover(10, "A", How.PLANNED)


def test_a_successor_takes_the_place_and_b_takes_over_where_there_is_none() -> None:
    turns = watch(pattern="ABABABABAB----", c=30)
    assert rota.replaced(turns, 10, 40, []) == watch(a=40, pattern="ABABABABAB----", c=30)
    after = rota.replaced(turns, 10, None, [])
    assert after is not None
    assert (after.holders, after.pattern) == ((20, 30, None), "A" * 10 + "----")
    kept = rota.replaced(turns, 30, 10, [])
    assert kept is not None and kept.holders == (10, 20, None)
    assert rota.replaced(watch(b=None), 10, None, []) is None


def test_who_stays_takes_over_when_free() -> None:
    other = watch(2, a=20, b=50, pattern="AAAAAAAAAA----")
    after = rota.replaced(watch(c=30), 10, None, [watch(c=30), other])
    assert after is not None
    assert after.holders == (20, 30, None)
    assert after.pattern == "B" * 10 + "----"  # 20 stands at the other window all week


people = st.integers(1, 6)


@st.composite
def towns(draw: st.DrawFn) -> tuple[list[Watch], set[int]]:
    watches = []
    for post in range(draw(st.integers(1, 5))):
        a, b, c = draw(st.lists(people, min_size=3, max_size=3, unique=True))
        pattern = "".join(draw(st.lists(st.sampled_from("ABC"), min_size=10, max_size=10)))
        kind = draw(st.sampled_from(PostKind))
        site = draw(st.integers(1, 2))
        watches.append(watch(post, a, b, c, site=site, kind=kind, pattern=pattern + "----"))
    return watches, draw(st.sets(people, max_size=5))


@settings(max_examples=150, deadline=None)
@given(towns(), st.integers(0, 9))
def test_no_post_is_called_empty_while_somebody_could_stand_there(
    town: tuple[list[Watch], set[int]], half: int
) -> None:
    watches, away = town
    found = rota.covers(watches, half, away)
    assert set(found) == {w.post for w in watches}
    by_post = {w.post: w for w in watches}
    at: dict[int, list[tuple[Watch, How]]] = {}
    for post, cover in found.items():
        if cover is None:
            free = set(by_post[post].holders) - away - {c.person for c in found.values() if c}
            assert not free, "somebody was free"
        else:
            assert cover.person not in away
            assert by_post[post].holders[rota.SLOTS.index(cover.slot)] == cover.person
            at.setdefault(cover.person, []).append((by_post[post], cover.how))
    for places in at.values():
        own = [w for w, how in places if how is not How.BESIDE and w.kind is not PostKind.AGENT]
        assert len(own) <= 1, "one person was sent to two windows"
        for place, how in places:
            if how is How.BESIDE and place.kind is not PostKind.AGENT:
                assert any(w.site == place.site for w, h in places if h is not How.BESIDE)


@settings(max_examples=150, deadline=None)
@given(towns(), people)
def test_a_rota_without_a_person_is_still_full(
    town: tuple[list[Watch], set[int]], person: int
) -> None:
    watches, _ = town
    for one in watches:
        if person in one.holders:
            after = rota.replaced(one, person, None, watches)
            assert after is not None and person not in after.holders
            assert all(after.on(half) is not None for half in range(10))
