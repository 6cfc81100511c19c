"""排队现状: who waits, who is at which window, how long it may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, Sum

from bianmin.accounts.actor import Actor
from bianmin.counter import policies
from bianmin.counter.models import QueueTicket, WaitDay
from bianmin.ground.crypto import keyed_hash
from bianmin.rules import queue as rules
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import NotFound
from bianmin.rules.numbers import unit_of_tracking
from bianmin.rules.queue import AT_WINDOW, History, TicketState, Wait, Waiting
from bianmin.rules.rota import PostKind
from bianmin.sites.models import Site
from bianmin.workforce.models import Post
from bianmin.workforce.policies import RUNS_SITES
from bianmin.workforce.queries import duty
from bianmin.workforce.queries.duty import Presence

HISTORY_DAYS = 28
SHOWN_CALLS = 6


def tickets(site: Site, day: date) -> QuerySet[QueueTicket]:
    """当天的号."""
    found = QueueTicket.objects.filter(unit=site.unit, site=site, day=day)
    return found.select_related("window", "site")


def waiting(site: Site, day: date) -> list[QueueTicket]:
    """等候的号: in the order they came."""
    return list(tickets(site, day).filter(state="waiting").order_by("queued_at", "id"))


def at_window(window: Post, day: date) -> QueueTicket | None:
    """在这个窗口的号: called or being served."""
    return tickets(window.site, day).filter(window=window, state__in=AT_WINDOW).first()


def absent(site: Site, day: date) -> list[QueueTicket]:
    """过号的号: the latest first."""
    return list(tickets(site, day).filter(state="absent").order_by("-called_at"))


def as_rule(ticket: QueueTicket) -> Waiting:
    """The ticket as the rules read it."""
    return Waiting(
        id=ticket.pk,
        since=ticket.queued_at,
        has_claim=bool(ticket.claim),
        booked_for=ticket.booked_for,
        is_resumed=ticket.is_resumed,
        window=ticket.window_id,
    )


def in_order(site: Site, day: date, *, at: datetime) -> list[QueueTicket]:
    """叫号次序: those who wait, in the order they will be called if nobody else comes."""
    rows = {one.pk: one for one in waiting(site, day)}
    row = WaitDay.objects.filter(unit=site.unit, day=day, site=site)
    ahead = row.values_list("ahead_in_row", flat=True).first() or 0
    turns = rules.order([as_rule(one) for one in rows.values()], ahead_in_row=ahead, at=at)
    return [rows[pk] for pk in turns]


def windows_of(site: Site) -> QuerySet[Post]:
    """窗口: the open windows of a site, by name."""
    found = Post.objects.filter(site=site, kind=PostKind.WINDOW.value, closed_on__isnull=True)
    return found.select_related("site__region").order_by("name", "id")


def manned(site: Site, *, at: datetime) -> int:
    """开着的窗口: how many windows somebody is at now; where no rota is published, all of them."""
    windows = [one for one in duty.at_site(site, at=at) if one.post.kind == PostKind.WINDOW]
    planned = [one for one in windows if one.presence is not Presence.UNPLANNED]
    if not planned:
        return len(windows)
    return sum(one.presence in (Presence.ON, Presence.EXPECTED) for one in planned)


def history(site: Site, day: date) -> History:
    """办理用时的记录: of the last four weeks, the day itself included."""
    rows = WaitDay.objects.filter(
        unit=site.unit, site=site, day__gt=day - timedelta(days=HISTORY_DAYS), day__lte=day
    )
    found = rows.aggregate(n=Sum("served"), s=Sum("service_seconds"), q=Sum("service_squares"))
    return History(found["n"] or 0, found["s"] or 0, found["q"] or 0)


@dataclass(frozen=True)
class Hall:
    """大厅现状: what the kiosk and the phone say before a number is taken."""

    waiting: int
    windows: int
    wait: Wait | None  # of somebody who comes now without priority


def hall(site: Site, *, at: datetime) -> Hall:
    """大厅现状."""
    day = at.astimezone(SHANGHAI).date()
    states = [state for (state,) in _open(site, day).values_list("state")]
    n = states.count("waiting")
    windows = manned(site, at=at)
    return Hall(n, windows, _wait(site, day, n, windows, len(states) - n))


@dataclass(frozen=True)
class Place:
    """排在第几: one ticket, how many are called before it, and how long that may take."""

    ticket: QueueTicket
    ahead: int
    wait: Wait | None

    @property
    def words(self) -> str:
        return rules.TICKET_STATES[TicketState(self.ticket.state)]


def place_of(ticket: QueueTicket, *, at: datetime) -> Place:
    """排在第几: for whoever holds the number."""
    if ticket.state != "waiting":
        return Place(ticket, 0, None)
    turns = in_order(ticket.site, ticket.day, at=at)
    ahead = next((n for n, one in enumerate(turns) if one.pk == ticket.pk), 0)
    busy = _open(ticket.site, ticket.day).exclude(state="waiting").count()
    windows = manned(ticket.site, at=at)
    return Place(ticket, ahead, _wait(ticket.site, ticket.day, ahead, windows, busy))


def ticket_behind(code: str) -> QueueTicket:
    """The ticket of a link; NotFound for any other text."""
    unit = unit_of_tracking(code)
    found = QueueTicket.objects.filter(unit=unit, code_hash=keyed_hash("ticket", code))
    ticket = found.select_related("window", "site__region").first()
    if ticket is None:
        raise NotFound("链接不完整或已失效，请看小票上的号码")
    return ticket


def ticket_at(sites: QuerySet[Site], pk: int) -> QueueTicket:
    """One ticket of these sites; NotFound for any other."""
    units = list(sites.values_list("unit", flat=True).distinct())
    found = QueueTicket.objects.filter(unit__in=units, site__in=sites, pk=pk)
    ticket = found.select_related("window", "site__region").first()
    if ticket is None:
        raise NotFound("没有这个号，或它不在您的站点")
    return ticket


def sites_of(actor: Actor) -> QuerySet[Site]:
    """看得到排队的站点: those of one's windows, and those one runs."""
    reach = Q(pk__in=[r.site_id for r in actor.holding(*policies.AT_WINDOW) if r.site_id])
    for path in actor.paths(*RUNS_SITES):
        reach |= Q(region__path__startswith=path)
    return Site.objects.filter(reach).select_related("region")


def without_outcome(sites: QuerySet[Site]) -> QuerySet[QueueTicket]:
    """没有登记结果的号: not looked into yet, the oldest first."""
    units = list(sites.values_list("unit", flat=True).distinct())
    found = QueueTicket.objects.filter(
        unit__in=units, site__in=sites, state="ended", outcome="", settled_at__isnull=True
    )
    return found.select_related("window", "site__region").order_by("ended_at", "id")


@dataclass(frozen=True)
class Screen:
    """叫号屏: the latest calls, the latest of all on top, and who is next; numbers only."""

    calls: tuple[QueueTicket, ...]
    upcoming: tuple[QueueTicket, ...]
    waiting: int

    @property
    def now(self) -> QueueTicket | None:
        return self.calls[0] if self.calls else None


def screen(site: Site, *, at: datetime) -> Screen:
    """叫号屏."""
    day = at.astimezone(SHANGHAI).date()
    shown = tickets(site, day).filter(called_at__isnull=False, state__in=AT_WINDOW)
    calls = tuple(shown.order_by("-called_at")[:SHOWN_CALLS])
    turns = in_order(site, day, at=at)
    return Screen(calls, tuple(turns[: max(SHOWN_CALLS - len(calls), 2)]), len(turns))


def _open(site: Site, day: date) -> QuerySet[QueueTicket]:
    states = [TicketState.WAITING.value, *(state.value for state in AT_WINDOW)]
    return tickets(site, day).filter(state__in=states)


def _wait(site: Site, day: date, ahead: int, windows: int, busy: int) -> Wait | None:
    return rules.wait(ahead, windows=windows, busy=busy, history=history(site, day))
