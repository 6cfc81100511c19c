import django.db.models.deletion
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import unit_keys


class Migration(migrations.Migration):
    """Who answers for a question, until another has taken it over."""

    dependencies = [
        ("feedback", "0003_questions"),
        ("regions", "0001_initial"),
    ]

    operations = [
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
                ("from_user", models.BigIntegerField()),
                ("to_user", models.BigIntegerField()),
                ("note", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
                ("offered_at", models.DateTimeField()),
                ("end", models.CharField(blank=True, default="", max_length=10)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reason", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
            ],
        ),
        migrations.AddField(
            model_name="question",
            name="answer_by",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="channel",
            field=models.CharField(db_default="net", default="net", max_length=8),
        ),
        migrations.AddField(
            model_name="question",
            name="escalated",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="question",
            name="first_by",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="holder",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="offered_to",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="visitor",
            field=bianmin.ground.fields.SealedText(blank=True, default="", kind="name"),
        ),
        migrations.AlterField(
            model_name="question",
            name="phone",
            field=bianmin.ground.fields.SealedText(blank=True, default="", kind="phone"),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True)),
                fields=["unit", "holder"],
                name="question_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["visit", "phone", "net"])),
                name="question_channel_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel", "net"),
                    models.Q(("first_by__isnull", False), ("holder__isnull", False)),
                    _connector="OR",
                ),
                name="question_noted_has_its_officer",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("offered_to__isnull", True),
                    models.Q(("answered_at__isnull", True), ("holder__isnull", False)),
                    _connector="OR",
                ),
                name="question_offered_by_its_holder",
            ),
        ),
        migrations.AddField(
            model_name="questionoffer",
            name="question",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="feedback.question",
            ),
        ),
        migrations.AddIndex(
            model_name="questionoffer",
            index=models.Index(fields=["unit", "question", "offered_at"], name="offer_question"),
        ),
        migrations.AddConstraint(
            model_name="questionoffer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("unit", "question"),
                name="question_one_open_offer",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at__isnull", True)),
                    models.Q(
                        ("end__in", ["taken", "declined", "replaced"]), ("ended_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="offer_end_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_user", models.F("to_user")), _negated=True),
                name="offer_to_another",
            ),
        ),
        unit_keys("feedback_questionoffer", parent="feedback_question", column="question_id"),
    ]
