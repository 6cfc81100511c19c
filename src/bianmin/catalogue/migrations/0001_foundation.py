import django.db.models.deletion
from django.db import migrations, models

from bianmin.ground.sql import append_only

KEYS = (
    "ALTER TABLE catalogue_serviceitem ADD CONSTRAINT item_stands_alone UNIQUE (id, stands_alone)",
    "ALTER TABLE catalogue_offering ADD CONSTRAINT offering_stands_alone_as_its_item "
    "FOREIGN KEY (item_id, stands_alone) REFERENCES catalogue_serviceitem (id, stands_alone) "
    "ON UPDATE CASCADE",
    "ALTER TABLE catalogue_offering ADD COLUMN linked_tier varchar(10) GENERATED ALWAYS AS "
    "(CASE WHEN linked_id IS NOT NULL THEN 'township' END) STORED",
    "ALTER TABLE catalogue_offering ADD CONSTRAINT offering_key UNIQUE (id, unit, item_id, tier)",
    "ALTER TABLE catalogue_offering ADD CONSTRAINT offering_linked_to_its_township_entry "
    "FOREIGN KEY (linked_id, unit, item_id, linked_tier) "
    "REFERENCES catalogue_offering (id, unit, item_id, tier)",
)
NO_KEYS = (
    "ALTER TABLE catalogue_offering DROP CONSTRAINT offering_linked_to_its_township_entry",
    "ALTER TABLE catalogue_offering DROP CONSTRAINT offering_key",
    "ALTER TABLE catalogue_offering DROP COLUMN linked_tier",
    "ALTER TABLE catalogue_offering DROP CONSTRAINT offering_stands_alone_as_its_item",
    "ALTER TABLE catalogue_serviceitem DROP CONSTRAINT item_stands_alone",
)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("catalogue", "0001_initial"),
        ("catalogue", "0004_version_drafts"),
        ("catalogue", "0005_directory"),
        ("catalogue", "0006_county_work"),
        ("catalogue", "0007_sinking_answers"),
        ("catalogue", "0008_item_sources"),
        ("catalogue", "0009_site_services"),
        ("catalogue", "0010_words"),
        ("catalogue", "0011_elements"),
        ("catalogue", "0012_bundles"),
    ]

    dependencies = [
        ("ground", "0001_floor"),
        ("sites", "0001_foundation"),
    ]

    operations = [
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "proposed", "published"])),
                        name="edition_state_known",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_person__isnull", True),
                            models.Q(
                                ("published_person", models.F("proposed_person")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="edition_two_persons",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("state",),
                        name="edition_one_in_hand",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdoptionTask",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="catalogue.edition",
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("due_on", models.DateField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("done_by", models.BigIntegerField(blank=True, null=True)),
                ("done_name", models.CharField(blank=True, default="", max_length=40)),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "state"], name="adoption_task_unit")],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "unit"), name="adoption_task_once"),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="ElementBatch",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("unit", models.SmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("is_outgoing", models.BooleanField(default=False)),
                ("is_increment", models.BooleanField(default=False)),
                ("file_name", models.CharField(blank=True, default="", max_length=120)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("code_format", models.CharField(max_length=20)),
                ("state", models.CharField(default="checked", max_length=10)),
                ("table", models.JSONField(blank=True, null=True)),
                ("report", models.JSONField(default=dict)),
                ("checked_at", models.DateTimeField()),
                ("checked_by", models.BigIntegerField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_by", models.BigIntegerField(blank=True, null=True)),
                ("settled_name", models.CharField(blank=True, default="", max_length=40)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "number"), name="element_batch_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "checked")),
                        fields=("unit",),
                        name="element_batch_one_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", True),
                                ("state", "checked"),
                                ("table__isnull", False),
                            ),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("state__in", ["applied", "dropped"]),
                                ("table__isnull", True),
                            ),
                            models.Q(
                                ("is_outgoing", True),
                                ("settled_at__isnull", False),
                                ("state", "handed"),
                            ),
                            _connector="OR",
                        ),
                        name="element_batch_settled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SiteServices",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "site",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
                ("has", models.JSONField(default=list)),
                ("told_at", models.DateTimeField()),
                ("told_by", models.BigIntegerField(null=True)),
            ],
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
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="catalogue.itemsource",
                    ),
                ),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "number"), name="source_batch_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "checked")),
                        fields=("source",),
                        name="source_batch_one_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", True),
                                ("state", "checked"),
                                ("table__isnull", False),
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
                ],
            },
        ),
        migrations.CreateModel(
            name="EmptySearch",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("words", models.CharField(max_length=20, unique=True)),
                ("times", models.PositiveIntegerField(default=1)),
                ("last_at", models.DateTimeField()),
                ("is_settled", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_settled", False)),
                        fields=["-times", "-last_at"],
                        name="empty_search_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Bundle",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("code", models.SlugField(max_length=30, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("place", models.PositiveSmallIntegerField(default=0)),
                ("is_withdrawn", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="BundleVersion",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="catalogue.bundle",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.edition",
                    ),
                ),
                ("pinned", models.JSONField()),
                ("is_sample", models.BooleanField(default=False)),
                ("published_at", models.DateTimeField()),
                ("published_by", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bundle", "number"), name="bundle_version_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BundleDraft",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="catalogue.bundle",
                    ),
                ),
                ("content", models.JSONField()),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("state", models.CharField(default="draft", max_length=10)),
                ("drafted_at", models.DateTimeField()),
                ("drafted_by", models.BigIntegerField(blank=True, null=True)),
                ("revised_at", models.DateTimeField()),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("proposed_by", models.BigIntegerField(blank=True, null=True)),
                ("proposed_person", models.BigIntegerField(blank=True, null=True)),
                ("proposed_name", models.CharField(blank=True, default="", max_length=40)),
                ("published_person", models.BigIntegerField(blank=True, null=True)),
                (
                    "version",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="catalogue.bundleversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "proposed", "published", "withdrawn"])
                        ),
                        name="bundle_draft_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), ("version__isnull", False)),
                            models.Q(
                                models.Q(("state", "published"), _negated=True),
                                ("version__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="bundle_draft_published_with_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_person__isnull", True),
                            models.Q(
                                ("published_person", models.F("proposed_person")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="bundle_draft_two_persons",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "proposed"])),
                        fields=("bundle",),
                        name="bundle_draft_one_in_hand",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceItem",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=80, unique=True)),
                ("area", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                ("plain_name", models.CharField(max_length=60)),
                ("pinyin", models.CharField(blank=True, default="", max_length=60)),
                ("search_text", models.TextField(blank=True, default="")),
                ("icon", models.CharField(default="doc", max_length=20)),
                ("popularity", models.PositiveSmallIntegerField(default=0)),
                ("status", models.CharField(default="active", max_length=10)),
                ("stands_alone", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area", "-popularity"], name="item_area_popularity")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "paused", "cancelled"])),
                        name="item_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemElements",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elements",
                        to="catalogue.serviceitem",
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("code_format", models.CharField(max_length=20)),
                ("values", models.JSONField(default=dict)),
                ("wanted", models.PositiveSmallIntegerField()),
                ("lacking", models.PositiveSmallIntegerField()),
                ("added_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.BigIntegerField(blank=True, null=True)),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.elementbatch",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("gone_at__isnull", True)),
                        fields=["unit", "lacking"],
                        name="item_elements_lacking",
                    ),
                    models.Index(fields=["unit", "changed_at"], name="item_elements_changed"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "item"), name="item_elements_once"),
                    models.CheckConstraint(
                        condition=models.Q(("lacking__lte", models.F("wanted"))),
                        name="item_elements_lacking_of_wanted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemVersion",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="catalogue.serviceitem",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("guide", models.JSONField()),
                ("form", models.JSONField()),
                ("case_kind", models.CharField(max_length=10)),
                ("is_licence", models.BooleanField(default=False)),
                ("promised_limit", models.CharField(max_length=20)),
                ("statutory_limit", models.CharField(blank=True, default="", max_length=20)),
                ("presence_required", models.BooleanField(default=False)),
                ("is_sample", models.BooleanField(default=False)),
                ("published_at", models.DateTimeField()),
                ("published_by", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="item_version_number"),
                    models.CheckConstraint(
                        condition=models.Q(("case_kind__in", ["immediate", "promised"])),
                        name="item_version_case_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DirectoryEntry",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="catalogue.serviceitem",
                    ),
                ),
                ("since", models.PositiveSmallIntegerField()),
                ("until", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("standing", models.CharField(default="active", max_length=10)),
                ("name", models.CharField(max_length=120)),
                ("area", models.CharField(max_length=20)),
                ("township_mode", models.CharField(blank=True, default="", max_length=10)),
                ("village_mode", models.CharField(blank=True, default="", max_length=10)),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.itemversion",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["since"], name="directory_entry_since"),
                    models.Index(fields=["until"], name="directory_entry_until"),
                    models.Index(fields=["area", "name"], name="directory_entry_area"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gt", models.F("since")),
                            _connector="OR",
                        ),
                        name="directory_entry_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("standing__in", ["active", "paused"])),
                        name="directory_entry_standing_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("item",),
                        name="directory_entry_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionDraft",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="catalogue.serviceitem",
                    ),
                ),
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
                (
                    "version",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="catalogue.itemversion",
                    ),
                ),
                ("in_force_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "proposed", "published", "withdrawn"])
                        ),
                        name="version_draft_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("effective_on__isnull", False),
                                ("state", "published"),
                                ("version__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "published"), _negated=True),
                                ("version__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="version_draft_published_with_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_person__isnull", True),
                            models.Q(
                                ("published_person", models.F("proposed_person")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="version_draft_two_persons",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "proposed"])),
                        fields=("item",),
                        name="version_draft_one_in_hand",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DirectoryChange",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="catalogue.edition",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="catalogue.serviceitem",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=300)),
                ("township_mode", models.CharField(blank=True, default="", max_length=10)),
                ("village_mode", models.CharField(blank=True, default="", max_length=10)),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.versiondraft",
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["add", "change", "pause", "resume", "cancel"])
                        ),
                        name="directory_change_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="directory_change_has_a_reason",
                    ),
                    models.UniqueConstraint(
                        fields=("edition", "item"), name="directory_change_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offering",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offerings",
                        to="catalogue.serviceitem",
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("tier", models.CharField(max_length=10)),
                ("entry_mode", models.CharField(max_length=10)),
                (
                    "linked",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answering",
                        to="catalogue.offering",
                    ),
                ),
                ("stands_alone", models.BooleanField(default=False)),
                ("delegation", models.CharField(blank=True, default="", max_length=12)),
                ("document", models.CharField(blank=True, default="", max_length=60)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tier__in", ["township", "village"])),
                        name="offering_tier_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entry_mode__in", ["accept", "handle"]), ("tier", "township")
                            ),
                            models.Q(
                                ("entry_mode__in", ["accept", "handle", "agent"]),
                                ("tier", "village"),
                            ),
                            _connector="OR",
                        ),
                        name="offering_mode_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("linked__isnull", True), ("tier", "township")),
                            models.Q(("linked__isnull", False), ("tier", "village")),
                            models.Q(("stands_alone", True), ("tier", "village")),
                            _connector="OR",
                        ),
                        name="offering_village_answers_to_township",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delegation", ""), ("document", "")),
                            models.Q(
                                ("delegation__in", ["devolved", "entrusted", "authorised"]),
                                ("tier", "township"),
                                models.Q(("document", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="offering_delegation_has_document",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("unit", "tier", "item"),
                        name="offering_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Omission",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.serviceitem",
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("tier", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=200)),
                ("said_at", models.DateTimeField()),
                ("said_by", models.BigIntegerField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="omission_has_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("unit", "tier", "item"),
                        name="omission_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkTask",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.serviceitem",
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("side", models.CharField(max_length=10)),
                ("what", models.CharField(max_length=120)),
                ("opened_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("done_by", models.BigIntegerField(blank=True, null=True)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["unit", "opened_at"],
                        name="link_task_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["township", "village"])),
                        name="link_task_side_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SiteSuspension",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
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
                ("unit", models.SmallIntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("began_at", models.DateTimeField()),
                ("began_by", models.BigIntegerField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.BigIntegerField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="site_suspension_has_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("site", "item"),
                        name="site_suspension_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DirectedGrant",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
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
                ("unit", models.SmallIntegerField()),
                ("delegation", models.CharField(max_length=12)),
                ("document", models.CharField(max_length=60)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("granted_at", models.DateTimeField()),
                ("granted_by", models.BigIntegerField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delegation__in", ["devolved", "entrusted", "authorised"]),
                            models.Q(("document", ""), _negated=True),
                        ),
                        name="directed_grant_has_document",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("site", "item"),
                        name="directed_grant_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SinkingAnswer",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.serviceitem",
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("mode", models.CharField(max_length=10)),
                ("is_accepted", models.BooleanField()),
                ("reason", models.CharField(max_length=200)),
                ("points", models.PositiveSmallIntegerField()),
                ("lines", models.JSONField()),
                ("said_at", models.DateTimeField()),
                ("said_by", models.BigIntegerField(blank=True, null=True)),
                ("said_name", models.CharField(blank=True, default="", max_length=40)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "item", "-said_at"], name="sinking_answer_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="sinking_answer_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["accept", "handle"])),
                        name="sinking_answer_mode_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceItem",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="catalogue.itemsource",
                    ),
                ),
                ("code", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("department", models.CharField(blank=True, default="", max_length=80)),
                ("item_type", models.CharField(blank=True, default="", max_length=2)),
                ("values", models.JSONField()),
                ("place", models.PositiveIntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.sourcebatch",
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
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
                ("seen_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["source", "place"], name="source_item_place")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "code"), name="source_item_code")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("word", models.CharField(max_length=30)),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.serviceitem",
                    ),
                ),
                ("means", models.CharField(blank=True, default="", max_length=20)),
                ("is_off", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_off", False), ("item__isnull", False), ("means", "")),
                            models.Q(
                                ("item__isnull", True), models.Q(("means", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="search_word_says_one_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("item__isnull", False)),
                        fields=("word", "item"),
                        name="search_word_of_item_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("item__isnull", True)),
                        fields=("word",),
                        name="search_word_means_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="bundle",
            name="current",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.bundleversion",
            ),
        ),
        migrations.AddField(
            model_name="serviceitem",
            name="current",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.itemversion",
            ),
        ),
        # What models cannot say.
        append_only("catalogue_itemversion"),
        migrations.RunSQL(KEYS, NO_KEYS),
    ]
