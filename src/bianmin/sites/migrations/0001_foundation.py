import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("sites", "0001_initial"),
        ("sites", "0002_closures"),
    ]

    dependencies = [
        ("regions", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("partner", models.CharField(blank=True, default="", max_length=20)),
                ("name", models.CharField(max_length=80)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="regions.region",
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("address", models.CharField(blank=True, default="", max_length=120)),
                ("phone", models.CharField(blank=True, default="", max_length=20)),
                ("hours", models.JSONField(blank=True, default=dict)),
                ("status", models.CharField(default="open", max_length=10)),
                ("opened_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("is_synthetic", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "kind", "name"], name="site_unit_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["hall", "center", "station", "point"])),
                        name="site_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["planned", "open", "suspended", "closed"])
                        ),
                        name="site_status_known",
                    ),
                    models.UniqueConstraint(
                        fields=("region", "name"), name="site_name_once_in_region"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Coverage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coverage",
                        to="sites.site",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coverage",
                        to="regions.region",
                    ),
                ),
                ("mode", models.CharField(max_length=10)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["own", "merged", "joint", "point"])),
                        name="coverage_mode_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("site", "village"),
                        name="coverage_once_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("mode__in", ["own", "merged", "joint"]), ("valid_to__isnull", True)
                        ),
                        fields=("village",),
                        name="coverage_by_one_station_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="coverage_valid_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SiteClosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="sites.site",
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=80)),
                ("announced_at", models.DateTimeField()),
                ("announced_by", models.BigIntegerField(null=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_by", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=["site", "ends_at"],
                        name="closure_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="closure_in_order",
                    )
                ],
            },
        ),
    ]
