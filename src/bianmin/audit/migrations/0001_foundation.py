from django.db import migrations, models

import bianmin.ground.ids
from bianmin.ground.sql import append_only, unit_keys


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("audit", "0001_initial"),
    ]

    dependencies = [("ground", "0001_floor")]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("subject", models.CharField(max_length=60)),
                ("action", models.CharField(max_length=40)),
                ("by_user", models.BigIntegerField(null=True)),
                ("by_person", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=40)),
                ("reason", models.TextField(blank=True, default="")),
                ("facts", models.JSONField(default=dict)),
                ("key_id", models.CharField(max_length=4)),
                ("digest", models.BinaryField(max_length=32)),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "subject", "id"], name="event_subject")],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField()),
                ("first_event", models.BigIntegerField()),
                ("last_event", models.BigIntegerField()),
                ("events", models.IntegerField()),
                ("members", models.BinaryField()),
                ("root", models.BinaryField(max_length=32)),
                ("head", models.BinaryField(max_length=32, unique=True)),
                ("key_id", models.CharField(max_length=4)),
            ],
            options={
                "indexes": [models.Index(fields=["last_event"], name="seal_last_event")],
            },
        ),
        # What models cannot say.
        unit_keys("audit_event"),
        append_only("audit_event"),
        append_only("audit_seal"),
    ]
