import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import append_only, unit_keys


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("feedback", "0001_initial"),
        ("feedback", "0003_questions"),
        ("feedback", "0004_first_ask"),
    ]

    dependencies = [
        ("ground", "0001_floor"),
        ("cases", "0001_foundation"),
        ("catalogue", "0001_foundation"),
        ("regions", "0001_foundation"),
        ("sites", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rating",
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
                ("act", models.CharField(max_length=20)),
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
                ("handler_id", models.BigIntegerField(null=True)),
                ("level", models.PositiveSmallIntegerField()),
                ("reasons", models.JSONField(default=list)),
                ("words", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
                ("is_anonymous", models.BooleanField(default=False)),
                ("channel", models.CharField(max_length=10)),
                ("rated_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "site", "rated_at"], name="rating_site")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "case", "act"), name="rating_once_per_act"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 5)),
                        name="rating_level_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
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
                ("words", bianmin.ground.fields.SealedText(kind="words")),
                ("phone", bianmin.ground.fields.SealedText(blank=True, default="", kind="phone")),
                ("visitor", bianmin.ground.fields.SealedText(blank=True, default="", kind="name")),
                ("channel", models.CharField(db_default="net", default="net", max_length=8)),
                ("first_by", models.BigIntegerField(blank=True, null=True)),
                ("holder", models.BigIntegerField(blank=True, null=True)),
                ("offered_to", models.BigIntegerField(blank=True, null=True)),
                ("answer_by", models.DateField(blank=True, null=True)),
                ("escalated", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("code", bianmin.ground.fields.SealedText(kind="words")),
                ("code_hash", models.BinaryField(max_length=32)),
                ("asked_at", models.DateTimeField()),
                ("answer", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=["unit", "township", "asked_at"],
                        name="question_waiting",
                    ),
                    models.Index(fields=["unit", "answered_at"], name="question_answered"),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=["unit", "holder"],
                        name="question_held",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                ("answered_at__isnull", False), ("answered_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="question_answered_by_somebody",
                    ),
                    models.UniqueConstraint(fields=("unit", "code_hash"), name="question_code"),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["visit", "phone", "net"])),
                        name="question_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel", "net"),
                            models.Q(("first_by__isnull", False), ("holder__isnull", False)),
                            _connector="OR",
                        ),
                        name="question_noted_has_its_officer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("offered_to__isnull", True),
                            models.Q(("answered_at__isnull", True), ("holder__isnull", False)),
                            _connector="OR",
                        ),
                        name="question_offered_by_its_holder",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionOffer",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "question",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="feedback.question",
                    ),
                ),
                ("from_user", models.BigIntegerField()),
                ("to_user", models.BigIntegerField()),
                ("note", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
                ("offered_at", models.DateTimeField()),
                ("end", models.CharField(blank=True, default="", max_length=10)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reason", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "question", "offered_at"], name="offer_question")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("unit", "question"),
                        name="question_one_open_offer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at__isnull", True)),
                            models.Q(
                                ("end__in", ["taken", "declined", "replaced"]),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="offer_end_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_user", models.F("to_user")), _negated=True),
                        name="offer_to_another",
                    ),
                ],
            },
        ),
        # What models cannot say.
        unit_keys("feedback_rating", parent="cases_case", column="case_id"),
        append_only("feedback_rating"),
        unit_keys("feedback_question"),
        unit_keys("feedback_questionoffer", parent="feedback_question", column="question_id"),
    ]
