"""预约: what a site offers, how many a half-hour takes, and who comes when."""

from django.db import models
from django.db.models import F, Q

from bianmin.ground.fields import SealedText
from bianmin.ground.ids import new_id
from bianmin.rules.booking import AppointmentState
from bianmin.rules.queue import Claim


class BookingPlan(models.Model):
    """预约安排: whether a site takes bookings, how many a window takes in half an hour."""

    site = models.OneToOneField("sites.Site", on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=True)
    per_window = models.PositiveSmallIntegerField(default=1)
    days_ahead = models.PositiveSmallIntegerField(default=7)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="booking_plan_in_bounds",
                condition=Q(per_window__gte=1, per_window__lte=10)
                & Q(days_ahead__gte=1, days_ahead__lte=14),
            )
        ]

    def __str__(self) -> str:
        return str(self.site_id)


class BookingSlot(models.Model):
    """预约时段: one half-hour of a site. The database refuses to sell it beyond its capacity."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()
    booked = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="slot_not_oversold", condition=Q(booked__lte=F("capacity"))
            ),
            models.UniqueConstraint(name="slot_once", fields=["unit", "site", "starts_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Appointment(models.Model):
    """预约: one person's half-hour at one site; the telephone is emptied when it is long over."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(BookingSlot, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    day = models.DateField()
    person_id = models.BigIntegerField()
    phone = SealedText(kind="phone", blank=True, default="")
    claim = models.CharField(max_length=10, default="", blank=True)  # rules.queue.Claim
    state = models.CharField(max_length=10, default="booked")  # rules.booking.AppointmentState
    code = SealedText(kind="words", blank=True, default="")  # the secret of the link
    code_hash = models.BinaryField(max_length=32)
    pin = SealedText(kind="words", blank=True, default="")  # the six digits for the kiosk
    pin_hash = models.BinaryField(max_length=32)
    ticket = models.ForeignKey(
        "counter.QueueTicket", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    booked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="appointment_state_known",
                condition=Q(state__in=[s.value for s in AppointmentState]),
            ),
            models.CheckConstraint(
                name="appointment_claim_known", condition=Q(claim__in=[c.value for c in Claim])
            ),
            models.CheckConstraint(
                name="appointment_came_with_a_ticket",
                condition=Q(state="arrived", ticket__isnull=False)
                | (~Q(state="arrived") & Q(ticket__isnull=True)),
            ),
            models.CheckConstraint(
                name="appointment_over_has_its_end",
                condition=Q(state="booked", ended_at__isnull=True)
                | (~Q(state="booked") & Q(ended_at__isnull=False)),
            ),
            models.UniqueConstraint(name="appointment_code", fields=["unit", "code_hash"]),
            models.UniqueConstraint(
                name="appointment_pin_of_the_day", fields=["unit", "site", "day", "pin_hash"]
            ),
            models.UniqueConstraint(
                name="appointment_one_a_day",
                fields=["unit", "site", "day", "person_id"],
                condition=Q(state="booked"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "starts_at"],
                name="appointment_to_come",
                condition=Q(state="booked"),
            ),
            models.Index(fields=["unit", "site", "starts_at"], name="appointment_of_site"),
            models.Index(
                fields=["unit", "day"], name="appointment_with_phone", condition=~Q(phone=b"")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.starts_at:%Y-%m-%d %H:%M}"
