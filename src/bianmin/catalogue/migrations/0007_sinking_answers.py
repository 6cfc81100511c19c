import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a county said to the advice to push an item down."""

    dependencies = [
        ("catalogue", "0006_county_work"),
    ]

    operations = [
        migrations.CreateModel(
            name="SinkingAnswer",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("unit", models.SmallIntegerField()),
                ("mode", models.CharField(max_length=10)),
                ("is_accepted", models.BooleanField()),
                ("reason", models.CharField(max_length=200)),
                ("points", models.PositiveSmallIntegerField()),
                ("lines", models.JSONField()),
                ("said_at", models.DateTimeField()),
                ("said_by", models.BigIntegerField(blank=True, null=True)),
                ("said_name", models.CharField(blank=True, default="", max_length=40)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.serviceitem",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "item", "-said_at"], name="sinking_answer_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="sinking_answer_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["accept", "handle"])),
                        name="sinking_answer_mode_known",
                    ),
                ],
            },
        ),
    ]
