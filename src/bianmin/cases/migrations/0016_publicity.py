import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import unit_keys


class Migration(migrations.Migration):
    """What a village reads and says before a decision, and what was found there."""

    dependencies = [
        ("accounts", "0003_grant_item_code_as_long"),
        ("cases", "0015_undertakings"),
        ("catalogue", "0012_bundles"),
        ("regions", "0001_initial"),
        ("sites", "0002_closures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("people", bianmin.ground.fields.SealedText(kind="words")),
                ("found", bianmin.ground.fields.SealedText(kind="words")),
                ("present", models.PositiveSmallIntegerField()),
                ("agreed", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("photos", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("words", bianmin.ground.fields.SealedText(kind="words")),
                ("phone", bianmin.ground.fields.SealedText(blank=True, default="", kind="phone")),
                ("made_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(blank=True, null=True)),
                ("heard_by", models.BigIntegerField(blank=True, null=True)),
                ("is_upheld", models.BooleanField(blank=True, null=True)),
                ("finding", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
            ],
        ),
        migrations.CreateModel(
            name="Publicity",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("place", models.CharField(max_length=100)),
                ("started_at", models.DateTimeField()),
                ("started_by", models.BigIntegerField()),
                ("until_on", models.DateField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.BigIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", False)),
                fields=["unit", "item", "-decided_at"],
                name="case_decided_of_item",
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="publicity",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="publicity",
            name="township",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="regions.region",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="publicity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.publicity"
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["household", "meeting", "site"])),
                name="inquiry_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("agreed__isnull", False),
                        ("agreed__lte", models.F("present")),
                        ("kind", "meeting"),
                    ),
                    models.Q(
                        models.Q(("kind", "meeting"), _negated=True), ("agreed__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="inquiry_votes_of_a_meeting",
            ),
        ),
        migrations.AddIndex(
            model_name="publicity",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["unit", "township", "until_on"],
                name="publicity_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("unit", "case"),
                name="case_one_open_publicity",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("heard_at__isnull", True),
                        ("heard_by__isnull", True),
                        ("is_upheld__isnull", True),
                    ),
                    models.Q(
                        ("heard_at__isnull", False),
                        ("heard_by__isnull", False),
                        ("is_upheld__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="objection_heard_together",
            ),
        ),
        unit_keys("cases_publicity", parent="cases_case", column="case_id"),
        unit_keys("cases_objection", parent="cases_publicity", column="publicity_id"),
        unit_keys("cases_inquiry", parent="cases_case", column="case_id"),
    ]
