import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.ids
from bianmin.ground.sql import unit_keys


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("papers", "0001_prints"),
    ]

    dependencies = [
        ("ground", "0001_floor"),
        ("catalogue", "0001_foundation"),
        ("sites", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="PrintPack",
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
                ("forms", models.JSONField()),
                ("parts", models.JSONField(default=list)),
                ("state", models.CharField(default="queued", max_length=10)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                ("ordered_at", models.DateTimeField()),
                ("ordered_by", models.BigIntegerField(null=True)),
                ("touched_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "site", "-ordered_at"], name="pack_of_site")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["queued", "running", "done", "failed", "cancelled"])
                        ),
                        name="pack_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=("unit", "site"),
                        name="pack_one_open_at_a_site",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hanging",
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.serviceitem",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.itemversion",
                    ),
                ),
                ("form", models.CharField(max_length=10)),
                (
                    "pack",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="papers.printpack",
                    ),
                ),
                ("hung_at", models.DateTimeField()),
                ("hung_by", models.BigIntegerField(null=True)),
                ("taken_down_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("taken_down_at__isnull", True)),
                        fields=["unit", "item", "site"],
                        name="hanging_of_item",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["guide", "leaflet", "poster"])),
                        name="hanging_form_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("taken_down_at__isnull", True)),
                        fields=("unit", "site", "item", "form"),
                        name="hanging_once_at_a_time",
                    ),
                ],
            },
        ),
        # What models cannot say.
        unit_keys("papers_printpack"),
        unit_keys("papers_hanging", parent="papers_printpack", column="pack_id"),
    ]
