"""交接清单里约好的人: who booked at the site whose window changes hands; the site keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bianmin.cases.commands.handing import Matter
from bianmin.counter.models import Appointment
from bianmin.rules.clock import SHANGHAI
from bianmin.workforce.held import window_sites
from bianmin.workforce.parts import Move

AHEAD = timedelta(days=2)
MOST = 50


def hand_over_appointments(move: Move) -> Sequence[Matter]:
    """约好的人: those who come in the next two days to a site where the giver works at a window.

    They booked with the site, not with a person, so nothing changes but who must know of them.
    """
    coming = Appointment.objects.filter(
        unit=move.unit,
        state="booked",
        site_id__in=window_sites(move),
        starts_at__gt=move.at,
        starts_at__lt=move.at + AHEAD,
    )
    if move.only is not None:
        coming = coming.filter(pk__in=move.only)
    return [_matter(one) for one in coming.order_by("starts_at", "id")[:MOST]]


def _matter(one: Appointment) -> Matter:
    local = one.starts_at.astimezone(SHANGHAI)
    return Matter("appointment", one.pk, f"{local.month}月{local.day}日{local:%H:%M} 约好的人")
