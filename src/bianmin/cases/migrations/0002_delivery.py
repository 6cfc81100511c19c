import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import unit_keys


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_foundation"),
        ("cases", "0001_foundation"),
        ("catalogue", "0001_foundation"),
        ("regions", "0001_foundation"),
        ("sites", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchiveList",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("entries", models.JSONField()),
                ("kept", models.CharField(max_length=80)),
                ("pages", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("archived_at", models.DateTimeField()),
                ("archived_by", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DeliveryChoice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("mode", models.CharField(max_length=10)),
                (
                    "address",
                    bianmin.ground.fields.SealedText(blank=True, default="", kind="address"),
                ),
                ("chosen_at", models.DateTimeField()),
                ("chosen_by", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("mode", models.CharField(max_length=10)),
                ("carrier", models.CharField(blank=True, default="", max_length=40)),
                ("post_number", models.CharField(blank=True, default="", max_length=30)),
                (
                    "address",
                    bianmin.ground.fields.SealedText(blank=True, default="", kind="address"),
                ),
                ("taken_by", models.BigIntegerField(blank=True, null=True)),
                ("sent_on", models.DateField()),
                ("sent_at", models.DateTimeField()),
                ("sent_by", models.BigIntegerField(null=True)),
                ("end", models.CharField(blank=True, default="", max_length=10)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=100)),
            ],
        ),
        migrations.AddField(
            model_name="delivery",
            name="mandate",
            field=bianmin.ground.fields.SealedText(blank=True, default="", kind="words"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="received_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="signed_slip",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("unit"),
                models.F("township"),
                django.db.models.functions.comparison.Coalesce("decided_at", "completed_at"),
                models.F("id"),
                condition=models.Q(("state", "completed")),
                name="case_undelivered",
            ),
        ),
        migrations.AddField(
            model_name="archivelist",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="deliverychoice",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="dispatch",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddConstraint(
            model_name="archivelist",
            constraint=models.UniqueConstraint(fields=("unit", "case"), name="case_archived_once"),
        ),
        migrations.AddConstraint(
            model_name="deliverychoice",
            constraint=models.UniqueConstraint(
                fields=("unit", "case"), name="case_one_delivery_choice"
            ),
        ),
        migrations.AddConstraint(
            model_name="deliverychoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["pickup", "post", "agent", "electronic"])),
                name="delivery_choice_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end", "")),
                fields=("unit", "case"),
                name="case_one_open_dispatch",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("mode", "post"),
                        ("taken_by__isnull", True),
                        models.Q(("post_number", ""), _negated=True),
                    ),
                    models.Q(("mode", "agent"), ("post_number", ""), ("taken_by__isnull", False)),
                    _connector="OR",
                ),
                name="dispatch_mode_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at__isnull", True), ("ended_on__isnull", True)),
                    models.Q(
                        ("end__in", ["arrived", "returned"]),
                        ("ended_at__isnull", False),
                        ("ended_on__gte", models.F("sent_on")),
                    ),
                    _connector="OR",
                ),
                name="dispatch_ended_together",
            ),
        ),
        *(
            unit_keys(table, parent="cases_case", column="case_id")
            for table in ("cases_archivelist", "cases_deliverychoice", "cases_dispatch")
        ),
    ]
