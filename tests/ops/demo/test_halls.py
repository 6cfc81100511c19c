"""The demonstration's halls: numbers of the last days, called by the rules; bookings to come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bianmin.counter import recount
from bianmin.counter.models import Appointment, QueueTicket, TicketNumber, WaitDay
from bianmin.counter.queries import line
from bianmin.sites.models import Site
from tests.ops.demo import city
from tests.ops.demo.city import UNITS

pytestmark = pytest.mark.django_db
DAY = city.UNTIL.date()


def test_the_day_counts_are_those_of_the_tickets() -> None:
    assert WaitDay.objects.filter(unit__in=UNITS).count() >= 4 * 5
    for unit in UNITS:
        assert recount.differences(unit, DAY - timedelta(days=10), DAY) == {}


def test_enough_was_served_to_tell_a_wait() -> None:
    for site in Site.objects.filter(kind="center"):
        hall = line.hall(site, at=city.UNTIL - timedelta(hours=1))  # it ends at closing time
        assert hall.windows and hall.wait is not None, site


def test_numbers_go_on_where_the_story_ends() -> None:
    last = {
        (n.unit, n.day, n.site_id, n.line): n.last
        for n in TicketNumber.objects.filter(unit__in=UNITS)
    }
    for one in QueueTicket.objects.filter(unit__in=UNITS):
        assert one.serial <= last[one.unit, one.day, one.site_id, one.line]
        assert one.taken_at <= city.UNTIL and (one.called_at or one.taken_at) <= city.UNTIL


def test_some_have_booked() -> None:
    booked = Appointment.objects.filter(unit__in=UNITS, state="booked")
    assert booked.count() >= 4 and all(one.starts_at > city.UNTIL for one in booked)
