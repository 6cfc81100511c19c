import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import unit_keys

ARRIVED = """
UPDATE cases_case SET arrived_on = (submitted_at AT TIME ZONE 'Asia/Shanghai')::date
WHERE arrived_on IS NULL
"""


class Migration(migrations.Migration):
    """Approvals by a second person; when papers arrived; one extension; what lies on a desk."""

    dependencies = [
        ("cases", "0010_refusals_filed"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="arrived_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="claimed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="escalated",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="case",
            name="extension_workdays",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="caseday",
            name="second_slips",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="casepause",
            name="approved_by",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="casepause",
            name="document",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
        migrations.CreateModel(
            name="DeskDraft",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("user_id", models.BigIntegerField()),
                ("fields", bianmin.ground.fields.SealedJSON(default=dict)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "user_id"), name="desk_draft_of_clerk")
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("reason", bianmin.ground.fields.SealedText(kind="words")),
                ("facts", bianmin.ground.fields.SealedJSON(default=dict)),
                ("proposed_by", models.BigIntegerField()),
                ("proposed_by_person", models.BigIntegerField()),
                ("proposed_at", models.DateTimeField()),
                ("decide_by", models.DateField(blank=True, null=True)),
                ("decided_by", models.BigIntegerField(blank=True, null=True)),
                ("decided_by_person", models.BigIntegerField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("approved", models.BooleanField(blank=True, null=True)),
                ("opinion", models.CharField(blank=True, default="", max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=["unit", "proposed_at"],
                        name="approval_undecided",
                    ),
                    models.Index(
                        condition=models.Q(("approved", True), ("kind", "second_slip")),
                        fields=["unit", "-decided_at"],
                        name="approval_second_slips",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("unit", "case", "kind"),
                        name="approval_one_open_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by_person__isnull", True),
                            models.Q(
                                ("decided_by_person", models.F("proposed_by_person")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="approval_by_another_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["second_slip", "pause", "extension", "late_entry"])
                        ),
                        name="approval_kind_known",
                    ),
                ],
            },
        ),
        unit_keys("cases_approval", parent="cases_case", column="case_id"),
        unit_keys("cases_deskdraft"),
        migrations.RunSQL(sql=ARRIVED, reverse_sql=migrations.RunSQL.noop),
    ]
