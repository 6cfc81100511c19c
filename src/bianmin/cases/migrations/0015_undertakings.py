import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.ids
from bianmin.ground.sql import unit_keys


class Migration(migrations.Migration):
    """What applicants sign instead of bringing a paper."""

    dependencies = [
        ("cases", "0014_parked_and_deemed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Undertaking",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("key", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("number", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.BigIntegerField()),
                ("due_on", models.DateField()),
                ("missed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.BigIntegerField(blank=True, null=True)),
                ("end", models.CharField(blank=True, default="", max_length=6)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True), ("missed_at__isnull", True)),
                        fields=["unit", "due_on"],
                        name="undertaking_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "case", "key"), name="undertaking_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["deferral", "commitment"])),
                        name="undertaking_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at__isnull", True)),
                            models.Q(("end", "kept"), ("ended_at__isnull", False)),
                            models.Q(
                                ("end", "broken"),
                                ("ended_at__isnull", False),
                                ("kind", "commitment"),
                            ),
                            _connector="OR",
                        ),
                        name="undertaking_end_known",
                    ),
                ],
            },
        ),
        unit_keys("cases_undertaking", parent="cases_case", column="case_id"),
    ]
