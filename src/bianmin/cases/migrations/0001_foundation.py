import uuid

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import APP_ROLE, for_app, unit_keys

CHILDREN = (
    "casematerial",
    "casepause",
    "notice",
    "refusalfiling",
    "decision",
    "delivery",
    "approval",
    "undertaking",
    "publicity",
    "inquiry",
)
ALONE = ("draft", "card", "deskdraft")
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
    initial = True
    replaces = [
        ("cases", "0001_initial"),
        ("cases", "0004_open_of_handler"),
        ("cases", "0005_cases_in_hand"),
        ("cases", "0006_no_index_without_unit"),
        ("cases", "0007_document_numbers"),
        ("cases", "0008_scenario_of_a_case"),
        ("cases", "0009_listed_from_the_index"),
        ("cases", "0011_approvals"),
        ("cases", "0012_items_warning"),
        ("cases", "0013_refusals_without_category"),
        ("cases", "0014_parked_and_deemed"),
        ("cases", "0015_undertakings"),
        ("cases", "0016_publicity"),
    ]

    dependencies = [
        ("ground", "0001_floor"),
        ("accounts", "0001_foundation"),
        ("catalogue", "0001_foundation"),
        ("regions", "0001_foundation"),
        ("sites", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("secret_hash", models.BinaryField(max_length=32)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.itemversion",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
                ("user_id", models.BigIntegerField(db_index=True, null=True)),
                (
                    "scenario",
                    models.CharField(blank=True, db_default="", default="", max_length=40),
                ),
                ("answers", bianmin.ground.fields.SealedJSON(default=dict)),
                ("applicant", bianmin.ground.fields.SealedJSON(default=dict)),
                ("created_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "expires_at"], name="draft_expiry")],
            },
        ),
        migrations.CreateModel(
            name="Case",
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
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.itemversion",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.serviceitem",
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
                    "village",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
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
                    "intake_site",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
                (
                    "applicant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                (
                    "scenario",
                    models.CharField(blank=True, db_default="", default="", max_length=40),
                ),
                (
                    "contact_phone",
                    bianmin.ground.fields.SealedText(blank=True, default="", kind="phone"),
                ),
                ("answers", bianmin.ground.fields.SealedJSON(default=dict)),
                ("tracking", bianmin.ground.fields.SealedText(kind="words")),
                ("tracking_hash", models.BinaryField(max_length=32)),
                ("query_code_hash", models.BinaryField(max_length=32)),
                ("state", models.CharField(default="submitted", max_length=20)),
                ("submitted_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("clock_from", models.DateField(blank=True, null=True)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("arrived_on", models.DateField(blank=True, null=True)),
                ("tell_by", models.DateField(blank=True, null=True)),
                ("promise_due", models.DateField(blank=True, null=True)),
                ("statutory_due", models.DateField(blank=True, null=True)),
                ("extension_workdays", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("warn_workdays", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("escalated", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("date_pending", models.BooleanField(default=False)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("correction_count", models.PositiveSmallIntegerField(default=0)),
                ("paused", models.BooleanField(default=False)),
                ("moved_at", models.DateTimeField()),
                ("handler_id", models.BigIntegerField(blank=True, null=True)),
                ("is_demo", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["unit", "site", "promise_due", "id"],
                        name="case_worklist",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["unit", "promise_due", "id"],
                        name="case_open_in_unit",
                    ),
                    models.Index(
                        models.F("unit"),
                        django.db.models.functions.comparison.Coalesce("promise_due", "tell_by"),
                        models.F("id"),
                        condition=models.Q(
                            ("closed_at__isnull", True), ("state", "completed"), _connector="OR"
                        ),
                        include=(
                            "state",
                            "paused",
                            "channel",
                            "item",
                            "closed_at",
                            "promise_due",
                            "tell_by",
                        ),
                        name="case_hand_unit",
                    ),
                    models.Index(
                        models.F("unit"),
                        models.F("township"),
                        django.db.models.functions.comparison.Coalesce("promise_due", "tell_by"),
                        models.F("id"),
                        condition=models.Q(
                            ("closed_at__isnull", True), ("state", "completed"), _connector="OR"
                        ),
                        include=(
                            "state",
                            "paused",
                            "channel",
                            "item",
                            "closed_at",
                            "promise_due",
                            "tell_by",
                        ),
                        name="case_hand_town",
                    ),
                    models.Index(
                        models.F("unit"),
                        models.F("intake_site"),
                        django.db.models.functions.comparison.Coalesce("promise_due", "tell_by"),
                        models.F("id"),
                        condition=models.Q(
                            ("closed_at__isnull", True), ("state", "completed"), _connector="OR"
                        ),
                        name="case_hand_desk",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["submitted", "received"])),
                        fields=["unit", "tell_by"],
                        name="case_tell_once",
                    ),
                    models.Index(
                        fields=["unit", "applicant", "-submitted_at"], name="case_applicant"
                    ),
                    models.Index(
                        condition=models.Q(("agent__isnull", False)),
                        fields=["unit", "agent", "-submitted_at"],
                        name="case_agent",
                    ),
                    models.Index(fields=["unit", "site", "-submitted_at"], name="case_site_recent"),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["unit", "handler_id"],
                        name="case_open_of_handler",
                    ),
                    models.Index(
                        condition=models.Q(("date_pending", True)),
                        fields=["unit", "id"],
                        name="case_date_pending",
                    ),
                    models.Index(fields=["unit", "tracking_hash"], name="case_tracking"),
                    models.Index(
                        condition=models.Q(("decided_at__isnull", False)),
                        fields=["unit", "item", "-decided_at"],
                        name="case_decided_of_item",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
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
                                ],
                            )
                        ),
                        name="case_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["online", "counter", "agent"])),
                        name="case_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("clock_from__isnull", True)),
                            models.Q(("accepted_at__isnull", False), ("clock_from__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_accepted_and_counting_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agent__isnull", True),
                            models.Q(("agent", models.F("applicant")), _negated=True),
                            _connector="OR",
                        ),
                        name="case_agent_is_not_applicant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseMaterial",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("status", models.CharField(max_length=10)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                ("received_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "case", "key"), name="case_material_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["received", "missing", "wrong", "shared", "waived"])
                        ),
                        name="case_material_status_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CasePause",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("basis", models.CharField(max_length=200)),
                (
                    "document",
                    models.CharField(blank=True, db_default="", default="", max_length=100),
                ),
                ("approved_by", models.BigIntegerField(blank=True, null=True)),
                ("expected_workdays", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("started_at", models.DateTimeField()),
                ("started_by", models.BigIntegerField(null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("result", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("unit", "case"),
                        name="case_one_open_pause",
                    )
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
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
        migrations.CreateModel(
            name="CaseNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("day", models.DateField()),
                ("last", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "day"), name="case_number_per_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "township",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("year", models.SmallIntegerField()),
                ("last", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "township", "kind", "year"), name="document_number_per_year"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LookupTry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("hour", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("number", "hour"), name="lookup_tries_per_hour")
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "township",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
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
                ("day", models.DateField()),
                ("submitted", models.IntegerField(default=0)),
                ("by_agent", models.IntegerField(default=0)),
                ("online", models.IntegerField(default=0)),
                ("received", models.IntegerField(default=0)),
                ("corrections", models.IntegerField(default=0)),
                ("second_slips", models.IntegerField(db_default=0, default=0)),
                ("accepted", models.IntegerField(default=0)),
                ("deemed_accepted", models.IntegerField(db_default=0, default=0)),
                ("not_accepted", models.IntegerField(default=0)),
                ("decided", models.IntegerField(default=0)),
                ("completed", models.IntegerField(default=0)),
                ("completed_on_time", models.IntegerField(default=0)),
                ("completed_late", models.IntegerField(default=0)),
                ("delivered", models.IntegerField(default=0)),
                ("withdrawn", models.IntegerField(default=0)),
                ("closed", models.IntegerField(default=0)),
                ("rated", models.IntegerField(default=0)),
                ("rated_well", models.IntegerField(default=0)),
                ("rated_poorly", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "day", "township", "site", "item"), name="case_day_once"
                    )
                ],
            },
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
                ("tab", models.UUIDField(default=uuid.uuid4)),
                ("page", models.UUIDField(default=uuid.uuid4)),
                ("fields", bianmin.ground.fields.SealedJSON(default=dict)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "user_id", "tab"), name="desk_draft_of_tab"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Publicity",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
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
                ("place", models.CharField(max_length=100)),
                ("started_at", models.DateTimeField()),
                ("started_by", models.BigIntegerField()),
                ("until_on", models.DateField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["unit", "township", "until_on"],
                        name="publicity_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("unit", "case"),
                        name="case_one_open_publicity",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "publicity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.publicity",
                    ),
                ),
                ("words", bianmin.ground.fields.SealedText(kind="words")),
                ("phone", bianmin.ground.fields.SealedText(blank=True, default="", kind="phone")),
                ("made_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(blank=True, null=True)),
                ("heard_by", models.BigIntegerField(blank=True, null=True)),
                ("is_upheld", models.BooleanField(blank=True, null=True)),
                ("finding", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("heard_at__isnull", True),
                                ("heard_by__isnull", True),
                                ("is_upheld__isnull", True),
                            ),
                            models.Q(
                                ("heard_at__isnull", False),
                                ("heard_by__isnull", False),
                                ("is_upheld__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="objection_heard_together",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("people", bianmin.ground.fields.SealedText(kind="words")),
                ("found", bianmin.ground.fields.SealedText(kind="words")),
                ("present", models.PositiveSmallIntegerField()),
                ("agreed", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("photos", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["household", "meeting", "site"])),
                        name="inquiry_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agreed__isnull", False),
                                ("agreed__lte", models.F("present")),
                                ("kind", "meeting"),
                            ),
                            models.Q(
                                models.Q(("kind", "meeting"), _negated=True),
                                ("agreed__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="inquiry_votes_of_a_meeting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("number", models.CharField(blank=True, default="", max_length=60)),
                ("lines", bianmin.ground.fields.SealedJSON(default=list)),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.BigIntegerField(null=True)),
                ("answer_by", models.DateField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "case", "issued_at"], name="notice_case"),
                    models.Index(
                        condition=models.Q(("kind", "deemed_accepted")),
                        fields=["unit", "-issued_at"],
                        name="notice_deemed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RefusalFiling",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("action", models.CharField(max_length=20)),
                ("category", models.CharField(blank=True, default="", max_length=1)),
                ("reason", bianmin.ground.fields.SealedText(kind="words")),
                ("law", models.CharField(blank=True, default="", max_length=200)),
                ("alternatives", models.CharField(blank=True, default="", max_length=200)),
                ("proposed_by", models.BigIntegerField()),
                ("proposed_by_person", models.BigIntegerField()),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.BigIntegerField(blank=True, null=True)),
                ("decided_by_person", models.BigIntegerField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("approved", models.BooleanField(blank=True, null=True)),
                ("decide_by", models.DateField(blank=True, null=True)),
                (
                    "document_number",
                    models.CharField(blank=True, db_default="", default="", max_length=60),
                ),
                ("is_sampled", models.BooleanField(db_default=False, default=False)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("checked_by", models.BigIntegerField(blank=True, null=True)),
                ("is_upheld", models.BooleanField(blank=True, null=True)),
                (
                    "check_note",
                    models.CharField(blank=True, db_default="", default="", max_length=200),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("approved", True)),
                        fields=["unit", "-decided_at"],
                        name="refusal_filed",
                    ),
                    models.Index(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=["unit", "proposed_at"],
                        name="refusal_undecided",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at__isnull", True), ("is_upheld__isnull", True)),
                            models.Q(("checked_at__isnull", False), ("is_upheld__isnull", False)),
                            _connector="OR",
                        ),
                        name="refusal_checked_together",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("unit", "case"),
                        name="case_one_open_refusal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by_person__isnull", True),
                            models.Q(
                                ("decided_by_person", models.F("proposed_by_person")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="refusal_decided_by_another_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("outcome", models.CharField(max_length=10)),
                ("reason", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
                ("document_number", models.CharField(blank=True, default="", max_length=60)),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "case"), name="case_decided_once"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["granted", "denied"])),
                        name="decision_outcome_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("mode", models.CharField(max_length=10)),
                ("receiver", bianmin.ground.fields.SealedText(blank=True, default="", kind="name")),
                ("delivered_at", models.DateTimeField()),
                ("delivered_by", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "case"), name="case_delivered_once"),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["pickup", "post", "agent", "electronic"])),
                        name="delivery_mode_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Undertaking",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("key", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("number", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.BigIntegerField()),
                ("due_on", models.DateField()),
                ("missed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.BigIntegerField(blank=True, null=True)),
                ("end", models.CharField(blank=True, default="", max_length=6)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True), ("missed_at__isnull", True)),
                        fields=["unit", "due_on"],
                        name="undertaking_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "case", "key"), name="undertaking_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["deferral", "commitment"])),
                        name="undertaking_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at__isnull", True)),
                            models.Q(("end", "kept"), ("ended_at__isnull", False)),
                            models.Q(
                                ("end", "broken"),
                                ("ended_at__isnull", False),
                                ("kind", "commitment"),
                            ),
                            _connector="OR",
                        ),
                        name="undertaking_end_known",
                    ),
                ],
            },
        ),
        # What models cannot say.
        unit_keys("cases_case"),
        *(unit_keys(f"cases_{name}", parent="cases_case", column="case_id") for name in CHILDREN),
        unit_keys("cases_objection", parent="cases_publicity", column="publicity_id"),
        *(unit_keys(f"cases_{name}") for name in ALONE),
        migrations.RunSQL(
            sql=(TWO_PERSONS, ON_REFUSAL),
            reverse_sql=(
                "DROP TRIGGER cases_case_two_persons ON cases_case",
                "DROP FUNCTION cases_two_persons()",
            ),
        ),
        *map(never_deleted, KEPT),
    ]
