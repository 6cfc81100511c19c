import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("regions", "0001_initial"),
    ]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="regions.region",
                    ),
                ),
                ("path", models.CharField(max_length=60, unique=True)),
                ("level", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=60)),
                ("short_name", models.CharField(max_length=40)),
                ("pinyin", models.CharField(blank=True, default="", max_length=120)),
                ("initials", models.CharField(blank=True, default="", max_length=40)),
                ("unit", models.SmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["parent", "pinyin"], name="region_children"),
                    models.Index(fields=["unit", "level"], name="region_unit_level"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["city", "unit", "township", "village"])),
                        name="region_level_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "city"), ("parent__isnull", True), ("unit", 0)),
                            models.Q(("parent__isnull", False), ("unit__gt", 0)),
                            _connector="OR",
                        ),
                        name="region_only_the_city_has_no_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="region_valid_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegionCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="regions.region",
                    ),
                ),
                ("system", models.CharField(max_length=10)),
                ("code", models.CharField(max_length=12)),
                ("name", models.CharField(blank=True, default="", max_length=60)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["code", "system"], name="region_code_lookup")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("system", "code"),
                        name="region_code_once_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DivisionImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("system", models.CharField(max_length=10)),
                ("city_code", models.CharField(max_length=6)),
                ("vintage", models.DateField()),
                ("digest", models.CharField(max_length=64)),
                ("divisions", models.PositiveIntegerField()),
                ("imported_at", models.DateTimeField()),
                ("imported_by", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("system", "city_code", "vintage"), name="division_import_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegionLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later_links",
                        to="regions.region",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier_links",
                        to="regions.region",
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("on", models.DateField()),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                ("linked_at", models.DateTimeField()),
                ("linked_by", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("predecessor", "successor", "kind"), name="region_link_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["merged_into", "renamed", "recoded", "split"])
                        ),
                        name="region_link_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="region_link_to_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unmatched",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "region",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unmatched",
                        to="regions.region",
                    ),
                ),
                ("since", models.DateField()),
                (
                    "suggestion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("resolved_at__isnull", True)),
                        fields=["region"],
                        name="unmatched_open",
                    )
                ],
            },
        ),
    ]
