"""AB岗: who stands at which post, half-day by half-day; no window is ever left empty (三（八）).

A week is written as fourteen letters, morning and afternoon from Monday to Sunday: A, B or C for
the holder who is on, `-` for closed. Two weeks in turn are twenty-eight letters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.roles import RoleKind


class PostKind(StrEnum):
    """岗位类别: what is done at a post."""

    WINDOW = "window"
    REVIEW = "review"
    AGENT = "agent"


POST_LABELS: Mapping[PostKind, str] = MappingProxyType(
    {PostKind.WINDOW: "窗口", PostKind.REVIEW: "后台审批", PostKind.AGENT: "帮办代办"}
)
ROLES: Mapping[PostKind, frozenset[RoleKind]] = MappingProxyType(
    {
        PostKind.WINDOW: frozenset({RoleKind.CLERK, RoleKind.STATION_CLERK}),
        PostKind.REVIEW: frozenset({RoleKind.REVIEWER}),
        PostKind.AGENT: frozenset({RoleKind.AGENT}),
    }
)
"""任岗条件: the role at the site that a holder needs; windows and agents need a grant besides."""

SLOTS = "ABC"
CLOSED = "-"
WEEK = 14  # half-days
LENGTHS = (WEEK, 2 * WEEK)
DAYS = "一二三四五六日"
NOON = time(12, 0)
AFTERNOON = time(13, 0)
FIRST_MONDAY = date(2000, 1, 3)


@dataclass(frozen=True)
class Watch:
    """一岗一表: one post with its holders (None: nobody) and its pattern.

    `opening` has a 1 for every half-day on which the site is open, else 0.
    """

    post: int
    site: int
    kind: PostKind
    holders: tuple[int | None, int | None, int | None]
    pattern: str
    opening: str

    def on(self, half: int) -> int | None:
        """Return who is planned for a half-day of the pattern."""
        letter = self.pattern[half % len(self.pattern)]
        return None if letter == CLOSED else self.holders[SLOTS.index(letter)]

    def is_open(self, half: int) -> bool:
        return self.opening[half % len(self.opening)] == "1"


class How(StrEnum):
    """怎样在岗: as planned, standing in, or beside one's own post."""

    PLANNED = "planned"
    STAND_IN = "stand_in"
    BESIDE = "beside"


@dataclass(frozen=True)
class Cover:
    """在岗: who is at a post in a half-day, as A, B or C, and how they come there.

    `is_free` is false for somebody who looks after a window beside another window.
    """

    person: int
    slot: str
    how: How
    is_free: bool = True


def half_name(half: int) -> str:
    """半天: 周三下午; of two weeks in turn 双周周三下午."""
    week = ("单周", "双周")[half // WEEK] if half >= WEEK else ""
    day, part = divmod(half % WEEK, 2)
    return f"{week}周{DAYS[day]}{'下午' if part else '上午'}"


def half_of(day: date, moment: time) -> int:
    """落在哪格: the half-day of two weeks in turn that a local moment falls into.

    Weeks are counted from a fixed Monday, so they keep their turn over the new year.
    """
    weeks, weekday = divmod((day - FIRST_MONDAY).days, 7)
    return weeks % 2 * WEEK + weekday * 2 + (moment >= AFTERNOON)


def pattern_day(day: date, *, works: bool) -> date:
    """调休: the day whose pattern holds; a Saturday made a workday is manned like its Friday, a
    Sunday like the Monday after it."""
    if works and day.weekday() >= 5:
        return date.fromordinal(day.toordinal() + (-1 if day.weekday() == 5 else 1))
    return day


def halves_open(spans: Iterable[tuple[time, time]]) -> tuple[bool, bool]:
    """开门的半天: whether these opening hours reach into the morning and the afternoon."""
    known = tuple(spans)
    return (
        any(opens < NOON for opens, _ in known),
        any(closes > AFTERNOON for _, closes in known),
    )


def even_pattern(opening: str) -> str:
    """排一张: A every half-day that is open; B stands by."""
    return opening.replace("1", SLOTS[0]).replace("0", CLOSED)


def faults(watch: Watch, qualified: Collection[int]) -> tuple[str, ...]:
    """不能公布的理由: what is wrong with one post's rota; nothing wrong: an empty tuple."""
    pattern, opening = watch.pattern, watch.opening
    if len(pattern) not in LENGTHS or set(pattern) - set(SLOTS + CLOSED):
        return ("值班表每格只能填 A、B、C 或不开门",)
    if len(opening) != len(pattern):
        return ("值班表与办公时间的周数不一致",)
    return (*_holder_faults(watch, qualified), *_half_faults(watch))


def _holder_faults(watch: Watch, qualified: Collection[int]) -> Iterable[str]:
    named = [person for person in watch.holders if person is not None]
    for slot, person in zip(SLOTS[:2], watch.holders, strict=False):
        if person is None:
            yield f"没有定 {slot} 岗"
    if len(set(named)) < len(named):
        yield "A、B、C 岗应是不同的人"
    for slot, person in zip(SLOTS, watch.holders, strict=True):
        if person is not None and person not in qualified:
            yield f"{slot} 岗没有这个岗位全部事项的授权"


def _half_faults(watch: Watch) -> Iterable[str]:
    for half, letter in enumerate(watch.pattern):
        if watch.is_open(half):
            if letter == CLOSED:
                yield f"{half_name(half)}没有排人（空岗）"
            elif watch.on(half) is None:
                yield f"{half_name(half)}排了 {letter} 岗，但 {letter} 岗没有人"
        elif letter != CLOSED:
            yield f"{half_name(half)}不开门，不用排人"


def clashes(watches: Sequence[Watch]) -> tuple[tuple[Watch, str], ...]:
    """撞班: posts at which somebody is planned who is planned elsewhere in the same half-day.

    An agent may look after two villages at once; nobody stands at two windows.
    """
    found: list[tuple[Watch, str]] = []
    for half in range(max((len(w.pattern) for w in watches), default=0)):
        taken: dict[int, Watch] = {}
        for watch in watches:
            person = watch.on(half)
            if person is None or watch.kind is PostKind.AGENT:
                continue
            if person in taken:
                found.append((watch, f"{half_name(half)}同一个人排了两个岗位"))
            taken.setdefault(person, watch)
    return tuple(found)


def covers(watches: Sequence[Watch], half: int, away: Collection[int]) -> dict[int, Cover | None]:
    """在岗的人: who is at each open post in a half-day when these people are away.

    First whoever is planned; then the posts left over are given to free holders, so that as many
    as can be are filled; then to a holder beside their own post at the same site (an agent:
    anywhere). None: nobody can, and the post is empty (空岗).
    """
    open_now = [watch for watch in watches if watch.is_open(half)]
    found: dict[int, Cover | None] = {}
    busy: dict[int, Watch] = {}
    for watch in open_now:
        person = watch.on(half)
        if person is None or person in away:
            continue
        if person not in busy or watch.kind is PostKind.AGENT:
            found[watch.post] = Cover(person, _slot(watch, person), How.PLANNED)
            busy[person] = watch
    left = [watch for watch in open_now if watch.post not in found]
    for person, watch in _matched(left, {*away, *busy}).items():
        found[watch.post] = Cover(person, _slot(watch, person), How.STAND_IN)
        busy[person] = watch
    for watch in left:
        if watch.post not in found:
            cover = found[watch.post] = _beside(watch, busy, away)
            if cover is not None and watch.kind is PostKind.WINDOW:
                busy[cover.person] = watch
    return found


def unattended(watches: Sequence[Watch], half: int, away: Collection[int]) -> dict[int, bool]:
    """没有专人: the posts at which nobody free can stand, and whether they are quite empty.

    No leave is granted and no rota published for these. Somebody at one window is not free for
    another: illness alone may ask that of them. An agent's post and the back office keep nobody
    standing, so beside them one is free.
    """
    return {
        post: cover is None
        for post, cover in covers(watches, half, away).items()
        if cover is None or not cover.is_free
    }


def uncovered(watches: Sequence[Watch], half: int, away: Collection[int]) -> tuple[int, ...]:
    """空岗: the posts that nobody can stand at in this half-day."""
    return tuple(post for post, cover in covers(watches, half, away).items() if cover is None)


def replaced(
    watch: Watch, person: int, successor: int | None, others: Sequence[Watch]
) -> Watch | None:
    """换人: the same rota without a person: the successor in their place, or the holders who stay.

    None when nobody stays who could take over.
    """
    index = watch.holders.index(person)
    if successor is not None and successor not in watch.holders:
        a, b, c = (successor if n == index else p for n, p in enumerate(watch.holders))
        return replace(watch, holders=(a, b, c))
    staying = [p for n, p in enumerate(watch.holders) if n != index and p is not None]
    if not staying:
        return None
    a, b, c, *_ = (*staying, None, None)
    letters = (
        CLOSED if letter == CLOSED else SLOTS[_whose(watch, half, staying, others)]
        for half, letter in enumerate(watch.pattern)
    )
    return replace(watch, holders=(a, b, c), pattern="".join(letters))


def _whose(watch: Watch, half: int, staying: Sequence[int], others: Sequence[Watch]) -> int:
    """Which of those who stay is on: whoever was, else the first who is free."""
    was = watch.on(half)
    if was in staying:
        return staying.index(was)
    elsewhere = {other.on(half) for other in others if other.post != watch.post}
    return next((n for n, p in enumerate(staying) if p not in elsewhere), 0)


def _slot(watch: Watch, person: int) -> str:
    return SLOTS[watch.holders.index(person)]


def _matched(posts: Sequence[Watch], busy: Collection[int]) -> dict[int, Watch]:
    """Give free holders to posts, as many posts as possible (augmenting paths); A before B."""
    given: dict[int, Watch] = {}

    def place(watch: Watch, tried: set[int]) -> bool:
        for person in watch.holders:
            if person is None or person in busy or person in tried:
                continue
            tried.add(person)
            if person not in given or place(given[person], tried):
                given[person] = watch
                return True
        return False

    for watch in posts:
        place(watch, set())
    return given


def _beside(watch: Watch, busy: Mapping[int, Watch], away: Collection[int]) -> Cover | None:
    for slot, person in zip(SLOTS, watch.holders, strict=True):
        at = busy.get(person) if person is not None else None
        if person is None or person in away or at is None:
            continue
        if at.site == watch.site or watch.kind is PostKind.AGENT:
            both = {at.kind, watch.kind}
            return Cover(person, slot, How.BESIDE, is_free=both != {PostKind.WINDOW})
    return None
