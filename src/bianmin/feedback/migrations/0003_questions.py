import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import unit_keys


class Migration(migrations.Migration):
    """What people ask in writing, and the answer of their township's centre."""

    dependencies = [
        ("feedback", "0002_ratings_stay"),
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("words", bianmin.ground.fields.SealedText(kind="words")),
                ("phone", bianmin.ground.fields.SealedText(kind="phone")),
                ("code", bianmin.ground.fields.SealedText(kind="words")),
                ("code_hash", models.BinaryField(max_length=32)),
                ("asked_at", models.DateTimeField()),
                ("answer", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.BigIntegerField(blank=True, null=True)),
                (
                    "township",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=["unit", "township", "asked_at"],
                        name="question_waiting",
                    ),
                    models.Index(fields=["unit", "answered_at"], name="question_answered"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                ("answered_at__isnull", False), ("answered_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="question_answered_by_somebody",
                    ),
                    models.UniqueConstraint(fields=("unit", "code_hash"), name="question_code"),
                ],
            },
        ),
        unit_keys("feedback_question"),
    ]
