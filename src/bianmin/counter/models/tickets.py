"""取号: one number of one site and day, and what is counted of the day."""

from django.db import models
from django.db.models import Q

from bianmin.ground.ids import new_id
from bianmin.rules.queue import AT_WINDOW, Claim, Line, TicketOutcome, TicketState

OVER = [TicketState.ENDED.value, TicketState.LEFT.value, TicketState.LAPSED.value]


class QueueTicket(models.Model):
    """取号: a number somebody waits with. It names nobody; the secret of its link opens it."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    line = models.CharField(max_length=1)  # rules.queue.Line
    serial = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=6)  # A016
    claim = models.CharField(max_length=10, default="", blank=True)  # rules.queue.Claim
    claim_by = models.CharField(max_length=10, default="", blank=True)  # declared, desk, booking
    channel = models.CharField(max_length=10)  # kiosk phone desk booking
    state = models.CharField(max_length=10, default="waiting")  # rules.queue.TicketState
    taken_at = models.DateTimeField()
    queued_at = models.DateTimeField()  # in line since; later than taken after a missed call
    booked_for = models.DateTimeField(null=True, blank=True)
    is_resumed = models.BooleanField(default=False)  # was called before and sent on
    window = models.ForeignKey(
        "workforce.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    clerk_id = models.BigIntegerField(null=True, blank=True)
    calls = models.PositiveSmallIntegerField(default=0)
    misses = models.PositiveSmallIntegerField(default=0)
    first_called_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, default="", blank=True)  # rules.queue.TicketOutcome
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)  # an end without outcome, looked into
    settled_by = models.BigIntegerField(null=True, blank=True)
    remedy = models.CharField(max_length=200, default="", blank=True)
    code_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ticket_state_known", condition=Q(state__in=[s.value for s in TicketState])
            ),
            models.CheckConstraint(
                name="ticket_line_known", condition=Q(line__in=[each.value for each in Line])
            ),
            models.CheckConstraint(
                name="ticket_claim_known", condition=Q(claim__in=[c.value for c in Claim])
            ),
            models.CheckConstraint(
                name="ticket_outcome_known",
                condition=Q(outcome__in=[o.value for o in TicketOutcome]),
            ),
            models.CheckConstraint(
                name="ticket_outcome_of_an_end", condition=Q(outcome="") | Q(state="ended")
            ),
            models.CheckConstraint(
                name="ticket_case_is_the_outcome",
                condition=Q(outcome="case", case__isnull=False)
                | (~Q(outcome="case") & Q(case__isnull=True)),
            ),
            models.CheckConstraint(
                name="ticket_over_has_its_end",
                condition=Q(state__in=OVER, ended_at__isnull=False)
                | (~Q(state__in=OVER) & Q(ended_at__isnull=True)),
            ),
            models.UniqueConstraint(
                name="ticket_number_once", fields=["unit", "site", "day", "line", "serial"]
            ),
            models.UniqueConstraint(name="ticket_code", fields=["unit", "code_hash"]),
            models.UniqueConstraint(
                name="ticket_one_at_a_window",
                fields=["unit", "window", "day"],
                condition=Q(state__in=[s.value for s in AT_WINDOW]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "site", "day", "queued_at"],
                name="ticket_open",
                condition=~Q(state__in=OVER),
            ),
            models.Index(
                fields=["unit", "site", "day", "-called_at"],
                name="ticket_called",
                condition=Q(called_at__isnull=False),
            ),
            models.Index(
                fields=["unit", "site", "ended_at"],
                name="ticket_without_outcome",
                condition=Q(state="ended", outcome="", settled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class TicketNumber(models.Model):
    """流水号: the last serial of a site, day and line."""

    unit = models.SmallIntegerField()
    day = models.DateField()
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=1)
    last = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="ticket_number_counter", fields=["unit", "day", "site", "line"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.line}{self.last}"


class WaitDay(models.Model):
    """排队日汇总: what was counted at one site on one day; kept by the acts themselves.

    Whoever calls holds the row until the act is done: two windows never call the same ticket, and
    how many went ahead of the common line in a row is exact.
    """

    unit = models.SmallIntegerField()
    day = models.DateField()
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    taken = models.IntegerField(default=0)
    claimed = models.IntegerField(default=0)  # of them with priority
    booked = models.IntegerField(default=0)  # of them by appointment
    called = models.IntegerField(default=0)  # called at least once
    missed = models.IntegerField(default=0)
    ended = models.IntegerField(default=0)
    unended = models.IntegerField(default=0)  # of them without an outcome
    left_early = models.IntegerField(default=0)
    lapsed = models.IntegerField(default=0)
    wait_seconds = models.BigIntegerField(default=0)  # of all called, until the first call
    served = models.IntegerField(default=0)  # those whose service was timed
    service_seconds = models.BigIntegerField(default=0)
    service_squares = models.BigIntegerField(default=0)
    no_shows = models.IntegerField(default=0)  # booked and did not come
    ahead_in_row = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="wait_day_once", fields=["unit", "day", "site"])
        ]
        indexes = [models.Index(fields=["unit", "site", "day"], name="wait_day_of_site")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.day}"
