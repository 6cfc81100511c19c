from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import unit_keys


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("messaging", "0001_initial"),
    ]

    dependencies = [("ground", "0001_floor")]

    operations = [
        migrations.CreateModel(
            name="OutgoingMessage",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("dedupe_key", models.CharField(max_length=120, unique=True)),
                ("to", bianmin.ground.fields.SealedText(kind="phone")),
                ("template", models.CharField(max_length=30)),
                ("params", bianmin.ground.fields.SealedJSON(default=dict)),
                ("state", models.CharField(default="queued", max_length=10)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("provider_id", models.CharField(blank=True, default="", max_length=64)),
                ("last_error", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["unit", "next_try_at"],
                        name="message_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "dead")),
                        fields=["unit", "next_try_at"],
                        name="message_dead",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sent")),
                        fields=["unit", "sent_at"],
                        name="message_sent",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "sent", "failed", "dead"])),
                        name="message_state_known",
                    )
                ],
            },
        ),
        # What models cannot say.
        unit_keys("messaging_outgoingmessage"),
    ]
