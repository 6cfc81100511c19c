import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.ids
from bianmin.ground.sql import unit_keys


class Migration(migrations.Migration):
    """Packs that are printed for a site, and what hangs on its walls."""

    initial = True

    dependencies = [
        ("catalogue", "0007_sinking_answers"),
        ("sites", "0001_initial"),
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
                ("form", models.CharField(max_length=10)),
                ("hung_at", models.DateTimeField()),
                ("hung_by", models.BigIntegerField(null=True)),
                (
                    "pack",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="papers.printpack",
                    ),
                ),
                ("taken_down_at", models.DateTimeField(blank=True, null=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.serviceitem",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
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
        unit_keys("papers_printpack"),
        unit_keys("papers_hanging", parent="papers_printpack", column="pack_id"),
    ]
