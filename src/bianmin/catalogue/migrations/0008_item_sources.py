import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sets of items that others keep; an item's code may be as long as theirs."""

    dependencies = [
        ("catalogue", "0007_sinking_answers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="serviceitem",
            name="code",
            field=models.CharField(max_length=80, unique=True),
        ),
        migrations.CreateModel(
            name="ItemSource",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60, unique=True)),
                ("code_format", models.CharField(max_length=20)),
                ("columns", models.JSONField(default=list)),
                ("style", models.JSONField(default=dict)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="source_has_a_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceBatch",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("file_name", models.CharField(max_length=120)),
                ("digest", models.CharField(max_length=64)),
                ("is_increment", models.BooleanField(default=False)),
                ("state", models.CharField(default="checked", max_length=10)),
                ("table", models.JSONField(blank=True, null=True)),
                ("report", models.JSONField()),
                ("checked_at", models.DateTimeField()),
                ("checked_by", models.BigIntegerField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_by", models.BigIntegerField(blank=True, null=True)),
                ("settled_name", models.CharField(blank=True, default="", max_length=40)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="catalogue.itemsource",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SourceItem",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("department", models.CharField(blank=True, default="", max_length=80)),
                ("item_type", models.CharField(blank=True, default="", max_length=2)),
                ("values", models.JSONField()),
                ("place", models.PositiveIntegerField()),
                ("changed_at", models.DateTimeField()),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.sourcebatch",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="source_items",
                        to="catalogue.serviceitem",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="catalogue.itemsource",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="sourcebatch",
            constraint=models.UniqueConstraint(
                fields=("source", "number"), name="source_batch_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcebatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "checked")),
                fields=("source",),
                name="source_batch_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcebatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_at__isnull", True), ("state", "checked"), ("table__isnull", False)
                    ),
                    models.Q(
                        ("settled_at__isnull", False),
                        ("state__in", ["applied", "dropped"]),
                        ("table__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="source_batch_settled",
            ),
        ),
        migrations.AddIndex(
            model_name="sourceitem",
            index=models.Index(fields=["source", "place"], name="source_item_place"),
        ),
        migrations.AddConstraint(
            model_name="sourceitem",
            constraint=models.UniqueConstraint(fields=("source", "code"), name="source_item_code"),
        ),
    ]
