"""停止办公和预约: a site is shut after people have booked; they are told, and may choose anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import Trace, record_many
from bianmin.counter.commands.bookings import end_if_booked, tell_closed
from bianmin.counter.queries.booking import booked_at
from bianmin.counter.tally import tell_screens
from bianmin.disputes.commands.consultations import close_consultations
from bianmin.rules.booking import AppointmentState
from bianmin.sites.commands.closures import lift_closure, shut_site
from bianmin.sites.models import Site, SiteClosure


@transaction.atomic
def announce_closure(
    site: Site, *, starts_at: datetime, ends_at: datetime, reason: str, by: Actor, at: datetime
) -> tuple[SiteClosure, int]:
    """停止办公: shut the site; return the closure and how many bookings it ended."""
    closure = shut_site(site, starts_at=starts_at, ends_at=ends_at, reason=reason, by=by, at=at)
    booked = list(booked_at(site, starts_at, ends_at))
    hit = [one for one in booked if end_if_booked(one, AppointmentState.CLOSED, at=at)]
    for appointment in hit:
        tell_closed(appointment, at=at)
    traces = (
        Trace(f"appointment:{one.pk}", "close_appointment", one.unit, facts={"closure": closure.pk})
        for one in hit
    )
    record_many(traces, by=by, at=at)
    talks = close_consultations(site, starts_at, ends_at, by=by, at=at)
    tell_screens(site)
    return closure, len(hit) + talks


def end_closure(closure: SiteClosure, *, by: Actor, at: datetime) -> None:
    """恢复办公: the site opens again; bookings that ended are not made again by themselves."""
    lift_closure(closure, by=by, at=at)
    tell_screens(closure.site)
