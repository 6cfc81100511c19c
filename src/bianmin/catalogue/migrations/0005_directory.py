import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The city's directory in editions, and the counties' answers."""

    dependencies = [
        ("catalogue", "0004_version_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="AdoptionTask",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("unit", models.SmallIntegerField()),
                ("due_on", models.DateField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("done_by", models.BigIntegerField(blank=True, null=True)),
                ("done_name", models.CharField(blank=True, default="", max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="DirectoryChange",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=300)),
                ("township_mode", models.CharField(blank=True, default="", max_length=10)),
                ("village_mode", models.CharField(blank=True, default="", max_length=10)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.BigIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DirectoryEntry",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("since", models.PositiveSmallIntegerField()),
                ("until", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("standing", models.CharField(default="active", max_length=10)),
                ("name", models.CharField(max_length=120)),
                ("area", models.CharField(max_length=20)),
                ("township_mode", models.CharField(blank=True, default="", max_length=10)),
                ("village_mode", models.CharField(blank=True, default="", max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("title", models.CharField(max_length=80)),
                ("state", models.CharField(default="draft", max_length=10)),
                ("drafted_at", models.DateTimeField()),
                ("drafted_by", models.BigIntegerField(blank=True, null=True)),
                ("effective_on", models.DateField(blank=True, null=True)),
                ("adopt_by", models.DateField(blank=True, null=True)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("proposed_by", models.BigIntegerField(blank=True, null=True)),
                ("proposed_person", models.BigIntegerField(blank=True, null=True)),
                ("proposed_name", models.CharField(blank=True, default="", max_length=40)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("published_by", models.BigIntegerField(blank=True, null=True)),
                ("published_person", models.BigIntegerField(blank=True, null=True)),
                ("published_name", models.CharField(blank=True, default="", max_length=40)),
                ("in_force_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="directorychange",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="catalogue.serviceitem",
            ),
        ),
        migrations.AddField(
            model_name="directoryentry",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="catalogue.serviceitem",
            ),
        ),
        migrations.AddField(
            model_name="directoryentry",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.itemversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "proposed", "published"])),
                name="edition_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("published_at__isnull", False),
                        ("state", "published"),
                        ("adopt_by__isnull", False),
                        ("effective_on__isnull", False),
                    ),
                    models.Q(
                        models.Q(("state", "published"), _negated=True),
                        ("in_force_at__isnull", True),
                        ("published_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="edition_published_when_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_person__isnull", True),
                    models.Q(("published_person", models.F("proposed_person")), _negated=True),
                    _connector="OR",
                ),
                name="edition_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("state",),
                name="edition_one_in_hand",
            ),
        ),
        migrations.AddField(
            model_name="directorychange",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="catalogue.edition",
            ),
        ),
        migrations.AddField(
            model_name="adoptiontask",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="catalogue.edition",
            ),
        ),
        migrations.AddField(
            model_name="directorychange",
            name="draft",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.versiondraft",
            ),
        ),
        migrations.AddIndex(
            model_name="directoryentry",
            index=models.Index(fields=["since"], name="directory_entry_since"),
        ),
        migrations.AddIndex(
            model_name="directoryentry",
            index=models.Index(fields=["until"], name="directory_entry_until"),
        ),
        migrations.AddIndex(
            model_name="directoryentry",
            index=models.Index(fields=["area", "name"], name="directory_entry_area"),
        ),
        migrations.AddConstraint(
            model_name="directoryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                ),
                name="directory_entry_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="directoryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("standing__in", ["active", "paused"])),
                name="directory_entry_standing_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="directoryentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("item",),
                name="directory_entry_once_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="adoptiontask",
            index=models.Index(fields=["unit", "state"], name="adoption_task_unit"),
        ),
        migrations.AddConstraint(
            model_name="adoptiontask",
            constraint=models.UniqueConstraint(
                fields=("edition", "unit"), name="adoption_task_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="adoptiontask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("state", "open")),
                    models.Q(("done_at__isnull", False), ("state", "adopted")),
                    models.Q(
                        ("done_at__isnull", False),
                        ("state", "explained"),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="adoption_task_explained_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="directorychange",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["add", "change", "pause", "resume", "cancel"])),
                name="directory_change_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="directorychange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="directory_change_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="directorychange",
            constraint=models.UniqueConstraint(
                fields=("edition", "item"), name="directory_change_once"
            ),
        ),
    ]
