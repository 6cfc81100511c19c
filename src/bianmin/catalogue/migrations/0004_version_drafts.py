import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Versions are drafted before two persons publish them."""

    dependencies = [
        ("catalogue", "0003_village_answers_to_township"),
    ]

    operations = [
        migrations.CreateModel(
            name="VersionDraft",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("guide", models.JSONField()),
                ("form", models.JSONField()),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("is_sample", models.BooleanField(default=False)),
                ("state", models.CharField(default="draft", max_length=10)),
                ("drafted_at", models.DateTimeField()),
                ("drafted_by", models.BigIntegerField(blank=True, null=True)),
                ("revised_at", models.DateTimeField()),
                ("effective_on", models.DateField(blank=True, null=True)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("proposed_by", models.BigIntegerField(blank=True, null=True)),
                ("proposed_person", models.BigIntegerField(blank=True, null=True)),
                ("proposed_name", models.CharField(blank=True, default="", max_length=40)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("published_by", models.BigIntegerField(blank=True, null=True)),
                ("published_person", models.BigIntegerField(blank=True, null=True)),
                ("in_force_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="versiondraft",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drafts",
                to="catalogue.serviceitem",
            ),
        ),
        migrations.AddField(
            model_name="versiondraft",
            name="version",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="draft",
                to="catalogue.itemversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="versiondraft",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "proposed", "published", "withdrawn"])),
                name="version_draft_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="versiondraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("effective_on__isnull", False),
                        ("state", "published"),
                        ("version__isnull", False),
                    ),
                    models.Q(
                        models.Q(("state", "published"), _negated=True), ("version__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="version_draft_published_with_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="versiondraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_person__isnull", True),
                    models.Q(("published_person", models.F("proposed_person")), _negated=True),
                    _connector="OR",
                ),
                name="version_draft_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="versiondraft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "proposed"])),
                fields=("item",),
                name="version_draft_one_in_hand",
            ),
        ),
    ]
