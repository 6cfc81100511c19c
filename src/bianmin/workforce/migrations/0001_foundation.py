import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids
from bianmin.ground.sql import unit_keys

ALONE = (
    "dutysign",
    "absence",
    "emptypost",
    "departure",
    "lessonread",
    "attendance",
    "attempt",
)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("workforce", "0001_initial"),
        ("workforce", "0003_lapsed_posts"),
        ("workforce", "0004_duty_counts"),
        ("workforce", "0005_first_ask"),
        ("workforce", "0006_results_to_fetch"),
    ]

    dependencies = [
        ("ground", "0001_floor"),
        ("accounts", "0001_foundation"),
        ("regions", "0001_foundation"),
        ("sites", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutySign",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("day", models.DateField()),
                ("channel", models.CharField(max_length=10)),
                ("signed_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "day", "site"], name="duty_sign_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["desk", "phone"])),
                        name="duty_sign_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True),
                            ("left_at__gte", models.F("signed_at")),
                            _connector="OR",
                        ),
                        name="duty_sign_in_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("unit", "user", "site", "day"),
                        name="duty_sign_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("reason", bianmin.ground.fields.SealedText(blank=True, default="", kind="words")),
                ("is_sudden", models.BooleanField(default=False)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.BigIntegerField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, default="", max_length=200)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "approved")),
                        fields=["unit", "ends_at"],
                        name="absence_approved",
                    ),
                    models.Index(fields=["unit", "user", "-starts_at"], name="absence_of_user"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("leave", "sick", "visit", "meeting", "training", "trip"))
                        ),
                        name="absence_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "approved", "refused", "withdrawn"])
                        ),
                        name="absence_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="absence_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("returned_at__isnull", True),
                            ("handed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="absence_handed_before_returned",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("cause", models.CharField(max_length=10)),
                (
                    "absence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.absence",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("given_at", models.DateTimeField(blank=True, null=True)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("given_at__isnull", True)),
                        fields=["unit", "giver"],
                        name="handover_to_give",
                    ),
                    models.Index(
                        condition=models.Q(("taken_at__isnull", True)),
                        fields=["unit", "taker"],
                        name="handover_to_take",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ["absence", "return", "departure"])),
                        name="handover_cause_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("taker")), _negated=True),
                        name="handover_of_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverItem",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.handover",
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("subject", models.BigIntegerField()),
                ("label", models.CharField(max_length=80)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["case", "carried", "paper", "result", "appointment", "question"],
                            )
                        ),
                        name="handover_item_kind_known",
                    ),
                    models.UniqueConstraint(
                        fields=("unit", "handover", "kind", "subject"), name="handover_item_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyCount",
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
                ("on", models.IntegerField(default=0)),
                ("expected", models.IntegerField(default=0)),
                ("empty", models.IntegerField(default=0)),
                ("closed", models.IntegerField(default=0)),
                ("unplanned", models.IntegerField(default=0)),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "township"), name="duty_count_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffRecord",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="record",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("employment", models.CharField(default="other", max_length=10)),
                ("wall_phone", models.CharField(blank=True, default="", max_length=20)),
                ("photo", models.BigIntegerField(blank=True, null=True)),
                ("on_wall", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "employment__in",
                                (
                                    "civil",
                                    "contract",
                                    "welfare",
                                    "village",
                                    "graduate",
                                    "resident",
                                    "other",
                                ),
                            )
                        ),
                        name="staff_employment_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("number", models.CharField(blank=True, default="", max_length=40)),
                ("issued_on", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "name", "number"), name="qualification_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Departure",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                ("kind", models.CharField(max_length=20)),
                ("why", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=200)),
                ("left_at", models.DateTimeField()),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "left_at"], name="departure_when")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "why__in",
                                ("transfer", "resign", "retire", "term", "dismiss", "other"),
                            )
                        ),
                        name="departure_why_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("user", models.F("successor")), _negated=True),
                        name="departure_to_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffingTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("kind", models.CharField(max_length=20)),
                ("planned", models.PositiveSmallIntegerField()),
                ("set_at", models.DateTimeField()),
                ("set_by", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("site", "kind"), name="staffing_target_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="sites.site",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=30)),
                ("item_codes", models.JSONField(blank=True, default=list)),
                (
                    "a",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "b",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "c",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signs", models.BooleanField(default=False)),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["window", "review", "agent"])),
                        name="post_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("a", models.F("b")), _negated=True),
                        name="post_a_is_not_b",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("a", models.F("c")), _negated=True),
                        name="post_a_is_not_c",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("b", models.F("c")), _negated=True),
                        name="post_b_is_not_c",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=("site", "name"),
                        name="post_name_once_at_a_site",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmptyPost",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.post",
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
                ("day", models.DateField()),
                ("half", models.PositiveSmallIntegerField()),
                ("cause", models.CharField(max_length=10)),
                ("found_at", models.DateTimeField()),
                ("told", models.CharField(max_length=10)),
                ("told_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_by", models.BigIntegerField(blank=True, null=True)),
                ("remedy", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["unit", "day"],
                        name="empty_post_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ("away", "unsigned", "lapsed"))),
                        name="empty_post_cause_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("told__in", ["center", "county"])),
                        name="empty_post_told_known",
                    ),
                    models.UniqueConstraint(
                        fields=("unit", "post", "day", "half"), name="empty_post_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rota",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rotas",
                        to="workforce.post",
                    ),
                ),
                ("season", models.CharField(default="all", max_length=10)),
                ("starts_on", models.DateField()),
                ("pattern", models.CharField(max_length=28)),
                ("opening", models.CharField(max_length=28)),
                (
                    "a",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "b",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "c",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_short", models.BooleanField(default=False)),
                ("drafted_at", models.DateTimeField()),
                ("drafted_by", models.BigIntegerField(null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("published_by", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("published_at__isnull", False)),
                        fields=["post", "-starts_on", "-published_at"],
                        name="rota_of_post",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("season__in", ("all", "summer", "winter"))),
                        name="rota_season_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pattern__regex", "^[ABC-]{14}([ABC-]{14})?$"),
                            ("opening__regex", "^[01]{14}([01]{14})?$"),
                        ),
                        name="rota_is_one_week_or_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            models.Q(
                                ("a__isnull", False),
                                (
                                    "opening",
                                    models.Func(
                                        models.F("pattern"),
                                        models.Value("ABC-"),
                                        models.Value("1110"),
                                        function="translate",
                                    ),
                                ),
                                models.Q(
                                    models.Q(("pattern__contains", "B"), _negated=True),
                                    ("b__isnull", False),
                                    _connector="OR",
                                ),
                                models.Q(
                                    models.Q(("pattern__contains", "C"), _negated=True),
                                    ("c__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="rota_published_leaves_no_post_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            ("b__isnull", False),
                            ("is_short", True),
                            _connector="OR",
                        ),
                        name="rota_published_has_a_and_b",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("a", models.F("b")), _negated=True),
                        name="rota_a_is_not_b",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("a", models.F("c")), _negated=True),
                        name="rota_a_is_not_c",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("b", models.F("c")), _negated=True),
                        name="rota_b_is_not_c",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at__isnull", True)),
                        fields=("post", "season", "starts_on"),
                        name="rota_one_draft",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("goal", models.TextField()),
                ("audience", models.JSONField(default=list)),
                ("target", models.PositiveSmallIntegerField(default=100)),
                ("first_year", models.PositiveSmallIntegerField()),
                ("last_year", models.PositiveSmallIntegerField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("published_by", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_year__gte", models.F("first_year")),
                            (
                                "last_year__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("first_year"), "+", models.Value(9)
                                ),
                            ),
                        ),
                        name="training_plan_years_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target__gte", 1), ("target__lte", 100)),
                        name="training_plan_target_per_cent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="years",
                        to="workforce.trainingplan",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("goal", models.CharField(max_length=200)),
                ("hours", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "year"), name="plan_year_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=20, unique=True)),
                ("topic", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=60)),
                ("summary", models.CharField(blank=True, default="", max_length=200)),
                ("scope", models.CharField(default="none", max_length=10)),
                ("item_codes", models.JSONField(blank=True, default=list)),
                ("is_open", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("topic__in", ["items", "systems", "etiquette", "security"])
                        ),
                        name="course_topic_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scope__in", ["none", "all"]),
                            models.Q(
                                ("scope", "items"), models.Q(("item_codes", []), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="course_names_its_items",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.course",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("text", models.CharField(max_length=300)),
                ("options", models.JSONField()),
                ("right", models.JSONField()),
                ("because", models.CharField(blank=True, default="", max_length=300)),
                ("is_open", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["single", "multiple", "judge"])),
                        name="question_kind_known",
                    ),
                    models.UniqueConstraint(fields=("course", "text"), name="question_text_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exam",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "course",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exam",
                        to="workforce.course",
                    ),
                ),
                ("questions", models.PositiveSmallIntegerField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("mark", models.PositiveSmallIntegerField()),
                ("tries_a_day", models.PositiveSmallIntegerField(default=3)),
                ("valid_months", models.PositiveSmallIntegerField(default=24)),
                ("is_open", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mark__gte", 1),
                            ("mark__lte", 100),
                            ("minutes__gte", 1),
                            ("questions__gte", 1),
                            ("tries_a_day__gte", 1),
                            ("valid_months__gte", 1),
                        ),
                        name="exam_in_bounds",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "exam",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.exam",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("paper", models.JSONField()),
                ("answers", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("handed_in_at", models.DateTimeField(blank=True, null=True)),
                ("right", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("points", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("passed", models.BooleanField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["unit", "user", "exam", "-started_at"], name="attempt_of_user"
                    ),
                    models.Index(
                        condition=models.Q(("handed_in_at__isnull", True)),
                        fields=["unit", "ends_at"],
                        name="attempt_running",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("handed_in_at__isnull", True)),
                        fields=("unit", "user", "exam"),
                        name="attempt_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("handed_in_at__isnull", True),
                                ("passed__isnull", True),
                                ("points__isnull", True),
                            ),
                            models.Q(
                                ("handed_in_at__isnull", False),
                                ("passed__isnull", False),
                                ("points__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="attempt_graded_when_handed_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("started_at"))),
                        name="attempt_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("number", models.CharField(max_length=30, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.course",
                    ),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.attempt",
                    ),
                ),
                ("points", models.PositiveSmallIntegerField()),
                ("issued_on", models.DateField()),
                ("valid_until", models.DateField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_why", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "user", "-valid_until"], name="certificate_user")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("issued_on"))),
                        name="certificate_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lessons",
                        to="workforce.course",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("minutes", models.PositiveSmallIntegerField(default=5)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("course", "number"), name="lesson_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="LessonRead",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.lesson",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("read_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "user", "lesson"), name="lesson_read_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="workforce.course",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
                ("place", models.CharField(max_length=80)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("teacher", models.CharField(blank=True, default="", max_length=40)),
                ("secret", models.CharField(max_length=32)),
                ("made_by", models.BigIntegerField(null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["region", "starts_at"], name="training_session_when")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="training_session_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.trainingsession",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "session", "user"), name="attendance_once"
                    )
                ],
            },
        ),
        # What models cannot say.
        *(unit_keys(f"workforce_{name}") for name in ALONE),
        unit_keys("workforce_handover", parent="workforce_absence", column="absence_id"),
        unit_keys("workforce_handoveritem", parent="workforce_handover", column="handover_id"),
        unit_keys("workforce_certificate", parent="workforce_attempt", column="attempt_id"),
    ]
