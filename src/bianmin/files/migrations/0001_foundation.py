from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import unit_keys


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("files", "0001_initial"),
    ]

    dependencies = [("ground", "0001_floor")]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("owner", models.CharField(max_length=60)),
                ("display_name", bianmin.ground.fields.SealedText(kind="words")),
                ("media_type", models.CharField(blank=True, default="", max_length=60)),
                ("size", models.BigIntegerField()),
                ("sha256", models.BinaryField(max_length=32)),
                ("stored_name", models.CharField(max_length=64, unique=True)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("refusal", models.CharField(blank=True, default="", max_length=120)),
                ("pages", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("uploaded_at", models.DateTimeField()),
                ("uploaded_by", models.BigIntegerField(null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "owner"], name="file_owner"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["unit", "id"],
                        name="file_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "clean", "refused", "erased"])
                        ),
                        name="file_state_known",
                    )
                ],
            },
        ),
        # What models cannot say.
        unit_keys("files_storedfile"),
    ]
