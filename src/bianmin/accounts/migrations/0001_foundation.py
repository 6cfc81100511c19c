import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bianmin.ground.fields
import bianmin.ground.ids


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_grant_basis"),
        ("accounts", "0003_grant_item_code_as_long"),
    ]

    dependencies = [
        ("regions", "0001_foundation"),
        ("sites", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(default="natural", max_length=10)),
                ("name", bianmin.ground.fields.SealedText(kind="name")),
                (
                    "id_number",
                    bianmin.ground.fields.SealedText(blank=True, default="", kind="id_number"),
                ),
                ("id_number_hash", models.BinaryField(blank=True, max_length=32, null=True)),
                ("phone", bianmin.ground.fields.SealedText(blank=True, default="", kind="phone")),
                ("phone_hash", models.BinaryField(blank=True, max_length=32, null=True)),
                (
                    "address",
                    bianmin.ground.fields.SealedText(blank=True, default="", kind="address"),
                ),
                (
                    "bank_account",
                    bianmin.ground.fields.SealedText(blank=True, default="", kind="bank"),
                ),
                ("birth_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "village",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="regions.region",
                    ),
                ),
                ("household", models.BigIntegerField(blank=True, db_index=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["phone_hash"], name="person_phone")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["natural", "legal"])),
                        name="person_kind_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("id_number_hash__isnull", False)),
                        fields=("id_number_hash",),
                        name="person_id_number_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("login", models.CharField(max_length=80, unique=True)),
                ("display_name", models.CharField(max_length=40)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="accounts.person",
                    ),
                ),
                ("is_staff_member", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("is_demo", models.BooleanField(default=False)),
                ("joined_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True), ("is_active", False), _connector="OR"
                        ),
                        name="user_left_is_inactive",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Role",
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
                        related_name="roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="sites.site",
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["site", "kind"], name="role_site_kind"),
                    models.Index(fields=["region", "kind"], name="role_region_kind"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "agent",
                                    "audit_admin",
                                    "center_head",
                                    "city_bureau",
                                    "city_office",
                                    "clerk",
                                    "county_bureau",
                                    "county_office",
                                    "county_reviewer",
                                    "reviewer",
                                    "security_admin",
                                    "station_clerk",
                                    "supervisor",
                                    "system_admin",
                                ],
                            )
                        ),
                        name="role_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True),
                            ("ends_at__gte", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="role_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True),
                            ("kind__in", ["audit_admin", "security_admin", "system_admin"]),
                        ),
                        fields=("user",),
                        name="role_one_administrator",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
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
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="sites.site",
                    ),
                ),
                ("item_code", models.CharField(blank=True, default="", max_length=80)),
                ("basis", models.CharField(max_length=60)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["user", "site"], name="grant_user_site")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("basis", ""), _negated=True),
                        name="grant_stands_on_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True),
                            ("ends_at__gte", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="grant_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
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
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("label", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("user_id", models.BigIntegerField(db_index=True, null=True)),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SignInCode",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=bianmin.ground.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("phone", bianmin.ground.fields.SealedText(kind="phone")),
                ("phone_hash", models.BinaryField(max_length=32)),
                ("code_hash", models.BinaryField(max_length=32)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["phone_hash", "-sent_at"], name="code_of_phone")],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("count", models.IntegerField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["until"], name="tally_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key_hash"), name="tally_once")
                ],
            },
        ),
    ]
