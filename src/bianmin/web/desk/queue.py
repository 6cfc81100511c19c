"""叫号台: the clerk's window, what is at it, who waits, and what the buttons may do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.cases.models import Case
from bianmin.counter.models import QueueTicket, WaitDay
from bianmin.counter.policies import may_call
from bianmin.counter.queries import line
from bianmin.rules.errors import Conflict, NotAllowed
from bianmin.sites.models import Site
from bianmin.web.desk.posts import post_of
from bianmin.web.frame.queueing import InLine, in_line
from bianmin.wire.requests import Request
from bianmin.workforce.models import Post
from bianmin.workforce.queries import duty

WINDOW = "window"
SHOWN = 8


@dataclass(frozen=True)
class Panel:
    """叫号面板: everything the panel on the clerk's desk shows."""

    site: Site
    window: Post | None
    windows: tuple[Post, ...]
    current: InLine | None
    case_number: str  # taken in at this window since the number was called
    waiting: tuple[InLine, ...]
    absent: tuple[QueueTicket, ...]
    today: WaitDay | None

    @property
    def others(self) -> tuple[Post, ...]:
        return tuple(one for one in self.windows if one != self.window)

    @property
    def first(self) -> tuple[InLine, ...]:
        """What fits beside the intake."""
        return self.waiting[:SHOWN]

    @property
    def mean_minutes(self) -> int | None:
        """平均等候: until the first call, of all called today."""
        if self.today is None or not self.today.called:
            return None
        return round(self.today.wait_seconds / self.today.called / 60)


def site_of(actor: Actor) -> Site:
    """Return the site of the actor's window, or the centre that they run."""
    sites = line.sites_of(actor)
    for role in actor.holding():
        if role.site_id is not None and (own := sites.filter(pk=role.site_id).first()):
            return own
    own = sites.filter(kind="center").order_by("id").first() or sites.order_by("id").first()
    if own is None:
        raise NotAllowed("您还没有安排到窗口，请联系本中心负责人")
    return own


def panel(request: Request) -> Panel:
    """Return the panel for whoever asks; without a window for who only looks on."""
    site, day = site_of(request.actor), localdate(request.at)
    windows = tuple(line.windows_of(site))
    window = _own_window(request, site, windows)
    current = line.at_window(window, day) if window else None
    return Panel(
        site=site,
        window=window,
        windows=windows,
        current=in_line(current, request.at) if current else None,
        case_number=_taken_in(request.actor, current) if current else "",
        waiting=tuple(in_line(one, request.at) for one in line.in_order(site, day, at=request.at)),
        absent=tuple(line.absent(site, day)),
        today=WaitDay.objects.filter(unit=site.unit, day=day, site=site).first(),
    )


def window_of(request: Request) -> Post:
    """Return the clerk's window; Conflict while the site has none."""
    site = site_of(request.actor)
    window = _own_window(request, site, tuple(line.windows_of(site)))
    if window is None:
        raise Conflict("本站点还没有设窗口，请负责人先在“岗位值班”里设")
    return window


def ticket_of(request: Request, pk: int) -> QueueTicket:
    """Return a ticket of the actor's sites; NotFound for any other."""
    return line.ticket_at(line.sites_of(request.actor), pk)


def _own_window(request: Request, site: Site, windows: tuple[Post, ...]) -> Post | None:
    """The window chosen before, else the one on duty at, else one's own post, else the first."""
    if not windows or not may_call(request.actor, site):
        return None
    by_pk = {one.pk: one for one in windows}
    chosen = by_pk.get(request.session.get(WINDOW, 0))
    if chosen is not None:
        return chosen
    user = request.actor.user_id
    for one in duty.at_site(site, at=request.at):
        if one.post.pk in by_pk and one.person is not None and one.person.pk == user:
            return by_pk[one.post.pk]
    held = (one for one in windows if user in (one.a_id, one.b_id, one.c_id))
    return next(held, windows[0])


def _taken_in(actor: Actor, ticket: QueueTicket) -> str:
    """The number of the case that this clerk took in last since the number was called."""
    since = ticket.called_at or ticket.taken_at
    mine = Case.objects.filter(
        unit=ticket.unit,
        site=post_of(actor).center,
        intake_site_id=ticket.site_id,
        submitted_at__gte=since,
        handler_id=actor.user_id,
    )
    return mine.order_by("-submitted_at").values_list("number", flat=True).first() or ""
