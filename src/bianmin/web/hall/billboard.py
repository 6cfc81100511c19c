"""公众信息屏: what a site is and does, told from the same rows as the public pages, in panels.

A panel is what fits on a wall and is read in a quarter of a minute; what is longer goes on in the
next one. What a site has nothing of has no panel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import strip_tags
from django.utils.timezone import localdate, localtime

from bianmin.cases.publicity import on_board
from bianmin.counter.policies import may_take
from bianmin.regions.models import Region
from bianmin.rules.masking import Audience
from bianmin.sites.models import Site
from bianmin.sites.queries import closures_of, is_open, villages_of
from bianmin.web.frame.hours import hours_words, week_words
from bianmin.web.frame.templatetags.frame import moment, weekday_date
from bianmin.web.hall.shelf import shelf_of
from bianmin.workforce.queries.duty import Duty, Presence
from bianmin.workforce.queries.duty import at_site as on_duty_at

HEIGHT = 29  # rem, of the rows of a panel on 1920×1080
NAME_CHARACTERS, CHARACTERS = 11, 27  # in one line beside each other
MOST_NAMES = 3  # items named beside an area
MOST_NOTICES = 20  # what hangs longer than a wall can turn is read on the page
NOBODY = {Presence.CLOSED: "现在不上班", Presence.EMPTY: "暂时没有人，请问旁边窗口"}


@dataclass(frozen=True)
class Row:
    """一行: what, and what is said of it."""

    name: str
    says: str
    is_marked: bool = False


@dataclass(frozen=True)
class Panel:
    """一屏."""

    title: str
    rows: tuple[Row, ...]


def panels(site: Site, at: datetime) -> list[Panel]:
    """全部的屏, in the order in which they are shown."""
    told = (
        (f"{'现在开着' if is_open(site, at) else '现在没开'}", _hours(site, at)),
        ("不办公的时间", _closures(site, at)),
        ("现在谁在", _duties(site, at)),
        ("这里能办的事", _items(site, at)),
        ("正在公示", _notices(site, at)),
    )
    return [panel for title, rows in told for panel in _in_panels(title, tuple(rows))]


def _in_panels(title: str, rows: tuple[Row, ...]) -> Iterator[Panel]:
    """As many rows in each panel as a wall that lies has room for; one that stands has more."""
    held: list[Row] = []
    for row in rows:
        if held and sum(map(_height, [*held, row])) > HEIGHT:
            yield Panel(title, tuple(held))
            held = []
        held.append(row)
    if held:
        yield Panel(title, tuple(held))


def _height(row: Row) -> int:
    """How high a row becomes, in the letters of a page: its longer side, and what is around it."""
    lines = max(-(-len(row.name) // NAME_CHARACTERS), -(-len(row.says) // CHARACTERS))
    return 3 * lines + 2


def _hours(site: Site, at: datetime) -> Iterator[Row]:
    yield Row("开门", strip_tags(hours_words(site, at)) or "不对外服务", is_marked=True)
    take = may_take(site, at)
    if not take:
        yield Row("取号", take.reason)
    for season, spans, is_now in week_words(site, localdate(at)):
        if is_now or "季" not in season:
            yield Row(season, spans)
    if site.address:
        yield Row("地址", site.address)
    if site.phone:
        yield Row("电话", site.phone)
    served = [village.name for village in villages_of(site).order_by("pinyin", "id")]
    if served:
        more = f"等 {len(served)} 个村（社区）" if len(served) > MOST_NAMES else ""
        yield Row("服务", "、".join(served[:MOST_NAMES]) + more)


def _closures(site: Site, at: datetime) -> Iterator[Row]:
    for shut in closures_of(site, at=at):
        begins, ends = localtime(shut.starts_at), localtime(shut.ends_at)
        until = f"–{ends:%H:%M}" if begins.date() == ends.date() else f" 到 {moment(ends)}"
        yield Row(f"{moment(begins)}{until}", shut.reason, is_marked=True)


def _duties(site: Site, at: datetime) -> Iterator[Row]:
    for one in on_duty_at(site, at=at):
        if one.presence is not Presence.UNPLANNED:
            yield Row(one.post.name, _who(one), one.presence is Presence.ON)


def _who(one: Duty) -> str:
    name = one.person.display_name if one.person else ""
    if one.presence is Presence.ON:
        return f"{name}在岗"
    return f"{name}，就要到岗" if one.presence is Presence.EXPECTED else NOBODY[one.presence]


def _items(site: Site, at: datetime) -> Iterator[Row]:
    for area in shelf_of(site, {}, localdate(at)).areas:
        more = f"等 {area.count} 件" if area.count > MOST_NAMES else ""
        yield Row(area.name, "、".join(area.items[:MOST_NAMES]) + more)


def _notices(site: Site, at: datetime) -> Iterator[Row]:
    township = _township(site)
    if township is None:
        return
    for hung in on_board(township, localdate(at))[:MOST_NOTICES]:
        who = hung.case.applicant.name.masked(Audience.PUBLIC)
        where = f"（{hung.case.village.name}）" if hung.case.village else ""
        until = f"{hung.case.item.plain_name}，到{weekday_date(hung.until_on)}"
        yield Row(f"{who}{where}", until)


def _township(site: Site) -> Region | None:
    """The township on whose board things hang; the county's hall has none."""
    place = site.region
    if place.level == "village":
        place = place.parent  # type: ignore[assignment]
    return place if place is not None and place.level == "township" else None
