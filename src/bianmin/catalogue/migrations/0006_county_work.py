import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a county leaves out, owes, switches off and gives away."""

    dependencies = [
        ("catalogue", "0005_directory"),
        ("sites", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectedGrant",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("unit", models.SmallIntegerField()),
                ("delegation", models.CharField(max_length=12)),
                ("document", models.CharField(max_length=60)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("granted_at", models.DateTimeField()),
                ("granted_by", models.BigIntegerField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, default="", max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="LinkTask",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("unit", models.SmallIntegerField()),
                ("side", models.CharField(max_length=10)),
                ("what", models.CharField(max_length=120)),
                ("opened_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("done_by", models.BigIntegerField(blank=True, null=True)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Omission",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("unit", models.SmallIntegerField()),
                ("tier", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=200)),
                ("said_at", models.DateTimeField()),
                ("said_by", models.BigIntegerField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SiteSuspension",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("unit", models.SmallIntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("began_at", models.DateTimeField()),
                ("began_by", models.BigIntegerField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.BigIntegerField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, default="", max_length=200)),
            ],
        ),
        migrations.AddField(
            model_name="directedgrant",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.serviceitem",
            ),
        ),
        migrations.AddField(
            model_name="directedgrant",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sites.site"
            ),
        ),
        migrations.AddField(
            model_name="linktask",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.serviceitem",
            ),
        ),
        migrations.AddField(
            model_name="omission",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.serviceitem",
            ),
        ),
        migrations.AddField(
            model_name="sitesuspension",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.serviceitem",
            ),
        ),
        migrations.AddField(
            model_name="sitesuspension",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sites.site"
            ),
        ),
        migrations.AddConstraint(
            model_name="directedgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("delegation__in", ["devolved", "entrusted", "authorised"]),
                    models.Q(("document", ""), _negated=True),
                ),
                name="directed_grant_has_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="directedgrant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("site", "item"),
                name="directed_grant_once_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="linktask",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["unit", "opened_at"],
                name="link_task_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="linktask",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["township", "village"])),
                name="link_task_side_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="omission",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="omission_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="omission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("unit", "tier", "item"),
                name="omission_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitesuspension",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="site_suspension_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitesuspension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("site", "item"),
                name="site_suspension_once_at_a_time",
            ),
        ),
    ]
