import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import unit_key_of, unit_keys


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("counter", "0002_bookings"),
        ("counter", "0003_misses"),
    ]

    dependencies = [
        ("ground", "0001_floor"),
        ("cases", "0001_foundation"),
        ("sites", "0001_foundation"),
        ("workforce", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="BookingPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
                ("is_open", models.BooleanField(default=True)),
                ("per_window", models.PositiveSmallIntegerField(default=1)),
                ("days_ahead", models.PositiveSmallIntegerField(default=7)),
                ("set_at", models.DateTimeField()),
                ("set_by", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("per_window__gte", 1),
                            ("per_window__lte", 10),
                            ("days_ahead__gte", 1),
                            ("days_ahead__lte", 14),
                        ),
                        name="booking_plan_in_bounds",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BookingSlot",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("capacity", models.PositiveSmallIntegerField()),
                ("booked", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("booked__lte", models.F("capacity"))),
                        name="slot_not_oversold",
                    ),
                    models.UniqueConstraint(fields=("unit", "site", "starts_at"), name="slot_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="QueueTicket",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
                ("day", models.DateField()),
                ("line", models.CharField(max_length=1)),
                ("serial", models.PositiveSmallIntegerField()),
                ("number", models.CharField(max_length=6)),
                ("claim", models.CharField(blank=True, default="", max_length=10)),
                ("claim_by", models.CharField(blank=True, default="", max_length=10)),
                ("channel", models.CharField(max_length=10)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("taken_at", models.DateTimeField()),
                ("queued_at", models.DateTimeField()),
                ("booked_for", models.DateTimeField(blank=True, null=True)),
                ("is_resumed", models.BooleanField(default=False)),
                (
                    "window",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.post",
                    ),
                ),
                ("clerk_id", models.BigIntegerField(blank=True, null=True)),
                ("calls", models.PositiveSmallIntegerField(default=0)),
                ("misses", models.PositiveSmallIntegerField(default=0)),
                ("first_called_at", models.DateTimeField(blank=True, null=True)),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                ("served_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.CharField(blank=True, default="", max_length=10)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_by", models.BigIntegerField(blank=True, null=True)),
                ("remedy", models.CharField(blank=True, default="", max_length=200)),
                ("code_hash", models.BinaryField(max_length=32)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["ended", "left", "lapsed"]), _negated=True
                        ),
                        fields=["unit", "site", "day", "queued_at"],
                        name="ticket_open",
                    ),
                    models.Index(
                        condition=models.Q(("called_at__isnull", False)),
                        fields=["unit", "site", "day", "-called_at"],
                        name="ticket_called",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("outcome", ""), ("settled_at__isnull", True), ("state", "ended")
                        ),
                        fields=["unit", "site", "ended_at"],
                        name="ticket_without_outcome",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "waiting",
                                    "called",
                                    "serving",
                                    "absent",
                                    "ended",
                                    "left",
                                    "lapsed",
                                ],
                            )
                        ),
                        name="ticket_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("line__in", ["A", "B", "C", "Y"])),
                        name="ticket_line_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("claim__in", ["", "old", "disabled"])),
                        name="ticket_claim_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["", "case", "card", "advice", "collected", "left"])
                        ),
                        name="ticket_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", ""), ("state", "ended"), _connector="OR"),
                        name="ticket_outcome_of_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("outcome", "case")),
                            models.Q(
                                models.Q(("outcome", "case"), _negated=True), ("case__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="ticket_case_is_the_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ["ended", "left", "lapsed"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["ended", "left", "lapsed"]), _negated=True),
                                ("ended_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_over_has_its_end",
                    ),
                    models.UniqueConstraint(
                        fields=("unit", "site", "day", "line", "serial"), name="ticket_number_once"
                    ),
                    models.UniqueConstraint(fields=("unit", "code_hash"), name="ticket_code"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["called", "serving"])),
                        fields=("unit", "window", "day"),
                        name="ticket_one_at_a_window",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counter.bookingslot",
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("day", models.DateField()),
                ("person_id", models.BigIntegerField()),
                ("phone", bianmin.ground.fields.SealedText(blank=True, default="", kind="phone")),
                ("claim", models.CharField(blank=True, default="", max_length=10)),
                ("state", models.CharField(default="booked", max_length=10)),
                ("code", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
                ("code_hash", models.BinaryField(max_length=32)),
                ("pin", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
                ("pin_hash", models.BinaryField(max_length=32)),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counter.queueticket",
                    ),
                ),
                ("booked_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "booked")),
                        fields=["unit", "starts_at"],
                        name="appointment_to_come",
                    ),
                    models.Index(fields=["unit", "site", "starts_at"], name="appointment_of_site"),
                    models.Index(
                        condition=models.Q(("phone", b""), _negated=True),
                        fields=["unit", "day"],
                        name="appointment_with_phone",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["booked", "arrived", "cancelled", "closed", "missed"])
                        ),
                        name="appointment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("claim__in", ["", "old", "disabled"])),
                        name="appointment_claim_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "arrived"), ("ticket__isnull", False)),
                            models.Q(
                                models.Q(("state", "arrived"), _negated=True),
                                ("ticket__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="appointment_came_with_a_ticket",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "booked")),
                            models.Q(
                                models.Q(("state", "booked"), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appointment_over_has_its_end",
                    ),
                    models.UniqueConstraint(fields=("unit", "code_hash"), name="appointment_code"),
                    models.UniqueConstraint(
                        fields=("unit", "site", "day", "pin_hash"),
                        name="appointment_pin_of_the_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "booked")),
                        fields=("unit", "site", "day", "person_id"),
                        name="appointment_one_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("day", models.DateField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
                ("line", models.CharField(max_length=1)),
                ("last", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "day", "site", "line"), name="ticket_number_counter"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("day", models.DateField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
                ("taken", models.IntegerField(default=0)),
                ("claimed", models.IntegerField(default=0)),
                ("booked", models.IntegerField(default=0)),
                ("called", models.IntegerField(default=0)),
                ("missed", models.IntegerField(default=0)),
                ("ended", models.IntegerField(default=0)),
                ("unended", models.IntegerField(default=0)),
                ("left_early", models.IntegerField(default=0)),
                ("lapsed", models.IntegerField(default=0)),
                ("wait_seconds", models.BigIntegerField(default=0)),
                ("served", models.IntegerField(default=0)),
                ("service_seconds", models.BigIntegerField(default=0)),
                ("service_squares", models.BigIntegerField(default=0)),
                ("no_shows", models.IntegerField(default=0)),
                ("ahead_in_row", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "site", "day"], name="wait_day_of_site")],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "day", "site"), name="wait_day_once")
                ],
            },
        ),
        # What models cannot say.
        unit_keys("counter_queueticket", parent="cases_case", column="case_id"),
        unit_keys("counter_bookingslot"),
        unit_keys("counter_appointment", parent="counter_bookingslot", column="slot_id"),
        unit_key_of("counter_appointment", "counter_queueticket", "ticket_id"),
    ]
