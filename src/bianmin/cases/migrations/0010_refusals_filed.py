import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import APP_ROLE, for_app, unit_keys

TWO_PERSONS = """
CREATE FUNCTION cases_two_persons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM cases_refusalfiling f
    WHERE f.unit = NEW.unit AND f.case_id = NEW.id AND f.approved AND f.decided_at = NEW.moved_at
      AND f.decided_by_person <> f.proposed_by_person
      AND f.action = CASE NEW.state WHEN 'not_accepted' THEN 'refuse_acceptance'
        WHEN 'denied' THEN 'deny' WHEN 'closed_incomplete' THEN 'close_incomplete' ELSE 'void' END)
  THEN RAISE EXCEPTION 'a refusal needs a filing that another person approved'
    USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
ON_REFUSAL = """
CREATE TRIGGER cases_case_two_persons BEFORE UPDATE OF state ON cases_case FOR EACH ROW
WHEN (NEW.state IN ('not_accepted', 'denied', 'closed_incomplete', 'void')
  AND OLD.state IS DISTINCT FROM NEW.state)
EXECUTE FUNCTION cases_two_persons()
"""
KEPT = ("cases_case", "cases_refusalfiling", "cases_notice", "cases_decision")


def never_deleted(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        sql=(
            f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ground_refuse_change()",
            for_app(f"REVOKE DELETE, TRUNCATE ON {table} FROM {APP_ROLE}"),
        ),
        reverse_sql=(
            f"DROP TRIGGER {table}_never_deleted ON {table}",
            for_app(f"GRANT DELETE ON {table} TO {APP_ROLE}"),
        ),
    )


class Migration(migrations.Migration):
    """Refusals are filed and checked, by two persons or not at all; cards stand instead of a no."""

    dependencies = [
        ("cases", "0009_listed_from_the_index"),
        ("catalogue", "0010_words"),
        ("regions", "0001_initial"),
        ("sites", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="refusalfiling",
            name="check_note",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="refusalfiling",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="refusalfiling",
            name="checked_by",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="refusalfiling",
            name="decide_by",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="refusalfiling",
            name="document_number",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="refusalfiling",
            name="is_sampled",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="refusalfiling",
            name="is_upheld",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="refusalfiling",
            index=models.Index(
                condition=models.Q(("approved", True)),
                fields=["unit", "-decided_at"],
                name="refusal_filed",
            ),
        ),
        migrations.AddIndex(
            model_name="refusalfiling",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", True)),
                fields=["unit", "proposed_at"],
                name="refusal_undecided",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusalfiling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at__isnull", True), ("is_upheld__isnull", True)),
                    models.Q(("checked_at__isnull", False), ("is_upheld__isnull", False)),
                    _connector="OR",
                ),
                name="refusal_checked_together",
            ),
        ),
        migrations.RunSQL(
            sql=(TWO_PERSONS, ON_REFUSAL),
            reverse_sql=(
                "DROP TRIGGER cases_case_two_persons ON cases_case",
                "DROP FUNCTION cases_two_persons()",
            ),
        ),
        *map(never_deleted, KEPT),
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("number", models.CharField(max_length=60)),
                ("scenario", models.CharField(blank=True, default="", max_length=40)),
                ("visitor", bianmin.ground.fields.SealedText(blank=True, default="", kind="name")),
                ("phone", bianmin.ground.fields.SealedText(blank=True, default="", kind="phone")),
                ("matter", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
                ("lines", bianmin.ground.fields.SealedJSON(default=list)),
                ("secret", bianmin.ground.fields.SealedText(kind="words")),
                ("secret_hash", models.BinaryField(max_length=32)),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.BigIntegerField()),
                ("answer_by", models.DateField(blank=True, null=True)),
                ("answer", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.BigIntegerField(blank=True, null=True)),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
                (
                    "township",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.itemversion",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "site", "-issued_at"], name="card_of_site"),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True), ("kind", "reply_card")),
                        fields=["unit", "township", "issued_at"],
                        name="card_unanswered",
                    ),
                    models.Index(fields=["unit", "secret_hash"], name="card_secret"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["signpost", "plain_sheet", "reply_card"])),
                        name="card_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("kind", "reply_card"),
                            ),
                            _connector="OR",
                        ),
                        name="card_answered_by_somebody",
                    ),
                ],
            },
        ),
        unit_keys("cases_card"),
    ]
