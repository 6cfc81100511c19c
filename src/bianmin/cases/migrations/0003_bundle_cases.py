import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import APP_ROLE, for_app, unit_key_of, unit_keys


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_foundation"),
        ("cases", "0002_delivery"),
        ("catalogue", "0001_foundation"),
        ("regions", "0001_foundation"),
        ("sites", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="BundleCase",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "contact_phone",
                    bianmin.ground.fields.SealedText(blank=True, default="", kind="phone"),
                ),
                ("tracking", bianmin.ground.fields.SealedText(kind="words")),
                ("tracking_hash", models.BinaryField(max_length=32)),
                ("state", models.CharField(default="running", max_length=10)),
                ("submitted_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_state_known",
        ),
        migrations.AddField(
            model_name="draft",
            name="bundle",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.bundleversion",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="chosen",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="bundlecase",
            name="applicant",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
            ),
        ),
        migrations.AddField(
            model_name="bundlecase",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.bundleversion",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="bundle",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.bundlecase",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("bundle__isnull", False)),
                fields=["unit", "bundle"],
                name="case_of_bundle",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "discarded",
                            "submitted",
                            "returned",
                            "received",
                            "correction",
                            "not_accepted",
                            "accepted",
                            "review",
                            "review_correction",
                            "granted",
                            "denied",
                            "forwarded",
                            "completed",
                            "delivered",
                            "archived",
                            "withdrawn",
                            "closed_incomplete",
                            "void",
                            "lapsed",
                        ],
                    )
                ),
                name="case_state_known",
            ),
        ),
        migrations.AddIndex(
            model_name="bundlecase",
            index=models.Index(fields=["unit", "tracking_hash"], name="bundle_case_tracking"),
        ),
        migrations.AddIndex(
            model_name="bundlecase",
            index=models.Index(
                fields=["unit", "applicant", "-submitted_at"], name="bundle_case_of"
            ),
        ),
        migrations.AddConstraint(
            model_name="bundlecase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("state__in", ["running", "mending"])),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("state__in", ["done", "partly", "failed", "given_up"]),
                    ),
                    _connector="OR",
                ),
                name="bundle_case_state_known",
            ),
        ),
        unit_keys("cases_bundlecase"),
        unit_key_of("cases_case", "cases_bundlecase", "bundle_id"),
        migrations.RunSQL(
            sql=(
                "CREATE TRIGGER cases_bundlecase_never_deleted BEFORE DELETE OR TRUNCATE ON "
                "cases_bundlecase FOR EACH STATEMENT EXECUTE FUNCTION ground_refuse_change()",
                for_app(f"REVOKE DELETE, TRUNCATE ON cases_bundlecase FROM {APP_ROLE}"),
            ),
            reverse_sql=(
                "DROP TRIGGER cases_bundlecase_never_deleted ON cases_bundlecase",
                for_app(f"GRANT DELETE ON cases_bundlecase TO {APP_ROLE}"),
            ),
        ),
    ]
