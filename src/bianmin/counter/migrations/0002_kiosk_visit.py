import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import unit_keys


class Migration(migrations.Migration):
    dependencies = [
        ("counter", "0001_foundation"),
        ("sites", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="KioskVisit",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("secret_hash", models.BinaryField(max_length=32)),
                ("kept", bianmin.ground.fields.SealedJSON(default=dict)),
                ("touched_at", models.DateTimeField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "touched_at"], name="kiosk_visit_touched")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "secret_hash"), name="kiosk_visit_secret"
                    )
                ],
            },
        ),
        unit_keys("counter_kioskvisit"),
    ]
